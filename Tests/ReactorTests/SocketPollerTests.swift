// Readiness of a socket that somebody else owns.

import Bytes
import Glibc
import Reactor
import TestKit
import Testing

@Suite struct SocketPollerTests {
    /// Counts what a poller reports.
    private final class Watcher: SocketPollerDelegate {
        var readableCount = 0
        var writableCount = 0
        var failureCount = 0
        var onEvent: ((SocketPoller) -> Void)?

        func poller(
            _ poller: SocketPoller,
            isReadable: Bool,
            isWritable: Bool,
            hasFailed: Bool
        ) {
            if isReadable { readableCount += 1 }
            if isWritable { writableCount += 1 }
            if hasFailed { failureCount += 1 }
            onEvent?(poller)
        }
    }

    /// A connected socket of ours, and the peer that it talks to.
    private func connectedSocket(_ harness: LoopHarness) throws -> (Int32, RecordingPeer) {
        let peer = RecordingPeer()
        let bound = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
        let listener = try TCPListener(on: harness.loop, socket: bound) { connection in
            peer.connection = connection
            connection.delegate = peer
            connection.startReading()
        }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(bound.address.port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        #expect(result == 0)
        try harness.run { peer.connection != nil }
        listener.close()
        return (descriptor, peer)
    }

    @Test func `only what is watched is reported`() throws {
        try LoopHarness.run { harness in
            let (descriptor, peer) = try connectedSocket(harness)
            let watcher = Watcher()
            let poller = try SocketPoller(
                on: harness.loop,
                descriptor: descriptor,
                delegate: watcher
            )
            watcher.onEvent = { $0.stop() }
            poller.watch(readable: false, writable: true)
            try harness.run { watcher.writableCount == 1 }
            #expect(watcher.readableCount == 0)
            peer.send("x")
            poller.watch(readable: true, writable: false)
            try harness.run { watcher.readableCount == 1 }
            #expect(watcher.writableCount == 1)
            try harness.run(for: .milliseconds(5))
            #expect(watcher.readableCount == 1)
            poller.close()
            close(descriptor)
            peer.connection?.close()
        }
    }

    @Test func `an error is reported until the poller is closed, and data before it can be read`()
        throws
    {
        try LoopHarness.run { harness in
            let (descriptor, peer) = try connectedSocket(harness)
            let watcher = Watcher()
            let poller = try SocketPoller(
                on: harness.loop,
                descriptor: descriptor,
                delegate: watcher
            )
            harness.loop.turn { peer.send("x") }
            peer.connection?.reset()
            poller.watch(readable: true, writable: false)
            try harness.run { watcher.failureCount >= 3 }
            var byte: UInt8 = 0
            #expect(unsafe read(descriptor, &byte, 1) == 1)
            #expect(byte == 0x78)
            poller.close()
            close(descriptor)
        }
    }

    @Test func `the descriptor may be closed and used again at once after the close`() throws {
        try LoopHarness.run { harness in
            let watcher = Watcher()
            for _ in 0..<3 {
                let (descriptor, peer) = try connectedSocket(harness)
                let poller = try SocketPoller(
                    on: harness.loop,
                    descriptor: descriptor,
                    delegate: watcher
                )
                poller.watch(readable: true, writable: true)
                poller.close()
                close(descriptor)
                peer.connection?.close()
            }
            try harness.run(for: .milliseconds(2))
            #expect(watcher.writableCount == 0)
        }
    }
}
