// The spans that wait for the collector, no more than there is room for.

/// A bounded queue that gives batches away.
///
/// What does not fit is dropped, newest first, and counted: a collector that is gone costs a bounded amount of memory.
public struct SpanQueue: Sendable {
    private let spansMax: Int
    private let batchSpansMax: Int
    private var spans: [TraceSpan] = []

    /// How many spans found no room.
    public private(set) var droppedCount = 0

    /// Creates an empty queue.
    ///
    /// - Parameters:
    ///   - spansMax: How many spans may wait.
    ///   - batchSpansMax: How many leave at once.
    public init(spansMax: Int, batchSpansMax: Int) {
        precondition(spansMax > 0 && batchSpansMax > 0, "a queue without room")
        self.spansMax = spansMax
        self.batchSpansMax = batchSpansMax
    }

    /// The spans that wait.
    public var count: Int { spans.count }

    /// Tells whether a whole batch waits, so that there is no reason to wait for the next interval.
    public var hasBatch: Bool { spans.count >= min(batchSpansMax, spansMax) }

    /// Takes spans in, as many as there is room for.
    public mutating func add(_ new: [TraceSpan]) {
        let taken = new.prefix(spansMax - spans.count)
        spans += taken
        droppedCount += new.count - taken.count
    }

    /// Gives the oldest spans away, up to a batch.
    public mutating func takeBatch() -> [TraceSpan] {
        let batch = Array(spans.prefix(batchSpansMax))
        spans.removeFirst(batch.count)
        return batch
    }
}
