// What is tried again, and when.

import Testing

@testable import Upstream

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(
        attemptsMax: 3,
        base: .seconds(1),
        cap: .seconds(16),
        retryAfterCap: .seconds(5)
    )

    private func status(
        _ code: Int,
        retryAfter: String? = nil,
        milliseconds: String? = nil
    ) -> RetryPolicy.Cause {
        var head = UpstreamHead()
        head.status = code
        head.retryAfter = retryAfter
        head.retryAfterMilliseconds = milliseconds
        return .status(head)
    }

    @Test(arguments: [
        (200, false), (307, false), (400, false), (401, false), (403, false), (404, false),
        (408, true), (409, true), (413, false), (422, false), (429, true), (500, true),
        (498, true), (502, true), (503, true), (504, true), (529, true),
    ])
    func `a status says whether another try may help`(code: Int, isTriedAgain: Bool) {
        let delay = policy.delay(afterAttempt: 1, cause: status(code), at: 0, random: 0.5)
        #expect((delay != nil) == isTriedAgain)
    }

    @Test(arguments: [
        (UpstreamFailure.nameNotResolved(.nothingReceived), true),
        (.connectTimeout(.nothingReceived), true),
        (.connectionFailed(.nothingReceived), true),
        (.closedBeforeHead(.nothingReceived), true),
        (.bodyCut(.nothingReceived), true),
        (.tlsFailed(.nothingReceived), false),
        (.malformedAnswer(.nothingReceived), false),
        (.notStarted(.nothingReceived), false),
    ])
    func `a failure says whether another try may help`(
        failure: UpstreamFailure,
        isTriedAgain: Bool
    ) {
        let delay = policy.delay(afterAttempt: 1, cause: .failure(failure), at: 0, random: 0.5)
        #expect((delay != nil) == isTriedAgain)
    }

    @Test func `after the last try there is none`() {
        #expect(policy.delay(afterAttempt: 2, cause: status(500), at: 0, random: 0) != nil)
        #expect(policy.delay(afterAttempt: 3, cause: status(500), at: 0, random: 0) == nil)
        #expect(policy.delay(afterAttempt: 4, cause: status(500), at: 0, random: 0) == nil)
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 16), (60, 16)])
    func `the longest wait doubles up to the cap`(attempt: Int, seconds: Int) {
        var policy = policy
        policy.attemptsMax = 100
        let delay = policy.delay(afterAttempt: attempt, cause: status(500), at: 0, random: 0.5)
        #expect(delay == .seconds(seconds) / 2)
        #expect(policy.delay(afterAttempt: attempt, cause: status(500), at: 0, random: 0) == .zero)
    }

    @Test(arguments: [
        ("0", Duration.zero), ("1", .seconds(1)), ("0.25", .milliseconds(250)),
        ("5", .seconds(5)),
    ])
    func `the provider's own word counts up to the cap`(text: String, delay: Duration) {
        let cause = status(429, retryAfter: text)
        #expect(policy.delay(afterAttempt: 1, cause: cause, at: 0, random: 0.9) == delay)
    }

    @Test func `a longer wait than the cap is no try at all`() {
        let cause = status(429, retryAfter: "6")
        #expect(policy.delay(afterAttempt: 1, cause: cause, at: 0, random: 0.9) == nil)
    }

    @Test(arguments: [("0", 0), ("700", 700), ("1.5", 2)])
    func `milliseconds count before seconds`(text: String, milliseconds: Int) {
        for seconds in [nil, "3"] {
            let cause = status(503, retryAfter: seconds, milliseconds: text)
            let delay = policy.delay(afterAttempt: 1, cause: cause, at: 0, random: 0.9)
            #expect(delay == .milliseconds(milliseconds))
        }
    }

    @Test(arguments: [(0, 3), (2, 1), (3, 0), (4_000_000_000, 0)])
    func `a date is a time to wait`(now: Int, seconds: Int) {
        let cause = status(503, retryAfter: "Thu, 01 Jan 1970 00:00:03 GMT")
        let delay = policy.delay(afterAttempt: 1, cause: cause, at: now, random: 0.9)
        #expect(delay == .seconds(seconds))
    }

    @Test(arguments: ["6", "inf", "1e400", "9223372036854775807", "Fri, 31 Dec 9999 23:59:59 GMT"])
    func `a wait beyond all measure is one, and no try at all`(text: String) {
        for cause in [status(429, retryAfter: text), status(429, milliseconds: "1e300")] {
            #expect(policy.delay(afterAttempt: 1, cause: cause, at: .min, random: 0.9) == nil)
        }
    }

    @Test(arguments: ["", "soon", "-1", "nan", "Tue, 24 Foo 2026 14:12:03 GMT"])
    func `what is no time to wait is taken as absent`(text: String) {
        let cause = status(503, retryAfter: text)
        #expect(
            policy.delay(afterAttempt: 1, cause: cause, at: 0, random: 0.5) == .milliseconds(500)
        )
    }
}
