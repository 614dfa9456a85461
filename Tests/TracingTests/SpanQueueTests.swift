import Testing

@testable import Tracing

@Suite struct SpanQueueTests {
    private func spans(_ count: Int) -> [TraceSpan] {
        var random = SystemRandomNumberGenerator()
        return (0..<count).map { number in
            let context = TraceContext(
                traceID: TraceID(using: &random),
                spanID: SpanID(using: &random),
                isSampled: true
            )
            return TraceSpan(context, parent: nil, name: "\(number)", kind: .server, start: 0)
        }
    }

    @Test func `batches leave in order and no larger than they may`() {
        var queue = SpanQueue(spansMax: 10, batchSpansMax: 3)
        #expect(queue.takeBatch().isEmpty)
        queue.add(spans(7))
        let batches = (0..<4).map { _ in queue.takeBatch().map(\.name) }
        #expect(batches == [["0", "1", "2"], ["3", "4", "5"], ["6"], []])
        #expect(queue.droppedCount == 0)
    }

    @Test(arguments: [(4, 0), (5, 0), (6, 1), (20, 15)])
    func `what does not fit is dropped and counted`(added: Int, dropped: Int) {
        var queue = SpanQueue(spansMax: 5, batchSpansMax: 100)
        queue.add(spans(added))
        #expect(queue.count == min(added, 5))
        #expect(queue.droppedCount == dropped)
        #expect(queue.takeBatch().map(\.name) == (0..<min(added, 5)).map { "\($0)" })
        queue.add(spans(5))
        #expect(queue.count == 5)
        #expect(queue.droppedCount == dropped)
    }

    @Test(arguments: [(2, false), (3, true), (4, true)])
    func `a whole batch is due at once`(count: Int, isDue: Bool) {
        var queue = SpanQueue(spansMax: 10, batchSpansMax: 3)
        queue.add(spans(count))
        #expect(queue.hasBatch == isDue)
    }

    @Test func `a queue smaller than a batch is due when it is full`() {
        var queue = SpanQueue(spansMax: 2, batchSpansMax: 3)
        queue.add(spans(1))
        #expect(!queue.hasBatch)
        queue.add(spans(1))
        #expect(queue.hasBatch)
    }
}
