// How far a run is, for the person who waits for it.

internal import Timing

/// A glance at a run under way.
public struct LoadProgress: Sendable {
    /// What runs, such as `mamba, round 2 of 6`.
    public internal(set) var title = ""
    /// The time since the run began.
    public let elapsed: Duration
    /// The streams that are open.
    public let openCount: Int
    /// The streams that have ended well.
    public let doneCount: Int
    /// The streams that have failed.
    public let failedCount: Int
    /// The median time to the first text, in nanoseconds.
    public let firstTextMedian: Int
    /// Pieces of text in a second.
    public let eventRate: Double

    init(_ report: ArmReport, elapsed: Duration, openCount: Int) {
        self.elapsed = elapsed
        self.openCount = openCount
        doneCount = report.completeCount + report.abortedCount
        failedCount = report.failedCount
        firstTextMedian = report.firstText.percentile(50)
        eventRate = Double(report.eventCount) / max(0.001, elapsed.inMilliseconds / 1000)
    }

    /// One line of less than 100 columns.
    public var line: String {
        var line = title.isEmpty ? "" : title + "  "
        line += NumberText.decimal(elapsed.inMilliseconds / 1000, 1) + " s  "
        line += "\(NumberText.grouped(openCount)) open  \(NumberText.grouped(doneCount)) done  "
        if failedCount > 0 { line += "\(NumberText.grouped(failedCount)) FAILED  " }
        line += NumberText.decimal(eventRate, 0) + " tokens/s  "
        return line + "first token p50 \(NumberText.milliseconds(Double(firstTextMedian))) ms"
    }
}
