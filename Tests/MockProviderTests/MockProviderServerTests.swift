// The mock on threads of its own.

import Reactor
import Testing

@testable import MockProvider

@Suite struct MockProviderServerTests {
    @Test(arguments: [1, 3])
    func `all workers answer on one port and share the counters`(_ workerCount: Int) throws {
        SignalWatcher.ignoreBrokenPipes()
        let server = try MockProviderServer.start(workers: workerCount)
        let counters = server.counters
        let address = server.address
        #expect(server.port > 0)
        let loop = try Loop()
        let watchdog = Timer(on: loop) {}
        watchdog.schedule(after: .seconds(20))
        let clients = try (0..<12).map { _ in try RawClient(on: loop, to: address) }
        for (number, client) in clients.enumerated() {
            client.post(MockHarness.body("#mock tokens=50 interval=100us id=\(number)"))
        }
        while watchdog.isScheduled, clients.contains(where: { !$0.answer.isComplete }) {
            loop.runOnce()
        }
        for (number, client) in clients.enumerated() {
            #expect(client.answer.content.hasPrefix(MockText.token(0, of: UInt64(number))))
            client.close()
        }
        #expect(counters.statistics.completed == 12)
        watchdog.cancel()
        loop.finish()
        server.stop()
        // Stopped means that the port is free.
        let socket = try BoundSocket(to: address)
        socket.close()
    }

    @Test func `stopping closes what is under way`() throws {
        SignalWatcher.ignoreBrokenPipes()
        let server = try MockProviderServer.start()
        let loop = try Loop()
        let watchdog = Timer(on: loop) {}
        watchdog.schedule(after: .seconds(20))
        let clients = try ["", "split", "fault=silence"].map { wire in
            let client = try RawClient(on: loop, to: server.address)
            client.post(MockHarness.body("#mock tokens=100000 interval=1ms \(wire)"))
            return client
        }
        let counters = server.counters
        while watchdog.isScheduled, counters.statistics.started < 3 { loop.runOnce() }
        server.stop()
        while watchdog.isScheduled, clients.contains(where: { !$0.hasEnded }) { loop.runOnce() }
        #expect(clients.allSatisfy { $0.hasEnded })
        watchdog.cancel()
        for client in clients { client.close() }
        loop.finish()
    }

    @Test func `an address that is not ours is an error`() {
        #expect(throws: UVError.self) {
            let server = try MockProviderServer.start(host: "192.0.2.1")
            server.stop()
        }
        #expect(throws: UVError.self) {
            let server = try MockProviderServer.start(host: "example")
            server.stop()
        }
    }
}
