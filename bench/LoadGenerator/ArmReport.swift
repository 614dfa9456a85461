// What came of the streams of one arm.

/// Counts and times of one arm's streams.
public struct ArmReport: Sendable {
    /// The arm's name.
    public let name: String
    /// Where its streams were asked for.
    public let target: String
    /// Streams that arrived whole and right.
    public internal(set) var completeCount = 0
    /// Streams that their clients left, as they were told to.
    public internal(set) var abortedCount = 0
    /// Streams that failed, by what was wrong first.
    public internal(set) var failures: [LoadFailure: Int] = [:]
    /// The first failures in words, at most ten, each once.
    public internal(set) var examples: [String] = []
    /// From the start of a stream, connecting included, to its first text; measured streams only,
    /// like all that follows.
    public internal(set) var firstText = Histogram()
    /// From one piece of text to the next of its stream.
    public internal(set) var gap = Histogram()
    /// From the start of a stream that arrived whole to its end.
    public internal(set) var total = Histogram()
    /// Pieces of text.
    public internal(set) var eventCount = 0
    /// Bytes received in streams that ended.
    public internal(set) var receivedByteCount = 0

    static let exampleCountMax = 10

    init(name: String, target: String) {
        self.name = name
        self.target = target
    }

    /// The number of streams that failed.
    public var failedCount: Int { failures.values.reduce(0, +) }

    mutating func countFailure(_ failure: LoadFailure, detail: String) {
        failures[failure, default: 0] += 1
        let example = "\(failure.title): \(detail)"
        if examples.count < Self.exampleCountMax, !examples.contains(example) {
            examples.append(example)
        }
    }
}
