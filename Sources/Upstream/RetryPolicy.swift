// Which failed requests are tried again, and when: pure arithmetic.

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

    /// Why a try failed.
    public enum Cause: Sendable {
        /// The provider answered with a status that is no success.
        case status(UpstreamHead)
        /// There was no whole answer.
        case failure(UpstreamFailure)
    }

    /// How long to wait before the next try, or nil if there is to be none.
    ///
    /// - Parameters:
    ///   - attempt: The number of the try that failed, from 1.
    ///   - unixSeconds: The time of day, for a provider that names a date.
    ///   - random: A number from 0 up to but not including 1, anew for each call.
    public func delay(
        afterAttempt attempt: Int,
        cause: Cause,
        at unixSeconds: Int,
        random: Double
    ) -> Duration? {
        guard attempt < attemptsMax, Self.isWorthwhile(cause) else { return nil }
        if case .status(let head) = cause, let asked = head.wait(at: unixSeconds) {
            return asked <= retryAfterCap ? asked : nil
        }
        let doubled = base * (1 << min(attempt - 1, 20))
        return min(doubled, cap) * random
    }

    private static func isWorthwhile(_ cause: Cause) -> Bool {
        switch cause {
        case .status(let head):
            switch head.status {
            // 498 is Groq's word for having no room.
            case 408, 409, 429, 498, 500...: true
            default: false
            }
        case .failure(let failure):
            switch failure {
            case .nameNotResolved, .connectTimeout, .connectionFailed, .closedBeforeHead, .bodyCut:
                true
            // Trying again neither mends a certificate nor a provider that does not speak HTTP.
            case .tlsFailed, .malformedAnswer, .notStarted: false
            }
        }
    }
}
