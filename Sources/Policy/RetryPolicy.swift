// How often a failed request is tried again, and when: pure arithmetic.

/// Exponential back-off with full jitter, overruled by the provider's own word.
public struct RetryPolicy: Sendable {
    /// How often a request is tried in all.
    public var attemptsMax: Int
    /// The longest wait before the second try; it doubles with each further one.
    public var base: Duration
    /// The longest wait between two tries.
    public var cap: Duration
    /// The longest `Retry-After` that is waited for; a longer one ends the tries.
    public var retryAfterCap: Duration

    /// Creates a policy.
    public init(attemptsMax: Int, base: Duration, cap: Duration, retryAfterCap: Duration) {
        self.attemptsMax = attemptsMax
        self.base = base
        self.cap = cap
        self.retryAfterCap = retryAfterCap
    }

    /// How long to wait before the next try, or nil if there is to be none.
    ///
    /// - Parameters:
    ///   - attempt: The number of the try that failed, from 1.
    ///   - asked: What the provider itself wants to be waited, if it says so.
    ///   - random: A number from 0 up to but not including 1, anew for each call.
    public func delay(afterAttempt attempt: Int, asked: Duration?, random: Double) -> Duration? {
        guard attempt < attemptsMax else { return nil }
        if let asked { return asked <= retryAfterCap ? asked : nil }
        let doubled = base * (1 << min(attempt - 1, 20))
        return min(doubled, cap) * random
    }
}
