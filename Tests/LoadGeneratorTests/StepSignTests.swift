// The mark of a missing TCP_NODELAY.

import Testing

@testable import LoadGenerator

@Suite struct StepSignTests {
    private func gaps(_ values: [(milliseconds: Double, count: Int)]) -> LatencyHistogram {
        var histogram = LatencyHistogram()
        for value in values {
            for _ in 0..<value.count {
                histogram.record(nanoseconds: Int(value.milliseconds * 1_000_000))
            }
        }
        return histogram
    }

    @Test func `gaps that gather at 40 ms are the sign`() throws {
        let share = StepSign.share(
            in: gaps([(0, 400), (20, 200), (40.5, 400)]),
            intervalNanoseconds: 20_000_000
        )
        #expect(abs(try #require(share) - 0.4) < 1e-9)
    }

    @Test(arguments: [(9, false), (10, true), (11, true)])
    func `one of a hundred is enough`(count: Int, isSign: Bool) {
        let histogram = gaps([(20, 1000 - count), (41, count)])
        let share = StepSign.share(in: histogram, intervalNanoseconds: 20_000_000)
        #expect((share != nil) == isSign)
    }

    @Test func `gaps that are as many beside it are none`() {
        let histogram = gaps([(20, 500), (33, 30), (41, 60), (52, 10)])
        #expect(StepSign.share(in: histogram, intervalNanoseconds: 20_000_000) == nil)
    }

    @Test func `a pace of 40 ms explains itself`() {
        let histogram = gaps([(40, 1000)])
        #expect(StepSign.share(in: histogram, intervalNanoseconds: 40_000_000) == nil)
        #expect(StepSign.share(in: histogram, intervalNanoseconds: 10_000_000) != nil)
    }

    @Test func `a few gaps say nothing`() {
        #expect(StepSign.share(in: gaps([(40, 99)]), intervalNanoseconds: 0) == nil)
    }
}
