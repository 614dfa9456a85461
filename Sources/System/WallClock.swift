// The time of day, which may jump; for dates, never for durations.

private import Glibc

/// The system's real-time clock.
public enum WallClock {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    public static var seconds: Int { now.tv_sec }

    /// Microseconds since 1970-01-01T00:00:00Z.
    public static var microseconds: Int { now.tv_sec * 1_000_000 + now.tv_nsec / 1000 }

    private static var now: timespec {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time
    }
}
