// The figures of one round of one arm: what intervals and ratios are made of.

/// A time whose percentiles are compared between arms.
public enum ComparedTime: String, Sendable, CaseIterable {
    /// To the first text.
    case firstText = "ttft"
    /// Between pieces of text.
    case gap
    /// To the end.
    case total = "e2e"

    var title: String {
        switch self {
        case .firstText: "time to first token"
        case .gap: "gap between tokens"
        case .total: "whole answer"
        }
    }
}

/// What one round of one arm came to.
public struct RoundFigures: Sendable {
    /// The number of the round, from 0.
    public let round: Int
    /// When it began, counted from the start of the session.
    public let startedAfter: Duration
    /// How long it was measured.
    public let duration: Duration
    /// Streams that ended.
    public let streamCount: Int
    /// Streams that failed.
    public let failedCount: Int
    /// Pieces of text.
    public let eventCount: Int
    /// Processor time of the server's processes, in nanoseconds, or nil.
    public let processorNanoseconds: Int?
    /// Processor time per stream that was measured, in microseconds, or nil.
    let processorMicrosecondsPerStream: Double?
    /// Growth of memory per open stream, in bytes, or nil.
    public let bytesPerStream: Int?
    /// The percentiles of each time, in nanoseconds, in the order of ``comparedPercentiles``.
    public let percentiles: [ComparedTime: [Int]]

    /// The percentiles that are compared.
    static let comparedPercentiles = [50.0, 90, 99]

    init(_ report: ArmReport, round: Int, startedAfter: Duration) {
        self.round = round
        self.startedAfter = startedAfter
        duration = report.duration
        streamCount = report.endedCount
        failedCount = report.failedCount
        eventCount = report.eventCount
        processorNanoseconds = report.server?.processorNanoseconds
        processorMicrosecondsPerStream = report.processorMicrosecondsPerStream
        bytesPerStream = report.server?.bytesPerStream
        var percentiles: [ComparedTime: [Int]] = [:]
        for time in ComparedTime.allCases {
            let histogram = report.histogram(of: time)
            guard histogram.count > 0 else { continue }
            percentiles[time] = Self.comparedPercentiles.map { histogram.percentile($0) }
        }
        self.percentiles = percentiles
    }

    /// Processor time per piece of text, in microseconds.
    var processorMicrosecondsPerEvent: Double? {
        guard let processorNanoseconds, eventCount > 0 else { return nil }
        return Double(processorNanoseconds) / 1000 / Double(eventCount)
    }
}

extension ArmReport {
    func histogram(of time: ComparedTime) -> LatencyHistogram {
        switch time {
        case .firstText: firstText
        case .gap: gap
        case .total: total
        }
    }
}

/// What happened within a second.
public struct TimelinePoint: Sendable {
    /// The end of the second, counted from the start of the session.
    public let at: Duration
    /// Pieces of text that arrived in it.
    public let eventCount: Int
    /// Streams that were open at its end.
    public let openCount: Int
    /// Streams that failed in it.
    public let failedCount: Int
    /// How long it was: the last one is shorter.
    public let length: Duration
}
