// How many requests a client may still make: one instant, and arithmetic on it. No clock.

public import Timing

/// How fast a client may go on, and how many requests it may make at once.
public struct RatePolicy: Sendable, Equatable {
    /// The most requests at once, which is what a full bucket holds.
    public let burst: Int
    /// The time in which one request's worth is refilled.
    public let interval: Duration

    /// - Parameter burst: Zero stands for a minute's worth.
    public init(requestsPerMinute: Int, burst: Int) {
        precondition(requestsPerMinute > 0, "a rate of nothing is no rate")
        self.burst = burst > 0 ? burst : requestsPerMinute
        interval = .nanoseconds(60_000_000_000 / Int64(requestsPerMinute))
    }

    /// The time in which an empty bucket is full again.
    public var window: Duration { interval * burst }
}

/// What a bucket says to a request.
public struct RateDecision: Sendable, Equatable {
    /// Tells whether the request may go on.
    public let isAllowed: Bool
    /// The requests that may follow at once.
    public let remaining: Int
    /// How long until the next request is allowed; zero if one is now.
    public let wait: Duration
    /// How long until the bucket is full.
    public let untilFull: Duration

    /// Creates a decision.
    public init(isAllowed: Bool, remaining: Int, wait: Duration, untilFull: Duration) {
        self.isAllowed = isAllowed
        self.remaining = remaining
        self.wait = wait
        self.untilFull = untilFull
    }
}

/// A token bucket that is refilled all the time, kept as the instant at which it will be full.
///
/// A bucket whose instant is past is full, so forgetting it loses nothing.
public struct TokenBucket: Sendable {
    private(set) var fullAt = Instant(nanoseconds: 0)

    /// Tells whether there is nothing to remember of it.
    public func isFull(at now: Instant) -> Bool { fullAt <= now }

    /// Tells whether it would give a request nothing.
    public func isEmpty(_ policy: RatePolicy, at now: Instant) -> Bool {
        var copy = self
        return !copy.take(policy, at: now).isAllowed
    }

    /// Takes one request's worth, if there is one.
    public mutating func take(_ policy: RatePolicy, at now: Instant) -> RateDecision {
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
