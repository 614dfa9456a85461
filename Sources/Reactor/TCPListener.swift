// Accepts connections on a bound socket, and outlives a lack of descriptors.

internal import CUV
private import Glibc

/// A listening socket on one loop.
///
/// When accepting fails, most often for want of descriptors, libuv 1.44 would try again without end and let nothing
/// else run. So listening then stops for 250 ms; what connects meanwhile waits in the kernel. To be closed by its
/// owner. libuv: `uv_listen`.
public final class TCPListener {
    /// What becomes of a new connection.
    public typealias Accept = (TCPConnection) -> Void

    private static let pause = Duration.milliseconds(250)

    private let loop: Loop
    private let backlog: Int32
    private var accept: Accept?
    private var fail: ((UVError) -> Void)?
    private var handle: ListenHandle?
    /// The socket itself; libuv gets copies of the descriptor, so that it goes on to listen while a copy is closed.
    private var descriptor: Int32
    private var timer: Timer?

    /// Listens on a socket that was bound before, and takes it over: it is closed with the listener, or when this
    /// fails.
    ///
    /// - Parameters:
    ///   - backlog: How many connections may wait to be accepted; the kernel caps it at `somaxconn`.
    ///   - accept: Gets each new connection, open and not yet reading.
    ///   - fail: Gets errors of accepting; the listener goes on by itself.
    public init(
        on loop: Loop,
        socket: BoundSocket,
        backlog: Int32 = 4096,
        accept: @escaping Accept,
        fail: @escaping (UVError) -> Void = { _ in }
    ) throws(UVError) {
        self.loop = loop
        self.backlog = backlog
        self.accept = accept
        self.fail = fail
        descriptor = socket.descriptor
        do throws(UVError) {
            try listen()
        } catch {
            close()
            throw error
        }
        timer = Timer(on: loop) { [unowned self] in resume() }
    }

    deinit { precondition(!isOpen, "TCPListener was released before it was closed") }

    /// Tells whether connections are accepted, now or after a pause.
    public var isOpen: Bool { descriptor >= 0 }

    /// Stops to listen; connections that were not accepted yet are reset.
    ///
    /// Idempotent. Nothing is called back after this returns.
    public func close() {
        loop.assertIsCurrent()
        guard isOpen else { return }
        Glibc.close(descriptor)
        descriptor = -1
        timer?.cancel()
        handle?.close()
        handle = nil
        accept = nil
        fail = nil
    }

    private func listen() throws(UVError) {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw UVError(code: -errno, operation: "dup") }
        handle = try ListenHandle(on: loop, descriptor: copy, backlog: backlog, owner: self)
    }

    fileprivate func connectionArrived(status: Int32, from tcp: UnsafeMutablePointer<uv_tcp_t>) {
        do throws(UVError) {
            try UVError.check(status, "accept")
            accept?(try TCPConnection(acceptedBy: tcp, on: loop))
        } catch {
            // Closing is the only way out of libuv's loop around accept(2).
            handle?.close()
            handle = nil
            timer?.schedule(after: Self.pause)
            fail?(error)
        }
    }

    private func resume() {
        do throws(UVError) {
            try listen()
        } catch {
            timer?.schedule(after: Self.pause)
            fail?(error)
        }
    }
}

@available(*, unavailable)
extension TCPListener: Sendable {}

/// The libuv handle of a listener, for as long as it is not paused.
private final class ListenHandle: Handle {
    private var owner: TCPListener?

    /// Takes the descriptor over, also when it throws.
    init(
        on loop: Loop,
        descriptor: Int32,
        backlog: Int32,
        owner: TCPListener
    ) throws(UVError) {
        let base = loop.base
        try super.init(on: loop, kind: UV_TCP) {
            uv_tcp_init(base, $0.assumingMemoryBound(to: uv_tcp_t.self))
        }
        self.owner = owner
        do throws(UVError) {
            let stream = UnsafeMutableRawPointer(tcp).assumingMemoryBound(to: uv_stream_t.self)
            let opened = uv_tcp_open(tcp, descriptor)
            if opened != 0 { Glibc.close(descriptor) }
            try UVError.check(opened, "uv_tcp_open")
            let result = uv_listen(stream, backlog) { stream, status in
                let handle = Handle.owner(of: stream, as: ListenHandle.self)
                handle.loop.turn {
                    handle.owner?.connectionArrived(status: status, from: handle.tcp)
                }
            }
            try UVError.check(result, "uv_listen")
        } catch {
            close()
            throw error
        }
    }

    private var tcp: UnsafeMutablePointer<uv_tcp_t> {
        UnsafeMutableRawPointer(base).assumingMemoryBound(to: uv_tcp_t.self)
    }

    override func willClose() { owner = nil }
}
