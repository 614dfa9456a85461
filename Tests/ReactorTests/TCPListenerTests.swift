// Accepting, and going on when descriptors are short.

import Glibc
import Reactor
import System
import TestKit
import Testing
import Timing

@Suite struct TCPListenerTests {
    /// Connects without a look at what comes of it.
    private func connect(to address: SocketAddress, _ harness: LoopHarness) throws -> RecordingPeer
    {
        let peer = RecordingPeer()
        peer.connection = try TCPConnection(
            connectingTo: address,
            on: harness.loop,
            delegate: peer
        )
        return peer
    }

    @Test func `each connection is accepted once, with its peer's address`() throws {
        try LoopHarness.run { harness in
            let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
            var accepted: [TCPConnection] = []
            let listener = try TCPListener(on: harness.loop, socket: socket) { accepted.append($0) }
            let peers = try (0..<20).map { _ in try connect(to: socket.address, harness) }
            try harness.run { accepted.count == 20 }
            #expect(Set(accepted.compactMap { $0.peerAddress?.port }).count == 20)
            #expect(accepted.allSatisfy { $0.peerAddress?.host == "127.0.0.1" })
            listener.close()
            for connection in accepted { connection.close() }
            for peer in peers { peer.connection?.close() }
            #expect(accepted[0].peerAddress == nil)
        }
    }

    @Test func `a listener may be closed while it accepts`() throws {
        try LoopHarness.run { harness in
            let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
            var listener: TCPListener?
            var count = 0
            listener = try TCPListener(on: harness.loop, socket: socket) { connection in
                count += 1
                connection.close()
                listener?.close()
            }
            let peers = try (0..<3).map { _ in try connect(to: socket.address, harness) }
            try harness.run { peers.allSatisfy(\.hasEnded) }
            #expect(count == 1)
            #expect(listener?.isOpen == false)
            for peer in peers { peer.connection?.close() }
        }
    }

    @Test func `a lack of descriptors pauses the listener, and it goes on by itself`() async {
        await #expect(processExitsWith: .success) {
            try LoopHarness.run { harness in
                let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
                var accepted: TCPConnection?
                var failures: [UVError] = []
                var limit = rlimit()
                #expect(unsafe getrlimit(__rlimit_resource_t(7), &limit) == 0)
                let all = limit
                let listener = try TCPListener(on: harness.loop, socket: socket) {
                    accepted = $0
                } fail: {
                    failures.append($0)
                }
                let peer = RecordingPeer()
                peer.connection = try TCPConnection(
                    connectingTo: socket.address,
                    on: harness.loop,
                    delegate: peer
                )
                // Below every number in use, so that not even libuv's reserve helps.
                limit.rlim_cur = 3
                #expect(unsafe setrlimit(__rlimit_resource_t(7), &limit) == 0)
                let start = Instant.now
                try harness.run { failures.count == 2 }
                // One from accepting, one from the attempt to go on.
                #expect(failures.map(\.name) == ["EMFILE", "EMFILE"])
                // Deadlines count in whole milliseconds, from the beginning of a turn.
                #expect(Instant.now - start >= .milliseconds(240))
                #expect(listener.isOpen)
                limit = all
                #expect(unsafe setrlimit(__rlimit_resource_t(7), &limit) == 0)
                try harness.run { accepted != nil }
                #expect(failures.count == 2)
                accepted?.close()
                peer.connection?.close()
                listener.close()
            }
        }
    }

    @Test func `a listener that is closed while it pauses stays closed`() async {
        await #expect(processExitsWith: .success) {
            try LoopHarness.run { harness in
                let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
                var failureCount = 0
                var listener: TCPListener?
                listener = try TCPListener(on: harness.loop, socket: socket) {
                    $0.close()
                } fail: { _ in
                    failureCount += 1
                    listener?.close()
                }
                let peer = RecordingPeer()
                peer.connection = try TCPConnection(
                    connectingTo: socket.address,
                    on: harness.loop,
                    delegate: peer
                )
                var limit = rlimit()
                #expect(unsafe getrlimit(__rlimit_resource_t(7), &limit) == 0)
                let all = limit
                limit.rlim_cur = 3
                #expect(unsafe setrlimit(__rlimit_resource_t(7), &limit) == 0)
                try harness.run { failureCount == 1 }
                limit = all
                #expect(unsafe setrlimit(__rlimit_resource_t(7), &limit) == 0)
                try harness.run { peer.hasEnded }
                peer.connection?.close()
            }
        }
    }

    @Test func `a listener leaves no descriptor behind, whether it opens or not`() async {
        await #expect(processExitsWith: .success) {
            let leaks = try LoopHarness.leaksDescriptors {
                try LoopHarness.run { harness in
                    let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
                    let listener = try TCPListener(on: harness.loop, socket: socket) { $0.close() }
                    // One whose socket is closed already fails, and nothing of it stays.
                    let other = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
                    other.close()
                    #expect(throws: UVError.self) {
                        _ = try TCPListener(on: harness.loop, socket: other) { $0.close() }
                    }
                    listener.close()
                }
            }
            #expect(!leaks)
        }
    }

    @Test func `releasing a listener that is open traps`() async {
        await #expect(processExitsWith: .failure) {
            let loop = try Loop()
            var limit = rlimit(rlim_cur: 3, rlim_max: 1024)
            var hasFailed = false
            let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
            let peer = RecordingPeer()
            var listener: TCPListener? = try TCPListener(on: loop, socket: socket) {
                $0.close()
            } fail: { _ in
                hasFailed = true
            }
            _ = try TCPConnection(connectingTo: socket.address, on: loop, delegate: peer)
            #expect(unsafe setrlimit(__rlimit_resource_t(7), &limit) == 0)
            while !hasFailed { loop.runOnce() }
            withExtendedLifetime(listener) {}
            listener = nil
        }
    }
}
