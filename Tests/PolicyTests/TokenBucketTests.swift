import Testing
import Timing

@testable import Policy

@Suite struct TokenBucketTests {
    private let start = Instant(nanoseconds: 1_000_000_000_000)
    /// One request a second, three at once.
    private let policy = RatePolicy(requestsPerMinute: 60, burst: 3)

    @Test(arguments: [1, 2, 3, 60, 1000])
    func `a full bucket lets its burst through and not one more`(burst: Int) {
        let policy = RatePolicy(requestsPerMinute: 60, burst: burst)
        var bucket = TokenBucket()
        for number in 1...burst {
            let decision = bucket.take(policy, at: start)
            #expect(decision.isAllowed)
            #expect(decision.remaining == burst - number)
            #expect(decision.untilFull == .seconds(number))
            #expect(decision.wait == (number < burst ? .zero : .seconds(1)))
        }
        let refused = bucket.take(policy, at: start)
        #expect(!refused.isAllowed)
        #expect(refused.remaining == 0)
        #expect(refused.wait == .seconds(1))
        #expect(refused.untilFull == .seconds(burst))
    }

    @Test func `without a burst it is a minute's worth`() {
        #expect(RatePolicy(requestsPerMinute: 7, burst: 0).burst == 7)
        #expect(RatePolicy(requestsPerMinute: 60, burst: 0).window == .seconds(60))
    }

    @Test func `what was refused costs nothing`() {
        var bucket = TokenBucket()
        for _ in 0..<3 { _ = bucket.take(policy, at: start) }
        for _ in 0..<100 { #expect(!bucket.take(policy, at: start).isAllowed) }
        #expect(bucket.take(policy, at: start + .seconds(1)).isAllowed)
    }

    @Test(arguments: [
        (Duration.milliseconds(999), false), (.seconds(1), true), (.milliseconds(1001), true),
    ])
    func `one request is refilled after its interval`(after: Duration, isAllowed: Bool) {
        var bucket = TokenBucket()
        for _ in 0..<3 { _ = bucket.take(policy, at: start) }
        #expect(bucket.take(policy, at: start + after).isAllowed == isAllowed)
        #expect(!bucket.take(policy, at: start + after).isAllowed)
    }

    @Test func `a long silence fills no more than the bucket`() {
        var bucket = TokenBucket()
        _ = bucket.take(policy, at: start)
        let later = start + .seconds(86_400)
        let allowed = (0..<10).filter { _ in bucket.take(policy, at: later).isAllowed }.count
        #expect(allowed == 3)
    }

    @Test func `it is full again exactly when nothing is owed`() {
        var bucket = TokenBucket()
        #expect(bucket.isFull(at: start))
        _ = bucket.take(policy, at: start)
        #expect(!bucket.isFull(at: start + .milliseconds(999)))
        #expect(bucket.isFull(at: start + .seconds(1)))
    }

    @Test func `a stricter policy does not make a debt of what was allowed`() {
        var bucket = TokenBucket()
        let generous = RatePolicy(requestsPerMinute: 60, burst: 600)
        for _ in 0..<600 { _ = bucket.take(generous, at: start) }
        let refused = bucket.take(policy, at: start)
        #expect(!refused.isAllowed)
        #expect(refused.wait == .seconds(1))
    }

    @Test(arguments: [1, 7, 59, 600, 1_000_000])
    func `over any time the rate holds`(perMinute: Int) {
        var generator = SystemRandomNumberGenerator()
        let policy = RatePolicy(requestsPerMinute: perMinute, burst: 5)
        var bucket = TokenBucket()
        var now = start
        var allowed = 0
        for _ in 0..<2000 {
            now = now + policy.interval * Double.random(in: 0..<0.9, using: &generator)
            if bucket.take(policy, at: now).isAllowed { allowed += 1 }
        }
        let refills = (now - start).wholeNanoseconds / policy.interval.wholeNanoseconds
        #expect(allowed <= 5 + Int(refills) + 1)
        #expect(allowed >= Int(refills))
    }
}
