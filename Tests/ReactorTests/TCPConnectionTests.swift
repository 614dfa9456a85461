// Connections over the loopback interface, with peers of every kind.

import Bytes
import Reactor
import TestKit
import Testing

@Suite struct TCPConnectionTests {
    @Test func `bytes arrive in order, both ways`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            for part in ["a", "bc", "def"] {
                peers.client.send(part)
                peers.server.send(part)
                harness.loop.runOnce()
            }
            try harness.run {
                peers.server.receivedCount == 6 && peers.client.receivedCount == 6
            }
            #expect(peers.server.received == Array("abcdef".utf8))
            #expect(peers.client.received == Array("abcdef".utf8))
            #expect(peers.client.connection?.sentByteCount == 6)
            #expect(peers.client.connection?.queuedByteCount == 0)
            peers.close()
        }
    }

    @Test func `output appended while connecting leaves when connected`() throws {
        try LoopHarness.run { harness in
            let server = RecordingPeer()
            let client = RecordingPeer()
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
            client.send("early")
            client.connection?.closeAfterFlush()
            try harness.run { server.endCount == 1 }
            #expect(server.received == Array("early".utf8))
            #expect(client.connection?.isOpen == false)
            listener.close()
            server.connection?.close()
        }
    }

    @Test func `what a slow reader does not take is kept once, told once, and drained`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            let (client, server) = (peers.client, peers.server)
            let connection = try #require(client.connection)
            let total = 16 * 1024 * 1024
            server.keepsBytes = false
            server.connection?.stopReading()
            harness.loop.turn { client.send(byteCount: total) }
            #expect(client.blockCount == 1)
            #expect(connection.queuedByteCount > 0)
            #expect(connection.unsentByteCount == connection.queuedByteCount)
            #expect(connection.sentByteCount + connection.queuedByteCount == total)
            // More waits behind what is in flight.
            harness.loop.turn { client.send("more") }
            #expect(connection.queuedByteCount == connection.unsentByteCount + 4)
            let before = connection.sentByteCount
            server.connection?.startReading()
            try harness.run { connection.sentByteCount > before }
            try harness.run { client.drainCount == 1 && server.receivedCount == total + 4 }
            // What was added may find the socket full once more.
            #expect(1...2 ~= client.blockCount)
            #expect(connection.queuedByteCount == 0)
            #expect(connection.sentByteCount == total + 4)
            peers.close()
        }
    }

    @Test func `a tiny send buffer and a peer that reads in pieces change nothing`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            peers.client.connection?.setSendBufferSize(2048)
            let expected = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            peers.server.onReceive = { peer in
                peer.connection?.stopReading()
                harness.loop.afterTurn { peer.connection?.startReading() }
            }
            peers.client.connection?.withOutput { $0.append(expected.span) }
            try harness.run { peers.server.receivedCount == expected.count }
            #expect(peers.server.received == expected)
            peers.close()
        }
    }

    @Test func `each end may shut its output and still receive`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            harness.loop.turn {
                peers.client.send("question")
                peers.client.connection?.shutdownOutput()
            }
            try harness.run { peers.server.endCount == 1 }
            #expect(peers.server.received == Array("question".utf8))
            harness.loop.turn {
                peers.server.send("answer")
                peers.server.connection?.shutdownOutput()
            }
            try harness.run { peers.client.endCount == 1 }
            #expect(peers.client.received == Array("answer".utf8))
            peers.close()
        }
    }

    @Test func `the end is told once, also when reading is begun again`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            peers.client.connection?.shutdownOutput()
            try harness.run { peers.server.endCount == 1 }
            peers.server.connection?.stopReading()
            peers.server.connection?.startReading()
            try harness.run(for: .milliseconds(5))
            #expect(peers.server.endCount == 1)
            peers.close()
        }
    }

    @Test func `the end of output follows what a slow reader has not taken yet`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            let total = 8 * 1024 * 1024
            peers.server.keepsBytes = false
            peers.server.connection?.stopReading()
            harness.loop.turn {
                peers.client.send(byteCount: total)
                peers.client.connection?.shutdownOutput()
            }
            #expect(peers.client.connection?.isOpen == true)
            peers.server.connection?.startReading()
            try harness.run { peers.server.endCount == 1 }
            #expect(peers.server.receivedCount == total)
            #expect(peers.client.drainCount == 1)
            peers.close()
        }
    }

    @Test func `closing after the flush waits for a slow reader, and for what a drain adds`() throws
    {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            let total = 8 * 1024 * 1024
            peers.server.keepsBytes = false
            peers.server.connection?.stopReading()
            peers.client.onDrain = { peer in
                if peer.drainCount == 1 { peer.send("tail") }
            }
            harness.loop.turn {
                peers.client.send(byteCount: total)
                peers.client.connection?.closeAfterFlush()
            }
            try harness.run(for: .milliseconds(5))
            #expect(peers.client.connection?.isOpen == true)
            peers.server.connection?.startReading()
            try harness.run { peers.server.endCount == 1 }
            #expect(peers.server.receivedCount == total + 4)
            #expect(peers.client.connection?.isOpen == false)
            peers.close()
        }
    }

    @Test func `the delegate completes the output of a turn, by the parameter or the connection`()
        throws
    {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            peers.client.onFlush = { peer, output in
                output.append("2")
                peer.onFlush = nil
                peer.send("3")
            }
            harness.loop.turn { peers.client.send("1") }
            try harness.run { peers.server.receivedCount == 3 }
            #expect(peers.server.received == Array("123".utf8))
            peers.close()
        }
    }

    @Test func `a flood is delivered in bounded pieces, and timers go on meanwhile`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            var largest = 0
            var last = 0
            peers.server.keepsBytes = false
            peers.server.onReceive = { peer in
                largest = max(largest, peer.receivedCount - last)
                last = peer.receivedCount
            }
            peers.client.onDrain = { $0.send(byteCount: 1024 * 1024) }
            peers.client.send(byteCount: 16 * 1024 * 1024)
            try harness.run(for: .milliseconds(20))
            try harness.run { peers.server.receivedCount > 16 * 1024 * 1024 }
            #expect(largest <= 64 * 1024)
            peers.close()
        }
    }

    @Test func `reading stops within the call that asks for it`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            var count = 0
            peers.server.onReceive = { peer in
                count += 1
                peer.connection?.stopReading()
            }
            peers.client.send(byteCount: 1024 * 1024)
            try harness.run { count == 1 }
            try harness.run(for: .milliseconds(5))
            #expect(count == 1)
            peers.server.onReceive = nil
            peers.server.connection?.startReading()
            try harness.run { peers.server.receivedCount == 1024 * 1024 }
            peers.close()
        }
    }

    @Test func `a connection told not to read before it is connected does not`() throws {
        try LoopHarness.run { harness in
            let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
            var accepted: TCPConnection?
            let listener = try TCPListener(on: harness.loop, socket: socket) { connection in
                accepted = connection
                connection.withOutput { $0.append("x") }
            }
            let client = RecordingPeer()
            client.connection = try TCPConnection(
                connectingTo: socket.address,
                on: harness.loop,
                delegate: client
            )
            client.connection?.stopReading()
            try harness.run { accepted?.sentByteCount == 1 }
            try harness.run(for: .milliseconds(5))
            #expect(client.receivedCount == 0)
            client.connection?.startReading()
            try harness.run { client.receivedCount == 1 }
            listener.close()
            accepted?.close()
            client.connection?.close()
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `a random exchange loses nothing and leaves nothing`(seed: UInt64) throws {
        try LoopHarness.run { harness in
            var random = SeededGenerator(seed: seed)
            let pattern = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            for _ in 0..<10 {
                let peers = try PeerPair(harness)
                var sent: [UInt8] = []
                peers.client.connection?.setSendBufferSize(.random(in: 1...100_000, using: &random))
                for _ in 0..<Int.random(in: 1...30, using: &random) {
                    let part = Array(pattern.prefix(.random(in: 0...50_000, using: &random)))
                    sent += part
                    peers.client.connection?.withOutput { $0.append(part.span) }
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: harness.loop.runOnce()
                    case 1: peers.server.connection?.stopReading()
                    case 2: peers.server.connection?.startReading()
                    default: break
                    }
                }
                peers.server.connection?.startReading()
                peers.client.connection?.closeAfterFlush()
                try harness.run { peers.server.endCount == 1 }
                #expect(peers.server.received == sent)
                peers.close()
            }
        }
    }
}
