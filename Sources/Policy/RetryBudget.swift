// How many requests may be tried again: a share of all of them. No clock.

public import Timing

/// Bounds tries again to a ratio of the requests of the last ten seconds, with a floor for quiet times.
///
/// Each request alone may be tried again a few times, but when all fail, all of them together must not multiply the
/// load of a provider that is in trouble already.
public struct RetryBudget: Sendable {
    /// How much is allowed.
    public struct Policy: Sendable, Equatable {
        /// The tries again for each request.
        public var ratio: Double
        /// The tries again in a second that are allowed however few requests there are.
        public var perSecondMin: Int

        /// Creates a policy.
        public init(ratio: Double, perSecondMin: Int) {
            self.ratio = ratio
            self.perSecondMin = perSecondMin
        }
    }

    private static let windowSeconds = 10
    private let policy: Policy
    private var requests = SlidingCounts(window: .seconds(windowSeconds))
    private var retries = SlidingCounts(window: .seconds(windowSeconds))

    /// Creates a budget of which nothing has been used.
    public init(_ policy: Policy) {
        self.policy = policy
    }

    /// Counts a request's first try.
    public mutating func requestBegan(at now: Instant) {
        requests.count(marked: false, at: now)
    }

    /// Takes one try again, if one is left.
    public mutating func takeRetry(at now: Instant) -> Bool {
        let floor = policy.perSecondMin * Self.windowSeconds
        let earned = policy.ratio * Double(requests.sum(at: now).all)
        guard Double(retries.sum(at: now).all + 1) <= Double(floor) + earned else { return false }
        retries.count(marked: false, at: now)
        return true
    }
}
