// Points in monotonic time, and what is worked out with them.

/// A point in monotonic time, in nanoseconds since an arbitrary start that all loops of the process share.
///
/// Not affected by changes of the wall clock.
public struct Instant: Hashable, Comparable, Sendable {
    /// Nanoseconds since the start of the clock.
    public let nanoseconds: UInt64

    /// Creates an instant from a count of nanoseconds.
    public init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// The instant that lies a duration later; a negative duration counts as zero.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(nanoseconds: instant.nanoseconds &+ UInt64(clamping: duration.wholeNanoseconds))
    }

    /// The time from the right instant to the left one.
    public static func - (later: Instant, earlier: Instant) -> Duration {
        .nanoseconds(Int64(bitPattern: later.nanoseconds &- earlier.nanoseconds))
    }

    /// The nanoseconds from another instant to this one; zero where the other is later.
    public func nanoseconds(since earlier: Instant) -> UInt64 {
        nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
    }

    /// Tells whether the left instant is earlier.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

extension Duration {
    /// The duration in nanoseconds, cut off below and clamped to 292 years.
    public var wholeNanoseconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000) }

    /// The duration in milliseconds, with the fraction.
    public var inMilliseconds: Double { Double(wholeNanoseconds) / 1_000_000 }
}
