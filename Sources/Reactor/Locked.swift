// A value that threads share, one at a time.

internal import CUV

// Proof for `@unchecked`: the value is touched only with `mutex` held; a libuv mutex, because the thread sanitizer sees
// it, which it does not with `Synchronization.Mutex` on Linux.
/// A value behind a lock, for sections so short that nobody notices waiting for them.
public final class Locked<Value: Sendable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<uv_mutex_t>
    private var value: Value

    /// Puts a value behind a lock.
    public init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        let result = uv_mutex_init(mutex)
        precondition(result == 0, "uv_mutex_init failed")
    }

    deinit {
        uv_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Lets a closure read and change the value; it must neither wait nor come back here.
    public func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        uv_mutex_lock(mutex)
        defer { uv_mutex_unlock(mutex) }
        return body(&value)
    }
}
