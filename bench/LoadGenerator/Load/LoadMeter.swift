// Measures the processes of a run: the server's, the mock's, and the generator itself.

internal import Reactor
internal import System
internal import Timing

/// Takes the readings of a run, and its seconds.
struct LoadMeter {
    /// The server's processes, if any are known.
    let server: ProcessProbe?
    private let mock: ProcessProbe?
    private let mockThreadCount: Int

    private var beganAt = Instant.now
    private var serverStart = 0
    private var mockStart = 0
    private var generatorStart = 0
    /// The share of a core that each thread of the mock used.
    private(set) var mockShare = 0.0

    private var secondBegan = Instant.now
    private var eventCountBefore = 0
    private var failedCountBefore = 0

    private static let second = Duration.milliseconds(950)

    init(_ arm: Arm, mock address: SocketAddress?) {
        server = arm.processIDs.isEmpty ? nil : ProcessProbe(processIDs: arm.processIDs)
        let found = address.map { ListenerSearch.processIDs(listeningOn: $0) } ?? []
        mock = found.isEmpty ? nil : ProcessProbe(processIDs: found)
        // One thread of a mock waits for signals.
        mockThreadCount = max(1, (mock?.sample(countsDescriptors: false)?.threadCount ?? 2) - 1)
    }

    /// Begins the measurement.
    mutating func begin() {
        beganAt = Instant.now
        secondBegan = beganAt
        serverStart = server?.sample(countsDescriptors: false)?.processorNanoseconds ?? 0
        mockStart = mock?.sample(countsDescriptors: false)?.processorNanoseconds ?? 0
        generatorStart = ProcessProbe.threadNanoseconds()
    }

    /// Ends the measurement.
    mutating func end(_ report: inout ArmReport) {
        let elapsed = Double(max(1, (Instant.now - beganAt).wholeNanoseconds))
        if let sample = server?.sample(countsDescriptors: false) {
            report.server?.processorNanoseconds = sample.processorNanoseconds - serverStart
        }
        if let sample = mock?.sample(countsDescriptors: false) {
            let used = Double(sample.processorNanoseconds - mockStart)
            mockShare = used / elapsed / Double(mockThreadCount)
        }
        let used = ProcessProbe.threadNanoseconds() - generatorStart
        report.generatorShare = Double(used) / elapsed
        if report.generatorShare > 0.8 {
            report.warn("The generator used most of its core: it may be what limits.")
        }
    }

    /// Notes a second if one is over.
    mutating func note(
        _ report: ArmReport,
        openCount: Int,
        into timeline: inout [TimelinePoint],
        isLast: Bool = false
    ) {
        let now = Instant.now
        let length = now - secondBegan
        guard length >= Self.second || isLast && length > .milliseconds(50) else { return }
        timeline.append(
            TimelinePoint(
                at: .nanoseconds(Int64(clamping: now.nanoseconds)),
                eventCount: report.eventCount - eventCountBefore,
                openCount: openCount,
                failedCount: report.failedCount - failedCountBefore,
                length: length
            )
        )
        secondBegan = now
        eventCountBefore = report.eventCount
        failedCountBefore = report.failedCount
    }
}
