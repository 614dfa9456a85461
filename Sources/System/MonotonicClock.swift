// The machine's monotonic clock.

private import Glibc
public import Timing

extension Instant {
    /// The present, read from the clock that libuv's loops read too: `CLOCK_MONOTONIC` of clock_gettime(2).
    public static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }
}
