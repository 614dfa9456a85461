// How often and when a failed request is tried again.

import Testing

@testable import Policy

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(
        attemptsMax: 3,
        base: .seconds(1),
        cap: .seconds(16),
        retryAfterCap: .seconds(5)
    )

    @Test func `after the last try there is none`() {
        #expect(policy.delay(afterAttempt: 2, asked: nil, random: 0) != nil)
        #expect(policy.delay(afterAttempt: 3, asked: nil, random: 0) == nil)
        #expect(policy.delay(afterAttempt: 4, asked: .zero, random: 0) == nil)
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 16), (60, 16)])
    func `the longest wait doubles up to the cap`(attempt: Int, seconds: Int) {
        var policy = policy
        policy.attemptsMax = 100
        let delay = policy.delay(afterAttempt: attempt, asked: nil, random: 0.5)
        #expect(delay == .seconds(seconds) / 2)
        #expect(policy.delay(afterAttempt: attempt, asked: nil, random: 0) == .zero)
    }

    @Test(arguments: [Duration.zero, .milliseconds(250), .seconds(1), .seconds(5)])
    func `the provider's own word counts up to the cap`(asked: Duration) {
        #expect(policy.delay(afterAttempt: 1, asked: asked, random: 0.9) == asked)
    }

    @Test(arguments: [Duration.milliseconds(5001), .seconds(365 * 86_400)])
    func `a longer wait than the cap is no try at all`(asked: Duration) {
        #expect(policy.delay(afterAttempt: 1, asked: asked, random: 0.9) == nil)
    }
}
