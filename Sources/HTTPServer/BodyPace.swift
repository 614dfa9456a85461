// Whether a body comes fast enough.

internal import Timing

/// The time that a body has left: it runs out, grows by what arrives, and never exceeds an allowance, so that what came
/// fast earns no right to be silent.
struct BodyPace {
    /// The pace that keeps up with the clock, in bytes per second.
    static let bytesPerSecondMin = 16 * 1024
    private static let nanosecondsPerByte = 1_000_000_000 / bytesPerSecondMin

    /// When the body is too slow, unless more of it comes before.
    private(set) var deadline: Instant
    private let allowance: Duration

    /// - Parameter allowance: How far the body may fall behind the pace.
    init(from now: Instant, allowance: Duration) {
        self.allowance = allowance
        deadline = now + allowance
    }

    /// Counts what has arrived.
    mutating func received(_ byteCount: Int, at now: Instant) {
        let earned = deadline + .nanoseconds(byteCount * Self.nanosecondsPerByte)
        deadline = min(earned, now + allowance)
    }
}
