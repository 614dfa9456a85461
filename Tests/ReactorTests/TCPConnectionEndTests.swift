// All the ways in which connections end.

import Bytes
import Reactor
import TestKit
import Testing

@Suite struct TCPConnectionEndTests {
    @Test func `a connection that is refused fails on a later turn`() throws {
        try LoopHarness.run { harness in
            let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
            let client = RecordingPeer()
            let connection = try TCPConnection(
                connectingTo: socket.address,
                on: harness.loop,
                delegate: client
            )
            client.connection = connection
            client.send("lost")
            #expect(client.failures == [])
            try harness.run { !connection.isOpen }
            #expect(client.failures.map(\.name) == ["ECONNREFUSED"])
            socket.close()
        }
    }

    @Test func `a connection may be closed before it is connected`() throws {
        try LoopHarness.run { harness in
            let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
            let listener = try TCPListener(on: harness.loop, socket: socket) { $0.close() }
            let client = RecordingPeer()
            for _ in 0..<10 {
                client.connection = try TCPConnection(
                    connectingTo: socket.address,
                    on: harness.loop,
                    delegate: client
                )
                client.connection?.close()
            }
            try harness.run(for: .milliseconds(5))
            #expect(!client.hasEnded)
            listener.close()
        }
    }

    @Test func `a reset drops what waits and the peer sees a failure, no end`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            peers.server.connection?.stopReading()
            harness.loop.turn { peers.client.send(byteCount: 8 * 1024 * 1024) }
            peers.client.connection?.reset()
            peers.server.keepsBytes = false
            peers.server.connection?.startReading()
            try harness.run { peers.server.hasEnded }
            #expect(peers.server.failures.map(\.name) == ["ECONNRESET"])
            #expect(peers.server.endCount == 0)
            peers.close()
        }
    }

    @Test func `a reset after the end of output is still a reset`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            harness.loop.turn { peers.client.connection?.shutdownOutput() }
            try harness.run { peers.server.endCount == 1 }
            peers.client.connection?.reset()
            // The end has been read, so only a write can find out.
            peers.server.onFail = { $0.connection?.close() }
            try harness.run {
                if peers.server.connection?.isOpen == true { peers.server.send("x") }
                return !peers.server.failures.isEmpty
            }
            peers.close()
        }
    }

    @Test func `a peer that resets while we write is told as a failure`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            peers.server.connection?.stopReading()
            harness.loop.turn { peers.client.send(byteCount: 8 * 1024 * 1024) }
            #expect(peers.client.blockCount == 1)
            peers.server.connection?.reset()
            try harness.run { !peers.client.failures.isEmpty }
            #expect(peers.client.connection?.isOpen == false)
            peers.close()
        }
    }

    @Test func `a connection without a delegate closes itself when it breaks`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            peers.server.connection?.stopReading()
            harness.loop.turn { peers.client.send(byteCount: 8 * 1024 * 1024) }
            peers.client.connection?.delegate = nil
            peers.client.connection?.closeAfterFlush()
            peers.server.connection?.reset()
            try harness.run { peers.client.connection?.isOpen == false }
            peers.close()
        }
    }

    /// The calls in which a delegate may close its connection.
    enum Moment: CaseIterable, Sendable {
        case receive, end, fail, flush, block, drain
    }

    @Test(arguments: Moment.allCases, [false, true])
    func `a connection may be closed, or lose its delegate, in every call`(
        moment: Moment,
        losesDelegateFirst: Bool
    ) throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            let (client, server) = (peers.client, peers.server)
            server.keepsBytes = false
            var wasCalled = false
            let leave: (RecordingPeer) -> Void = { peer in
                wasCalled = true
                if losesDelegateFirst { peer.connection?.delegate = nil }
                peer.connection?.close()
            }
            switch moment {
            case .receive:
                client.onReceive = leave
                server.send("x")
            case .end:
                client.onEnd = leave
                server.connection?.shutdownOutput()
            case .fail:
                client.onFail = leave
                server.connection?.reset()
            case .flush:
                client.onFlush = { peer, _ in leave(peer) }
                client.send("x")
            case .block:
                client.onBlock = leave
                server.connection?.stopReading()
                client.send(byteCount: 8 * 1024 * 1024)
            case .drain:
                client.onDrain = leave
                client.send(byteCount: 8 * 1024 * 1024)
            }
            try harness.run { wasCalled }
            #expect(client.connection?.isOpen == false)
            peers.close()
        }
    }

    @Test func `output on a closed connection traps`() async {
        await #expect(processExitsWith: .failure) {
            try LoopHarness.run { harness in
                let peers = try PeerPair(harness)
                peers.close()
                peers.client.send("x")
            }
        }
    }
}
