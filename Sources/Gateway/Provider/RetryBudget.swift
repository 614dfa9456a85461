// How many requests may be tried again: a share of all of them. No clock.

internal import Configuration
internal import Reactor

/// Bounds tries again to a ratio of the requests of the last ten seconds, with a floor for quiet times.
///
/// Each request alone may be tried again a few times, but when all fail, all of them together must not multiply the
/// load of a provider that is in trouble already.
struct RetryBudget: Sendable {
    /// How much is allowed.
    struct Policy: Sendable, Equatable {
        /// The tries again for each request.
        var ratio: Double
        /// The tries again in a second that are allowed however few requests there are.
        var perSecondMin: Int
    }

    private static let windowSeconds = 10
    private let policy: Policy
    private var requests = SlidingCounts(window: .seconds(windowSeconds))
    private var retries = SlidingCounts(window: .seconds(windowSeconds))

    init(_ policy: Policy) {
        self.policy = policy
    }

    /// Counts a request's first try.
    mutating func requestBegan(at now: Instant) {
        requests.count(marked: false, at: now)
    }

    /// Takes one try again, if one is left.
    mutating func takeRetry(at now: Instant) -> Bool {
        let floor = policy.perSecondMin * Self.windowSeconds
        let earned = policy.ratio * Double(requests.sum(at: now).all)
        guard Double(retries.sum(at: now).all + 1) <= Double(floor) + earned else { return false }
        retries.count(marked: false, at: now)
        return true
    }
}

extension RetryBudget.Policy {
    /// The policy that the settings give.
    init(_ settings: Settings.Retry) {
        self.init(ratio: settings.budgetRatio, perSecondMin: settings.budgetPerSecond)
    }
}
