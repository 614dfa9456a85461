// The counters that workers share.

import Testing

@testable import MockProvider

@Suite struct MockCountersTests {
    @Test func `attempts are counted by id`() {
        let counters = MockCounters()
        #expect(counters.countAttempt(of: 5) == 0)
        #expect(counters.countAttempt(of: 5) == 1)
        #expect(counters.countAttempt(of: 6) == 0)
        #expect(counters.countAttempt(of: 5) == 2)
    }

    @Test func `an id that comes 4096 later takes the place of an old one`() {
        let counters = MockCounters()
        #expect(counters.countAttempt(of: 5) == 0)
        #expect(counters.countAttempt(of: 5 + 4096) == 0)
        #expect(counters.countAttempt(of: 5) == 0)
    }

    @Test func `attempts stop being counted rather than spill into the id`() {
        let counters = MockCounters()
        for _ in 0..<70_000 { _ = counters.countAttempt(of: 5) }
        #expect(counters.countAttempt(of: 5) == 0xFFFE)
        #expect(counters.countAttempt(of: 6) == 0)
    }

    @Test func `cancels are kept with their instants`() {
        let counters = MockCounters()
        #expect(counters.cancels().isEmpty)
        counters.countCancel(of: 3, atNanoseconds: 30)
        counters.countCancel(of: 4, atNanoseconds: 40)
        let cancels = counters.cancels()
        #expect(cancels.map(\.id) == [3, 4])
        #expect(cancels.map(\.nanoseconds) == [30, 40])
        #expect(counters.statistics.cancelled == 2)
    }

    @Test func `of many cancels the last 16384 are kept`() {
        let counters = MockCounters()
        for id in 0..<16_385 { counters.countCancel(of: UInt64(id), atNanoseconds: 1) }
        let ids = Set(counters.cancels().map(\.id))
        #expect(ids.count == 16_384)
        #expect(!ids.contains(0))
        #expect(ids.contains(16_384))
    }

    @Test func `what is open is what has neither end`() {
        let counters = MockCounters()
        MockCounters.increment(counters.started, by: 10)
        MockCounters.increment(counters.completed, by: 4)
        MockCounters.increment(counters.failed, by: 2)
        counters.countCancel(of: 1, atNanoseconds: 1)
        #expect(counters.statistics.open == 3)
    }
}
