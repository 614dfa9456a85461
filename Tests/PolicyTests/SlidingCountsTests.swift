import Testing
import Timing

@testable import Policy

@Suite struct SlidingCountsTests {
    private let start = Instant(nanoseconds: 1_000_000_000_000)

    @Test func `what was counted is in the sum until the window has passed`() {
        var counts = SlidingCounts(window: .seconds(10))
        counts.count(marked: true, at: start)
        counts.count(marked: false, at: start)
        let sum1 = counts.sum(at: start)
        #expect(sum1 == .init(all: 2, marked: 1))
        let sum2 = counts.sum(at: start + .milliseconds(9999))
        #expect(sum2 == .init(all: 2, marked: 1))
        let sum3 = counts.sum(at: start + .seconds(10))
        #expect(sum3 == .init())
    }

    @Test func `the window moves in steps`() {
        var counts = SlidingCounts(window: .seconds(10))
        for second in 0..<30 {
            counts.count(marked: second % 2 == 0, at: start + .seconds(second))
            let held = min(second + 1, 10)
            let sum4 = counts.sum(at: start + .seconds(second))
            #expect(sum4.all == held)
        }
        let sum5 = counts.sum(at: start + .seconds(29))
        #expect(sum5.marked == 5)
    }

    @Test func `a time a little behind counts as the newest`() {
        var counts = SlidingCounts(window: .seconds(10))
        counts.count(marked: false, at: start + .seconds(5))
        counts.count(marked: false, at: start)
        let sum6 = counts.sum(at: start + .seconds(14))
        #expect(sum6.all == 2)
        let sum7 = counts.sum(at: start + .seconds(15))
        #expect(sum7.all == 0)
    }

    @Test func `a long silence empties it`() {
        var counts = SlidingCounts(window: .seconds(1))
        for _ in 0..<100 { counts.count(marked: true, at: start) }
        let sum8 = counts.sum(at: start + .seconds(1_000_000))
        #expect(sum8 == .init())
    }
}
