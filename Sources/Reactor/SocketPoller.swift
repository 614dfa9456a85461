// Readiness of a socket that somebody else owns.

internal import CUV

/// Hears of the readiness of a socket.
public protocol SocketPollerDelegate: AnyObject {
    /// The socket is ready, or in error: then reading will tell. An error is reported until the poller is closed.
    func poller(_ poller: SocketPoller, isReadable: Bool, isWritable: Bool, hasFailed: Bool)
}

/// Watches a socket that a C library owns.
///
/// The library may close the descriptor as soon as ``close()`` or ``stop()`` has returned. libuv: `uv_poll_t`.
public final class SocketPoller: Handle {
    /// The descriptor watched.
    public let descriptor: Int32

    private var watchesReadable = false
    private var watchesWritable = false

    /// Who hears of the socket; must outlive the poller, or its time as the delegate.
    public unowned(unsafe) var delegate: any SocketPollerDelegate

    /// Prepares to watch a socket; nothing is reported before ``watch(readable:writable:)``.
    public init(
        on loop: Loop,
        descriptor: Int32,
        delegate: any SocketPollerDelegate
    ) throws(UVError) {
        self.descriptor = descriptor
        self.delegate = delegate
        let base = loop.base
        try super.init(on: loop, kind: UV_POLL) {
            uv_poll_init_socket(base, $0.assumingMemoryBound(to: uv_poll_t.self), descriptor)
        }
    }

    private var poll: UnsafeMutablePointer<uv_poll_t> {
        UnsafeMutableRawPointer(base).assumingMemoryBound(to: uv_poll_t.self)
    }

    /// Reports from now on when the socket can be read or written without waiting.
    public func watch(readable: Bool, writable: Bool) {
        guard isOpen else { return }
        // libuv takes the descriptor out and in again even where nothing changes.
        guard readable != watchesReadable || writable != watchesWritable else { return }
        watchesReadable = readable
        watchesWritable = writable
        start()
    }

    private func start() {
        var events: Int32 = 0
        if watchesReadable { events |= Int32(UV_READABLE.rawValue) }
        if watchesWritable { events |= Int32(UV_WRITABLE.rawValue) }
        let result = uv_poll_start(poll, events) { handle, status, events in
            Handle.withOwner(of: handle, as: SocketPoller.self) { poller in
                poller.loop.turn {
                    poller.delegate.poller(
                        poller,
                        isReadable: events & Int32(UV_READABLE.rawValue) != 0,
                        isWritable: events & Int32(UV_WRITABLE.rawValue) != 0,
                        hasFailed: status < 0
                    )
                    // libuv stops at an error, although data that came before it may still wait to be read.
                    if status < 0, poller.isOpen { poller.start() }
                }
            }
        }
        precondition(result == 0, "uv_poll_start fails only where two watch one socket")
    }

    /// Reports nothing more, and lets go of the descriptor at once.
    public func stop() {
        guard isOpen else { return }
        watchesReadable = false
        watchesWritable = false
        uv_poll_stop(poll)
    }
}
