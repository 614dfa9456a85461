// Which failures another try may help, and what the provider asks to wait.

import Testing

@testable import Upstream

@Suite struct TryFailureTests {
    private func status(
        _ code: Int,
        retryAfter: String? = nil,
        milliseconds: String? = nil
    ) -> TryFailure {
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
    func `a status says whether another try may help`(code: Int, isRetryable: Bool) {
        #expect(status(code).isRetryable == isRetryable)
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
    func `a failure says whether another try may help, and asks for no wait`(
        failure: UpstreamFailure,
        isRetryable: Bool
    ) {
        #expect(TryFailure.failure(failure).isRetryable == isRetryable)
        #expect(TryFailure.failure(failure).askedWait(at: 0) == nil)
    }

    @Test(arguments: [
        ("0", Duration.zero), ("1", .seconds(1)), ("0.25", .milliseconds(250)),
        ("5", .seconds(5)),
    ])
    func `seconds are a time to wait`(text: String, wait: Duration) {
        #expect(status(429, retryAfter: text).askedWait(at: 0) == wait)
    }

    @Test(arguments: [("0", 0), ("700", 700), ("1.5", 2)])
    func `milliseconds count before seconds`(text: String, milliseconds: Int) {
        for seconds in [nil, "3"] {
            let failure = status(503, retryAfter: seconds, milliseconds: text)
            #expect(failure.askedWait(at: 0) == .milliseconds(milliseconds))
        }
    }

    @Test(arguments: [(0, 3), (2, 1), (3, 0), (4_000_000_000, 0)])
    func `a date is a time to wait`(now: Int, seconds: Int) {
        let failure = status(503, retryAfter: "Thu, 01 Jan 1970 00:00:03 GMT")
        #expect(failure.askedWait(at: now) == .seconds(seconds))
    }

    @Test(arguments: ["inf", "1e400", "9223372036854775807", "Fri, 31 Dec 9999 23:59:59 GMT"])
    func `a wait beyond all measure is a year`(text: String) {
        for failure in [status(429, retryAfter: text), status(429, milliseconds: "1e300")] {
            #expect(failure.askedWait(at: .min) == .seconds(365 * 86_400))
        }
    }

    @Test(arguments: ["", "soon", "-1", "nan", "Tue, 24 Foo 2026 14:12:03 GMT"])
    func `what is no time to wait is taken as absent`(text: String) {
        #expect(status(503, retryAfter: text).askedWait(at: 0) == nil)
    }
}
