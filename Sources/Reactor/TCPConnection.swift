// A TCP connection: bytes in as borrowed spans, bytes out gathered per turn.

public import Bytes
internal import CUV
private import Glibc

/// Hears of everything that happens to a connection, on its loop.
public protocol TCPConnectionDelegate: AnyObject {
    /// Bytes arrived; the span is valid during the call, at most 64 KiB.
    func connection(_ connection: TCPConnection, didReceive bytes: Span<UInt8>)
    /// The peer will send nothing more; it may still read.
    func connectionDidReachEnd(_ connection: TCPConnection)
    /// The connection is broken; the delegate closes it. Without a delegate it closes itself.
    func connection(_ connection: TCPConnection, didFail error: UVError)
    /// The output of this turn is about to leave: the last moment to complete it, by appending to `output`.
    func connection(_ connection: TCPConnection, willFlush output: inout ByteBuffer)
    /// The socket takes no more for now; what is left waits in user space.
    ///
    /// Reported again each time that what waited has left and the next write is incomplete too.
    func connectionDidBlock(_ connection: TCPConnection)
    /// A part of what waited has been handed to the kernel; the rest still waits.
    func connectionDidAdvance(_ connection: TCPConnection)
    /// Everything that waited has been handed to the kernel.
    func connectionDidDrain(_ connection: TCPConnection)
}

/// A connected TCP socket on one loop, with Nagle's algorithm off.
///
/// Output is appended by ``withOutput(_:)`` and leaves in one write at the end of the turn. What the socket does not
/// take is kept once, in the buffer it was encoded into; the size of that queue is the signal for back-pressure.
/// libuv: `uv_tcp_t`, `uv_write`; send(2).
public final class TCPConnection: Handle {
    /// Who hears of events; held until the connection closes.
    public var delegate: (any TCPConnectionDelegate)?

    private var completedByteCount = 0
    private var pending = ByteBuffer()
    private var inFlight = ByteBuffer()
    /// The socket, once there has been output for it.
    private var descriptor: uv_os_fd_t = -1
    private var isDirty = false
    private var isConnecting = false
    private var wantsToRead = false
    private var hasReachedEnd = false
    /// Tells whether the kernel takes no more for now; `connectionDidDrain` will say when all that waits is gone.
    public private(set) var isBlocked = false
    private var afterFlush = AfterFlush.stayOpen
    private var requests: Requests?

    private enum AfterFlush { case stayOpen, shutdownOutput, close }

    // The requests that C keeps while they run; made when a connection first needs one, because most
    // writes complete at once and need none.
    private struct Requests {
        let write: UnsafeMutablePointer<uv_write_t> = .allocate(capacity: 1)
        let shutdown: UnsafeMutablePointer<uv_shutdown_t> = .allocate(capacity: 1)
        let connect: UnsafeMutablePointer<uv_connect_t> = .allocate(capacity: 1)

        func deallocate() {
            write.deallocate()
            shutdown.deallocate()
            connect.deallocate()
        }
    }

    init(acceptedBy listener: UnsafeMutablePointer<uv_tcp_t>, on loop: Loop) throws(UVError) {
        try super.init(on: loop, kind: UV_TCP, initialize: Self.initializer(on: loop))
        let server = UnsafeMutableRawPointer(listener).assumingMemoryBound(to: uv_stream_t.self)
        let result = uv_accept(server, stream)
        guard result == 0 else {
            close()
            throw UVError(code: result, operation: "uv_accept")
        }
        uv_tcp_nodelay(tcp, 1)
    }

    /// Begins to connect to an address; output may be appended at once.
    ///
    /// Once connected it reads, unless ``stopReading()`` was called. A failure is reported on a later turn.
    public init(
        connectingTo address: SocketAddress,
        on loop: Loop,
        delegate: any TCPConnectionDelegate
    ) throws(UVError) {
        try super.init(on: loop, kind: UV_TCP, initialize: Self.initializer(on: loop))
        self.delegate = delegate
        isConnecting = true
        wantsToRead = true
        let request = takeRequests().connect
        let result = address.withPointer { address in
            uv_tcp_connect(request, tcp, address) { request, status in
                let connection = Handle.owner(of: request?.pointee.handle, as: TCPConnection.self)
                connection.loop.turn { connection.didConnect(status: status) }
            }
        }
        guard result == 0 else {
            close()
            throw UVError(code: result, operation: "uv_tcp_connect")
        }
    }

    private static func initializer(on loop: Loop) -> (UnsafeMutableRawPointer) -> Int32 {
        { uv_tcp_init(loop.base, $0.assumingMemoryBound(to: uv_tcp_t.self)) }
    }

    private var tcp: UnsafeMutablePointer<uv_tcp_t> {
        UnsafeMutableRawPointer(base).assumingMemoryBound(to: uv_tcp_t.self)
    }

    private var stream: UnsafeMutablePointer<uv_stream_t> {
        UnsafeMutableRawPointer(base).assumingMemoryBound(to: uv_stream_t.self)
    }

    private func takeRequests() -> Requests {
        if let requests { return requests }
        let made = Requests()
        requests = made
        return made
    }

    private func didConnect(status: Int32) {
        guard isOpen else { return }
        isConnecting = false
        guard status == 0 else { return fail(status, "uv_tcp_connect") }
        uv_tcp_nodelay(tcp, 1)
        if wantsToRead { startReading() }
        flush()
    }

    override func willClose() {
        delegate = nil
        pending = ByteBuffer()
    }

    override func didClose() {
        // libuv has cancelled its requests by now, so their memory and the bytes in flight are ours again.
        requests?.deallocate()
        requests = nil
        inFlight = ByteBuffer()
    }

    /// The peer's address, if the connection still has one.
    public var peerAddress: SocketAddress? { address(uv_tcp_getpeername) }

    /// Our own address of the connection, if it still has one.
    public var localAddress: SocketAddress? { address(uv_tcp_getsockname) }

    private func address(
        _ ask: (
            UnsafePointer<uv_tcp_t>?, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<Int32>?
        )
            -> Int32
    ) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = Int32(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) {
            ask(tcp, UnsafeMutableRawPointer($0).assumingMemoryBound(to: sockaddr.self), &length)
        }
        return result == 0 ? SocketAddress(storage: storage) : nil
    }

    /// Bounds the kernel's buffer for output, in bytes; for tests of slow readers.
    public func setSendBufferSize(_ byteCount: Int) {
        var value = Int32(byteCount)
        uv_send_buffer_size(base, &value)
    }

    /// Begins or goes on to deliver what arrives, up to the end of the peer's output.
    public func startReading() {
        wantsToRead = true
        guard isOpen, !isConnecting, !hasReachedEnd else { return }
        let result = uv_read_start(
            stream,
            { handle, _, buffer in
                let connection = Handle.owner(of: handle, as: TCPConnection.self)
                let room = connection.loop.readBuffer
                buffer?.pointee = uv_buf_init(
                    room.baseAddress?.assumingMemoryBound(to: CChar.self),
                    UInt32(room.count)
                )
            },
            { stream, count, buffer in
                guard count != 0 else { return }
                let connection = Handle.owner(of: stream, as: TCPConnection.self)
                connection.loop.turn { connection.didRead(count, buffer?.pointee.base) }
            }
        )
        // ENOTCONN: the peer was gone before we first looked; the end is reported like any other.
        guard result == 0 || result == UV_EALREADY.rawValue else {
            loop.afterTurn { [self] in fail(result, "uv_read_start") }
            return
        }
    }

    /// Stops to deliver; the end of the connection is then not noticed either.
    public func stopReading() {
        wantsToRead = false
        guard isOpen else { return }
        uv_read_stop(stream)
    }

    private func didRead(_ count: Int, _ start: UnsafeMutablePointer<CChar>?) {
        guard isOpen else { return }
        guard count > 0, let start else {
            hasReachedEnd = true
            // libuv 1.44 reports an end, not the error, where a reset comes together with the last bytes.
            let error = count == Int(UV_EOF.rawValue) ? pendingError() : Int32(count)
            guard error == 0 else { return fail(error, "read") }
            delegate?.connectionDidReachEnd(self)
            return
        }
        guard let delegate else { return }
        let bytes = UnsafeRawBufferPointer(start: start, count: count).assumingMemoryBound(
            to: UInt8.self
        )
        delegate.connection(self, didReceive: bytes.span)
    }

    /// The error that the socket holds, negative, or zero.
    private func pendingError() -> Int32 {
        var descriptor: uv_os_fd_t = -1
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard uv_fileno(base, &descriptor) == 0,
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0
        else { return 0 }
        return -error
    }

    private func fail(_ code: Int32, _ operation: String) {
        guard isOpen else { return }
        guard let delegate else { return close() }
        delegate.connection(self, didFail: UVError(code: code, operation: operation))
    }

    /// The bytes that wait in user space for the socket to take them.
    public var queuedByteCount: Int { pending.count + inFlight.count }

    /// All bytes that the kernel has taken so far; grows while a slow reader reads.
    public var sentByteCount: Int { completedByteCount + inFlight.count - unsentByteCount }

    /// Appends output, to leave at the end of the turn.
    ///
    /// - Parameter body: Must not use the connection itself.
    public func withOutput(_ body: (inout ByteBuffer) -> Void) {
        loop.assertIsCurrent()
        precondition(isOpen, "output on a closed connection")
        if pending.capacity == 0 { pending = loop.buffers.take() }
        body(&pending)
        markDirty()
    }

    /// Sends the end of our output after all that waits; the peer may go on to send.
    public func shutdownOutput() {
        guard isOpen, afterFlush == .stayOpen else { return }
        afterFlush = .shutdownOutput
        markDirty()
    }

    /// Closes the connection once all that waits has been handed to the kernel; the delegate is not told.
    public func closeAfterFlush() {
        guard isOpen else { return }
        afterFlush = .close
        markDirty()
    }

    /// Drops everything that waits and closes with a reset, so that a peer cannot take a cut answer for a whole one.
    public func reset() {
        guard isOpen else { return }
        resetsOnClose()
        close()
    }

    private func resetsOnClose() {
        var descriptor: uv_os_fd_t = -1
        guard uv_fileno(base, &descriptor) == 0 else { return }
        // A linger time of zero makes close(2) send RST (socket(7)); uv_tcp_close_reset refuses after a shutdown.
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_LINGER,
            &linger,
            socklen_t(MemoryLayout<Glibc.linger>.size)
        )
    }

    private func markDirty() {
        guard !isDirty else { return }
        isDirty = true
        loop.markDirty(self)
    }

    /// Offers what waits to the kernel: called by the loop at the end of each turn.
    ///
    /// A caller that wants a write of its own within a turn may call it too.
    public func flush() {
        isDirty = false
        guard isOpen, !isConnecting else { return }
        if !pending.isEmpty { completeOutput() }
        guard isOpen, inFlight.isEmpty else { return }
        if !pending.isEmpty {
            guard write() else { return }
        }
        recycle(&pending)
        didFlush()
    }

    /// Lets the delegate complete the output; it may do anything to the connection meanwhile, even close it.
    private func completeOutput() {
        guard let delegate else { return }
        var output = ByteBuffer()
        swap(&output, &pending)
        delegate.connection(self, willFlush: &output)
        guard isOpen else { return }
        // Appended past the delegate's parameter.
        if !pending.isEmpty { output.append(pending.bytes) }
        swap(&output, &pending)
    }

    /// Offers the output to the kernel; false if it did not take all.
    private func write() -> Bool {
        if descriptor < 0 { uv_fileno(base, &descriptor) }
        // What uv_try_write comes to when it has nothing queued, without its checks.
        let sent = send(
            descriptor,
            pending.unsafeStart,
            pending.count,
            Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        )
        guard sent >= 0 || errno == EAGAIN || errno == EINTR || errno == ENOBUFS else {
            fail(-errno, "send")
            return false
        }
        if sent > 0 {
            pending.consume(sent)
            completedByteCount += sent
        }
        guard !pending.isEmpty else { return true }
        writeRest()
        return false
    }

    private func recycle(_ buffer: inout ByteBuffer) {
        var emptied = ByteBuffer()
        swap(&buffer, &emptied)
        loop.buffers.give(emptied)
    }

    private func writeRest() {
        swap(&pending, &inFlight)
        var buffer = uv_buf_t()
        buffer.base = inFlight.unsafeStart?.assumingMemoryBound(to: CChar.self)
        buffer.len = inFlight.count
        let request = takeRequests().write
        let result = uv_write(request, stream, &buffer, 1) { request, status in
            let connection = Handle.owner(of: request?.pointee.handle, as: TCPConnection.self)
            connection.loop.turn { connection.didWrite(status: status) }
        }
        guard result == 0 else { return fail(result, "uv_write") }
        isBlocked = true
        delegate?.connectionDidBlock(self)
    }

    private func didWrite(status: Int32) {
        guard isOpen else { return }
        guard status == 0 else { return fail(status, "write") }
        completedByteCount += inFlight.count
        recycle(&inFlight)
        flush()
        if isOpen, isBlocked { delegate?.connectionDidAdvance(self) }
    }

    /// The bytes of the write under way that the kernel has not taken yet; falls while a slow reader reads.
    public var unsentByteCount: Int {
        inFlight.isEmpty ? 0 : Int(uv_stream_get_write_queue_size(stream))
    }

    private func didFlush() {
        if isBlocked {
            isBlocked = false
            delegate?.connectionDidDrain(self)
            // The delegate may have gone on to write: then this comes again.
            guard isOpen, pending.isEmpty else { return }
        }
        switch afterFlush {
        case .stayOpen: break
        case .close: close()
        case .shutdownOutput:
            afterFlush = .stayOpen
            let result = uv_shutdown(takeRequests().shutdown, stream) { _, _ in }
            // The peer may be gone already; then reading reports it.
            guard result == 0 || result == UV_ENOTCONN.rawValue else {
                return fail(result, "uv_shutdown")
            }
        }
    }
}
