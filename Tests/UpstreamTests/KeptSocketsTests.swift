// Connections that wait: which is given away, and which are closed.

import Glibc
import Reactor
import TestKit
import Testing

@testable import Upstream

@Suite struct KeptSocketsTests {
    /// Our end of a connection, whose other end a test holds.
    private struct Pair {
        let socket: ConnectedSocket
        let far: Int32

        /// Tells whether our end has been closed.
        var isClosed: Bool {
            var byte: UInt8 = 0
            let count = unsafe recv(far, &byte, 1, Int32(MSG_DONTWAIT))
            // A reset where our end left something unread.
            return count == 0 || count < 0 && errno == ECONNRESET
        }
    }

    private final class Nobody: SocketPollerDelegate {
        func poller(_ poller: SocketPoller, isReadable: Bool, isWritable: Bool, hasFailed: Bool) {}
    }

    private let nobody = Nobody()
    private let now = Instant(nanoseconds: 1_000_000_000_000)

    private func pair(_ harness: LoopHarness, origin: String = "http://a") throws -> Pair {
        var ends: [Int32] = [0, 0]
        let result = unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
        try #require(result == 0)
        let poller = try SocketPoller(on: harness.loop, descriptor: ends[0], delegate: nobody)
        return Pair(socket: ConnectedSocket(poller: poller, origin: origin), far: ends[1])
    }

    private func run(_ body: (LoopHarness, KeptSockets) throws -> Void) throws {
        try LoopHarness.run { harness in
            let kept = KeptSockets()
            try body(harness, kept)
            kept.closeAll()
            #expect(kept.isEmpty)
        }
    }

    @Test func `the one that was used last is given away, for its origin only`() throws {
        try run { harness, kept in
            let pairs = try [("http://a", 0), ("http://a", 1), ("http://b", 2)].map {
                try pair(harness, origin: $0.0)
            }
            for pair in pairs { kept.keep(pair.socket, at: now) }
            #expect(kept.take(for: "http://c")?.descriptor == nil)
            for expected in [pairs[1], pairs[0]] {
                let taken = try #require(kept.take(for: "http://a"))
                #expect(taken.descriptor == expected.socket.descriptor)
                taken.close()
                #expect(expected.isClosed)
            }
            #expect(kept.take(for: "http://a")?.descriptor == nil)
            #expect(!kept.isEmpty)
            for pair in pairs { close(pair.far) }
        }
    }

    @Test func `one on which something came is closed, as soon as the loop or a request sees it`()
        throws
    {
        try run { harness, kept in
            let pairs = try (0..<3).map { _ in try pair(harness) }
            for pair in pairs { kept.keep(pair.socket, at: now) }
            let written = unsafe write(pairs[2].far, "x", 1)
            #expect(written == 1)
            // The loop has not turned since.
            let taken = try #require(kept.take(for: "http://a"))
            #expect(taken.descriptor == pairs[1].socket.descriptor)
            taken.close()
            shutdown(pairs[0].far, Int32(SHUT_WR))
            try harness.run { kept.isEmpty }
            for pair in pairs {
                #expect(pair.isClosed)
                close(pair.far)
            }
        }
    }

    @Test(arguments: [(8, 50_000), (9, 3_000)])
    func `many are kept for seconds, a few for longer`(count: Int, milliseconds: Int) throws {
        try run { harness, kept in
            let pairs = try (0..<count).map { _ in try pair(harness) }
            for pair in pairs { kept.keep(pair.socket, at: now) }
            kept.sweep(at: now + .milliseconds(milliseconds - 1))
            let isNoneClosed = pairs.allSatisfy { !$0.isClosed }
            #expect(isNoneClosed)
            kept.sweep(at: now + .milliseconds(milliseconds))
            let areAllClosed = pairs.allSatisfy(\.isClosed)
            #expect(areAllClosed)
            #expect(kept.isEmpty)
            for pair in pairs { close(pair.far) }
        }
    }

    @Test func `of many, those that were used meanwhile are kept`() throws {
        try run { harness, kept in
            let pairs = try (0..<12).map { _ in try pair(harness) }
            for (index, pair) in pairs.enumerated() {
                kept.keep(pair.socket, at: now + .seconds(index))
            }
            kept.sweep(at: now + .seconds(12))
            let areClosed = pairs.map(\.isClosed)
            #expect(areClosed == Array(repeating: true, count: 10) + [false, false])
            for pair in pairs { close(pair.far) }
        }
    }
}
