// What came of the streams of one arm, in one round or in several together.

internal import Timing

/// Counts, times and costs of one arm's streams.
public struct ArmReport: Sendable {
    /// The arm's name.
    public let name: String
    /// Where its streams were asked for.
    public let target: String
    /// Tells whether it is the provider itself.
    public let isDirect: Bool

    /// Streams that arrived whole and right.
    public internal(set) var completeCount = 0
    /// Streams that their clients left, as they were told to.
    public internal(set) var abortedCount = 0
    /// Streams that failed, by what was wrong first.
    public internal(set) var failures: [LoadFailure: Int] = [:]
    /// The first failures in words, at most ten, each once.
    public internal(set) var examples: [String] = []
    /// Tokens of the streams that were not left early, as they had to come.
    public internal(set) var expectedTokenCount = 0
    /// Tokens of these streams that came, in their order.
    public internal(set) var deliveredTokenCount = 0
    /// Streams that kept all bounds of goodness.
    public internal(set) var goodCount = 0
    /// Connections opened.
    public internal(set) var connectionCount = 0
    /// Bytes received in streams that ended.
    public internal(set) var receivedByteCount = 0

    /// From the intended start of a stream, connecting included, to its first text; measured streams only,
    /// like all that follows.
    public internal(set) var firstText = LatencyHistogram()
    /// From one piece of text to the next of its stream.
    public internal(set) var gap = LatencyHistogram()
    /// The mean of one stream's gaps, for each stream.
    public internal(set) var perToken = LatencyHistogram()
    /// From the intended start of a stream that arrived whole to its end.
    public internal(set) var total = LatencyHistogram()
    /// From the intended start to the start: how late the generator was.
    public internal(set) var lag = LatencyHistogram()
    /// Pieces of text.
    public internal(set) var eventCount = 0

    /// The time of the measurement, of all rounds together.
    public internal(set) var duration = Duration.zero
    /// The most streams that were open at a time.
    public internal(set) var openCountMax = 0
    /// The share of one core that the generator used during the measurement; in several rounds the greatest.
    public internal(set) var generatorShare = 0.0
    /// What the server's processes cost, if they are known and could be looked at.
    public internal(set) var server: ServerCost?
    /// What the mock saw, if it was known and answered.
    public internal(set) var provider: ProviderView?
    /// What happened in each second.
    public internal(set) var timeline: [TimelinePoint] = []
    /// The figures of each round.
    public internal(set) var rounds: [RoundFigures] = []
    /// What makes the numbers doubtful, each once.
    public internal(set) var warnings: [String] = []

    static let exampleCountMax = 10

    init(_ arm: Arm) {
        name = arm.name
        target = arm.target
        isDirect = arm.isDirect
    }

    /// The number of streams that failed.
    public var failedCount: Int { failures.values.reduce(0, +) }

    /// The number of streams that ended.
    public var endedCount: Int { completeCount + abortedCount + failedCount }

    /// Tells whether nothing was lost and nothing was wrong.
    public var isClean: Bool {
        failedCount == 0 && completeCount + abortedCount > 0 && provider?.openCount ?? 0 == 0
    }

    /// The server's processor time per piece of text, in microseconds; nil without a server or without text.
    public var processorMicrosecondsPerEvent: Double? {
        guard let server, eventCount > 0 else { return nil }
        return Double(server.processorNanoseconds) / 1000 / Double(eventCount)
    }

    /// The server's processor time per stream, in microseconds; nil without a server or without streams.
    public var processorMicrosecondsPerStream: Double? {
        guard let server, firstText.count > 0 else { return nil }
        return Double(server.processorNanoseconds) / 1000 / Double(firstText.count)
    }

    /// The time of the measurement in seconds, above zero.
    var seconds: Double { max(1e-9, duration.inMilliseconds / 1000) }

    mutating func countFailure(_ failure: LoadFailure, detail: String) {
        failures[failure, default: 0] += 1
        addExample("\(failure.title): \(detail)")
    }

    private mutating func addExample(_ example: String) {
        guard examples.count < Self.exampleCountMax, !examples.contains(example) else { return }
        examples.append(example)
    }

    mutating func warn(_ warning: String) {
        if !warnings.contains(warning) { warnings.append(warning) }
    }

    /// Takes in the end of a stream.
    ///
    /// Times count from the intended start. A stream is measured if it was intended to begin in the measurement.
    mutating func count(
        _ record: StreamRecord,
        isMeasured: Bool,
        load: LoadConfiguration
    ) {
        let intendedAt = record.plan.intendedAt
        receivedByteCount += record.receivedByteCount
        if isMeasured {
            lag.record(record.startedAt - intendedAt)
            if let firstTextAt = record.firstTextAt { firstText.record(firstTextAt - intendedAt) }
            if let perToken = record.perToken { self.perToken.record(perToken) }
        }
        switch record.outcome {
        case .aborted: return abortedCount += 1
        case .complete:
            completeCount += 1
            if load.goodness.allSatisfy({ $0.holds(for: record) }) { goodCount += 1 }
            if isMeasured { total.record(record.endedAt - intendedAt) }
        case .failed(let failure, let detail): countFailure(failure, detail: detail)
        }
        expectedTokenCount += load.tokenCount
        deliveredTokenCount += record.tokenCount
    }

    /// Adds what another round has brought.
    mutating func merge(_ other: ArmReport) {
        completeCount += other.completeCount
        abortedCount += other.abortedCount
        failures.merge(other.failures, uniquingKeysWith: +)
        for example in other.examples { addExample(example) }
        expectedTokenCount += other.expectedTokenCount
        deliveredTokenCount += other.deliveredTokenCount
        goodCount += other.goodCount
        connectionCount += other.connectionCount
        receivedByteCount += other.receivedByteCount
        firstText.merge(other.firstText)
        gap.merge(other.gap)
        perToken.merge(other.perToken)
        total.merge(other.total)
        lag.merge(other.lag)
        eventCount += other.eventCount
        duration += other.duration
        openCountMax = max(openCountMax, other.openCountMax)
        generatorShare = max(generatorShare, other.generatorShare)
        if let cost = other.server {
            if server == nil { server = cost } else { server?.merge(cost) }
        }
        if let view = other.provider {
            if provider == nil { provider = view } else { provider?.merge(view) }
        }
        timeline += other.timeline
        rounds += other.rounds
        for warning in other.warnings { warn(warning) }
    }
}
