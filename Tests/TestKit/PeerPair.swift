// Two ends of one connection on one loop.

internal import Reactor

/// Two connected peers on one loop.
public final class PeerPair {
    /// The end that connected.
    public let client: RecordingPeer
    /// The end that was accepted.
    public let server: RecordingPeer

    /// Connects two peers over the loopback interface.
    public init(_ harness: LoopHarness) throws {
        client = RecordingPeer()
        let server = RecordingPeer()
        self.server = server
        let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
        let listener = try TCPListener(on: harness.loop, socket: socket) { connection in
            server.connection = connection
            connection.delegate = server
            connection.startReading()
        }
        client.connection = try TCPConnection(
            connectingTo: socket.address,
            on: harness.loop,
            delegate: client
        )
        try harness.run { server.connection != nil }
        listener.close()
    }

    /// Closes both ends.
    public func close() {
        client.connection?.close()
        server.connection?.close()
    }
}
