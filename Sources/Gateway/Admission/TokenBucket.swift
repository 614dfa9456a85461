// How many requests a client may still make: one instant, and arithmetic on it. No clock.

internal import Reactor

/// How fast a client may go on, and how many requests it may make at once.
struct RatePolicy: Sendable, Equatable {
    /// The most requests at once, which is what a full bucket holds.
    let burst: Int
    /// The time in which one request's worth is refilled.
    let interval: Duration

    /// - Parameter burst: Zero stands for a minute's worth.
    init(requestsPerMinute: Int, burst: Int) {
        precondition(requestsPerMinute > 0, "a rate of nothing is no rate")
        self.burst = burst > 0 ? burst : requestsPerMinute
        interval = .nanoseconds(60_000_000_000 / Int64(requestsPerMinute))
    }

    /// The time in which an empty bucket is full again.
    var window: Duration { interval * burst }
}

/// What a bucket says to a request.
struct RateDecision: Sendable, Equatable {
    /// Tells whether the request may go on.
    let isAllowed: Bool
    /// The requests that may follow at once.
    let remaining: Int
    /// How long until the next request is allowed; zero if one is now.
    let wait: Duration
    /// How long until the bucket is full.
    let untilFull: Duration
}

/// A token bucket that is refilled all the time, kept as the instant at which it will be full.
///
/// A bucket whose instant is past is full, so forgetting it loses nothing.
struct TokenBucket: Sendable {
    private(set) var fullAt = Instant(nanoseconds: 0)

    /// Tells whether there is nothing to remember of it.
    func isFull(at now: Instant) -> Bool { fullAt <= now }

    /// Tells whether it would give a request nothing.
    func isEmpty(_ policy: RatePolicy, at now: Instant) -> Bool {
        var copy = self
        return !copy.take(policy, at: now).isAllowed
    }

    /// Takes one request's worth, if there is one.
    mutating func take(_ policy: RatePolicy, at now: Instant) -> RateDecision {
        // A policy that has become stricter must not make a debt of what was allowed before.
        let debt = min(fullAt <= now ? .zero : fullAt - now, policy.window)
        let asked = debt + policy.interval
        guard asked <= policy.window else {
            return RateDecision(
                isAllowed: false,
                remaining: 0,
                wait: asked - policy.window,
                untilFull: debt
            )
        }
        fullAt = now + asked
        let left = (policy.window - asked).wholeNanoseconds / policy.interval.wholeNanoseconds
        return RateDecision(
            isAllowed: true,
            remaining: Int(left),
            wait: left > 0 ? .zero : asked + policy.interval - policy.window,
            untilFull: asked
        )
    }
}
