import Testing

@testable import Metrics

@Suite struct CounterTests {
    @Test func `a counter begins at zero, grows, and as a gauge falls`() {
        let counter = Counter()
        #expect(counter.value == 0)
        counter.add()
        counter.add(41)
        #expect(counter.value == 42)
        counter.add(-2)
        #expect(counter.value == 40)
    }

    @Test func `a counter that is full begins anew and does not trap`() {
        let counter = Counter()
        counter.add(.max)
        counter.add()
        #expect(counter.value == .min)
    }
}
