// A value that threads share, one at a time.

internal import Glibc

// Proof for `@unchecked`: the value is touched only with `mutex` held; a mutex of the C library, because the thread
// sanitizer sees it, which it does not with `Synchronization.Mutex` on Linux.
/// A value behind a lock, for sections so short that nobody notices waiting for them.
public final class Locked<Value: Sendable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    /// Puts a value behind a lock.
    public init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        let result = pthread_mutex_init(mutex, nil)
        precondition(result == 0, "pthread_mutex_init failed")
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Lets a closure read and change the value; it must neither wait nor come back here.
    public func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }
}
