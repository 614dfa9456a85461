// A named operating-system thread.

internal import CUV

/// An operating-system thread with a name, to be joined by its owner.
///
/// libuv: `uv_thread_create_ex`.
public struct WorkerThread: ~Copyable {
    private var thread: uv_thread_t

    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - name: Shown by `top -H` and debuggers; cut at 15 bytes, the limit of the kernel.
    ///   - body: Everything the thread does; what it owns is built inside it.
    public init(name: String, body: @escaping @Sendable () -> Void) throws(UVError) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var options = uv_thread_options_t()
        options.flags = UInt32(UV_THREAD_HAS_STACK_SIZE.rawValue)
        options.stack_size = 2 * 1024 * 1024
        var created = uv_thread_t()
        let result = uv_thread_create_ex(
            &created,
            &options,
            { argument in
                guard let argument else { preconditionFailure("a thread without a body") }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                cuv_thread_set_name(start.name)
                start.body()
            },
            start.toOpaque()
        )
        guard result == 0 else {
            start.release()
            throw UVError(code: result, operation: "uv_thread_create")
        }
        thread = created
    }

    /// Waits for the thread to end.
    public consuming func join() {
        let result = uv_thread_join(&thread)
        precondition(result == 0, "a thread can be joined once")
    }

    /// The number of processor cores that this process may use, at least one.
    public static var coreCount: Int { max(1, Int(uv_available_parallelism())) }
}
