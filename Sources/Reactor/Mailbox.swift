// The only door into a loop from another thread.

internal import CUV

/// Takes jobs from any thread and runs them on its loop.
///
/// libuv coalesces wake-ups (`uv_async_send`), so each wake-up runs everything that waits.
public final class Mailbox: Handle {
    /// A job, run on the loop's thread.
    public typealias Job = @Sendable (Loop) -> Void

    /// Where to post; may be kept and used by any thread for as long as it likes.
    public let address: Address

    /// Opens a mailbox on a loop; it keeps the loop running until it is closed.
    public init(on loop: Loop) throws(UVError) {
        let base = loop.base
        address = Address()
        try super.init(on: loop, kind: UV_ASYNC) {
            uv_async_init(base, $0.assumingMemoryBound(to: uv_async_t.self)) { handle in
                let mailbox = Handle.owner(of: handle, as: Mailbox.self)
                mailbox.loop.turn { mailbox.runJobs() }
            }
        }
        address.open(UnsafeMutableRawPointer(self.base).assumingMemoryBound(to: uv_async_t.self))
    }

    private func runJobs() {
        for job in address.takeJobs() { job(loop) }
    }

    /// Runs what was accepted before the door shut: `true` from `post` means that the job will run.
    override func willClose() {
        address.shut()
        loop.turn { runJobs() }
    }

    // Proof for `@unchecked`: every access to `jobs` and `async` happens with `mutex` held; a libuv mutex, because the
    // thread sanitizer sees it, which it does not with `Synchronization.Mutex` on Linux.
    /// The part of a mailbox that any thread may hold.
    public final class Address: @unchecked Sendable {
        private let mutex: UnsafeMutablePointer<uv_mutex_t>
        private var jobs: [Job] = []
        private var async: UnsafeMutablePointer<uv_async_t>?

        fileprivate init() {
            mutex = .allocate(capacity: 1)
            let result = uv_mutex_init(mutex)
            precondition(result == 0, "uv_mutex_init failed")
        }

        deinit {
            uv_mutex_destroy(mutex)
            mutex.deallocate()
        }

        private func locked<Result>(_ body: () -> Result) -> Result {
            uv_mutex_lock(mutex)
            defer { uv_mutex_unlock(mutex) }
            return body()
        }

        /// Hands a job to the loop.
        ///
        /// - Returns: True if the job will run; false if the mailbox has been closed.
        @discardableResult
        public func post(_ job: @escaping Job) -> Bool {
            locked {
                guard let async else { return false }
                jobs.append(job)
                // Sent with the lock held: the handle cannot be closed in between.
                uv_async_send(async)
                return true
            }
        }

        fileprivate func open(_ handle: UnsafeMutablePointer<uv_async_t>) {
            locked { async = handle }
        }

        fileprivate func shut() {
            locked { async = nil }
        }

        fileprivate func takeJobs() -> [Job] {
            locked {
                defer { jobs = [] }
                return jobs
            }
        }
    }
}
