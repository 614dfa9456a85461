// A client for whom there is no room: its connection until it has read that.

internal import Bytes
internal import Reactor

/// Ends a connection gently: a request that is already on its way would make an immediate close a reset, and that
/// could destroy the answer before the client reads it.
///
/// RFC 9112 section 9.6. What the client sends is dropped. Kept alive by its open socket, as the socket's delegate.
final class TurnedAwayClient {
    private let tcp: TCPConnection
    private var timer: Timer?
    private var droppedByteCount = 0
    private var didClose: ((TurnedAwayClient) -> Void)?

    /// What a client may send before it is not waited for any more.
    private static let droppedByteCountMax = 256 * 1024

    /// - Parameters:
    ///   - tcp: A connection with the whole answer in its output.
    ///   - timeout: How long the client may take.
    ///   - didClose: Called once, when the connection is closed.
    init(
        _ tcp: TCPConnection,
        timeout: Duration,
        didClose: @escaping (TurnedAwayClient) -> Void
    ) {
        self.tcp = tcp
        self.didClose = didClose
        timer = Timer(on: tcp.loop) { [unowned self] in close() }
        timer?.schedule(after: timeout)
        tcp.delegate = self
        tcp.shutdownOutput()
        tcp.startReading()
    }

    /// Closes at once.
    func close() {
        timer?.cancel()
        timer = nil
        tcp.close()
        let didClose = self.didClose
        self.didClose = nil
        didClose?(self)
    }
}

extension TurnedAwayClient: TCPConnectionDelegate {
    func connection(_ connection: TCPConnection, didReceive bytes: Span<UInt8>) {
        droppedByteCount += bytes.count
        if droppedByteCount > Self.droppedByteCountMax { close() }
    }

    func connectionDidReachEnd(_ connection: TCPConnection) { close() }

    func connection(_ connection: TCPConnection, didFail error: UVError) { close() }

    func connection(_ connection: TCPConnection, willFlush output: inout ByteBuffer) {}

    func connectionDidBlock(_ connection: TCPConnection) {}

    func connectionDidAdvance(_ connection: TCPConnection) {}

    func connectionDidDrain(_ connection: TCPConnection) {}
}
