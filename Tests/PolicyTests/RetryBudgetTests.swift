import Testing
import Timing

@testable import Policy

@Suite struct RetryBudgetTests {
    private let start = Instant(nanoseconds: 1_000_000_000_000)

    private func retries(_ budget: inout RetryBudget, at now: Instant) -> Int {
        var count = 0
        while count < 100_000, budget.takeRetry(at: now) { count += 1 }
        return count
    }

    @Test(arguments: [(0, 0.2, 1, 10), (100, 0.2, 0, 20), (100, 0.2, 1, 30), (4, 0.2, 0, 0)])
    func `a floor and a share of the requests`(
        requests: Int,
        ratio: Double,
        perSecond: Int,
        expected: Int
    ) {
        var budget = RetryBudget(.init(ratio: ratio, perSecondMin: perSecond))
        for _ in 0..<requests { budget.requestBegan(at: start) }
        let count3 = retries(&budget, at: start)
        #expect(count3 == expected)
        let isLeft1 = budget.takeRetry(at: start)
        #expect(!isLeft1)
    }

    @Test(arguments: [(4, 0), (5, 1), (9, 1), (10, 2)])
    func `a share counts when it is whole`(requests: Int, expected: Int) {
        var budget = RetryBudget(.init(ratio: 0.2, perSecondMin: 0))
        for _ in 0..<requests { budget.requestBegan(at: start) }
        let count4 = retries(&budget, at: start)
        #expect(count4 == expected)
    }

    @Test func `what was used up comes back with time`() {
        var budget = RetryBudget(.init(ratio: 0, perSecondMin: 1))
        let count5 = retries(&budget, at: start)
        #expect(count5 == 10)
        let isLeft2 = budget.takeRetry(at: start + .milliseconds(9999))
        #expect(!isLeft2)
        let count6 = retries(&budget, at: start + .seconds(10))
        #expect(count6 == 10)
    }

    @Test func `when everything fails the load grows by the ratio and no more`() {
        var budget = RetryBudget(.init(ratio: 0.2, perSecondMin: 0))
        var retries = 0
        for number in 0..<10_000 {
            let now = start + .milliseconds(number)
            budget.requestBegan(at: now)
            for _ in 0..<3 where budget.takeRetry(at: now) { retries += 1 }
        }
        #expect((1990...2000).contains(retries))
    }
}
