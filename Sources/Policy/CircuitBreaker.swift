// Whether the provider is worth asking: closed, open, half-open. No clock.

public import Timing

/// Stops calls to a provider that fails, and finds out with one call at a time whether it has recovered.
///
/// Closed, it lets all calls through and opens when enough of those in the window have failed. Open, it lets none
/// through for a while. Then it is half-open: one call is the probe, and its outcome closes or opens it again. A probe
/// that is never heard of again is given up after the same while, so that no lost call keeps it shut.
public struct CircuitBreaker: Sendable {
    /// How it stands.
    public enum State: Int, Sendable {
        /// All calls go through.
        case closed
        /// One call goes through.
        case halfOpen
        /// None does.
        case open
    }

    /// How a call ended.
    public enum Outcome: Sendable {
        /// The provider did its part.
        case succeeded
        /// The provider failed.
        case failed
        /// Nobody knows: the client left, or the provider cannot be blamed.
        case unknown
    }

    /// When it opens and for how long.
    public struct Policy: Sendable, Equatable {
        /// The ratio of failed calls at which it opens; zero never opens it.
        public var failureRatio: Double
        /// The calls in the window below which the ratio says nothing.
        public var callCountMin: Int
        /// How far back calls count.
        public var window: Duration
        /// How long no call goes through.
        public var openTime: Duration

        /// Creates a policy.
        public init(
            failureRatio: Double,
            callCountMin: Int,
            window: Duration,
            openTime: Duration
        ) {
            self.failureRatio = failureRatio
            self.callCountMin = callCountMin
            self.window = window
            self.openTime = openTime
        }
    }

    private let policy: Policy
    /// How it stands.
    public private(set) var state = State.closed
    private var counts: SlidingCounts
    /// When a probe may go through, if it is not closed.
    private var nextProbe = Instant(nanoseconds: 0)
    /// Tells old calls from new ones: what began before it opened says nothing about the time after.
    private var era = 0

    /// Creates a closed circuit.
    public init(_ policy: Policy) {
        self.policy = policy
        counts = SlidingCounts(window: policy.window)
    }

    /// A call that was let through, to be reported back.
    public struct Call: Sendable, Equatable {
        fileprivate let era: Int
        /// Whether it is the one that may close a circuit which is half-open.
        public let isProbe: Bool
    }

    /// Lets a call through, or nil if it is to fail at once.
    public mutating func begin(at now: Instant) -> Call? {
        guard state != .closed else { return Call(era: era, isProbe: false) }
        guard nextProbe <= now else { return nil }
        state = .halfOpen
        era += 1
        nextProbe = now + policy.openTime
        return Call(era: era, isProbe: true)
    }

    /// Hears how a call ended; once for each that was let through.
    public mutating func end(_ call: Call, _ outcome: Outcome, at now: Instant) {
        guard call.era == era else { return }
        if call.isProbe {
            guard state == .halfOpen else { return }
            switch outcome {
            case .succeeded: close()
            case .failed: open(at: now)
            // The next call may try.
            case .unknown: nextProbe = now
            }
            return
        }
        guard policy.failureRatio > 0, outcome != .unknown else { return }
        counts.count(marked: outcome == .failed, at: now)
        guard outcome == .failed else { return }
        let sum = counts.sum(at: now)
        guard sum.all >= policy.callCountMin,
            Double(sum.marked) >= policy.failureRatio * Double(sum.all)
        else { return }
        open(at: now)
    }

    private mutating func open(at now: Instant) {
        state = .open
        era += 1
        nextProbe = now + policy.openTime
    }

    private mutating func close() {
        state = .closed
        era += 1
        counts = SlidingCounts(window: policy.window)
    }
}
