// How many descriptors the process may have open.

private import Glibc

/// The bound on open descriptors, of getrlimit(2).
public enum OpenFileLimit {
    /// Raises the bound to what the system allows, and returns it.
    ///
    /// Each stream takes two descriptors, one for each side; the default bound is often 1024.
    @discardableResult
    public static func raise() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        return Int(clamping: limit.rlim_cur)
    }
}
