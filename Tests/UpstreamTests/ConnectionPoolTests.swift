// Idle connections: which is given away, and which are closed.

import Reactor
import TestKit
import Testing
import Timing

@testable import Upstream

@Suite struct ConnectionPoolTests {
    private let now = Instant(nanoseconds: 1_000_000_000_000)
    /// When what is kept now may be used.
    private var later: Instant { now + .milliseconds(10) }

    /// Runs a body with open connections, in the order in which they were opened.
    private func run(
        _ count: Int,
        keeping countMax: Int = 100,
        says steps: @escaping @Sendable (Int) -> [ScriptedProvider.Step] = { _ in [.stall] },
        _ body: (ProviderScene, ConnectionPool, [Connection]) throws -> Void
    ) throws {
        try ProviderScene.run(
            askedAt: .connected,
            script: { steps($0.connection) }
        ) { scene in
            let opener = RecordingConnectionOpener()
            let connector = try Connector(on: scene.harness.loop, delegate: opener)
            let share = try ShareHandle()
            let pool = ConnectionPool(
                countMax: countMax,
                keptFor: .seconds(10),
                quietFor: .milliseconds(10)
            )
            defer {
                pool.closeAll()
                connector.close()
            }
            let url = try #require(ProviderURL(scene.url()))
            for number in 1...count {
                let easy = try EasyHandle(share: share, scene.configuration)
                _ = try connector.open(url, for: opener, by: easy)
                try scene.harness.run { opener.connections.count + opener.errors.count == number }
            }
            #expect(opener.errors.isEmpty)
            try scene.harness.run { scene.provider.acceptedCount == count }
            try body(scene, pool, opener.connections)
        }
    }

    @Test func `the one that was used last is given away, for its origin only`() throws {
        try run(3) { _, pool, connections in
            for connection in connections { pool.keep(connection, at: now) }
            #expect(pool.take(for: "http://elsewhere:80", at: later) == nil)
            for expected in connections.reversed() {
                let taken = try #require(pool.take(for: expected.origin, at: later))
                #expect(taken === expected)
                taken.close()
            }
            #expect(pool.take(for: connections[0].origin, at: later) == nil)
            #expect(pool.isEmpty)
        }
    }

    @Test func `one is not used before it has been silent for a moment`() throws {
        try run(3) { _, pool, connections in
            let origin = connections[0].origin
            for (index, connection) in connections.enumerated() {
                pool.keep(connection, at: now + .milliseconds(index * 4))
            }
            #expect(pool.take(for: origin, at: now + .milliseconds(9)) == nil)
            #expect(pool.take(for: origin, at: now + .milliseconds(15)) === connections[1])
            #expect(pool.take(for: origin, at: now + .milliseconds(15)) === connections[0])
            #expect(pool.take(for: origin, at: now + .milliseconds(17)) == nil)
            connections[0].close()
            connections[1].close()
        }
    }

    @Test func `one on which something came is closed, whether the loop or a request sees it`()
        throws
    {
        try run(3, says: { $0 == 0 ? [.stall] : $0 == 1 ? [.text("evil"), .stall] : [.end] }) {
            scene,
            pool,
            connections in
            for connection in connections { pool.keep(connection, at: now) }
            try scene.harness.run { connections[1...].allSatisfy { $0.phase == .closed } }
            let taken = try #require(pool.take(for: connections[0].origin, at: later))
            #expect(taken === connections[0])
            taken.close()
            #expect(pool.isEmpty)
        }
    }

    @Test func `one on which something came is not given away, though no turn has told of it`()
        throws
    {
        try run(2, says: { $0 == 0 ? [.text("evil"), .stall] : [.stall] }) { scene, pool, all in
            // The bytes are there once the loop would tell; nobody has asked it to.
            try scene.harness.run(for: .milliseconds(50))
            for connection in [all[1], all[0]] { pool.keep(connection, at: now) }
            #expect(pool.take(for: all[1].origin, at: later) === all[1])
            #expect(all[0].phase == .closed)
            all[1].close()
        }
    }

    @Test func `one that was idle for the time is closed, and later ones are kept`() throws {
        try run(4) { _, pool, connections in
            for (index, connection) in connections.enumerated() {
                pool.keep(connection, at: now + .seconds(index))
            }
            pool.sweep(at: now + .milliseconds(9_999))
            #expect(connections.allSatisfy { $0.phase == .open })
            pool.sweep(at: now + .seconds(11))
            #expect(connections.map { $0.phase == .closed } == [true, true, false, false])
            pool.sweep(at: now + .seconds(13))
            #expect(pool.isEmpty)
        }
    }

    @Test(arguments: 0...2)
    func `a connection too many is closed`(countMax: Int) throws {
        try run(3, keeping: countMax) { _, pool, connections in
            for connection in connections { pool.keep(connection, at: now) }
            #expect(connections.map { $0.phase == .closed } == (0..<3).map { $0 >= countMax })
        }
    }
}
