import AnswerKit
import Chat
import Configuration
import MockProvider
import Policy
import Reactor
import TestKit
import Testing

@testable import Gateway

/// Clients that leave, and a server that ends.
@Suite struct AnswerSessionClientTests {
    /// How a client leaves.
    enum Leaving: CaseIterable {
        case close, reset, endOutput

        func apply(to client: GatewayClient) {
            switch self {
            case .close: client.close()
            case .reset: client.reset()
            case .endOutput: client.endOutput()
            }
        }
    }

    @Test(
        arguments: [
            "fault=silence", "delay=60s", "interval=10ms tokens=100000",
            "interval=1ms fault=stall:3",
            "interval=0 tokens=1000000 bytes=10", "reasoning=100000 interval=10ms",
            #"tool=generateCard args={"title":"A"} interval=300ms fragment=1"#,
        ],
        Leaving.allCases
    )
    func `one who leaves takes the provider's answer with him`(
        directive: String,
        leaving: Leaving
    ) throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            client.keepsBytes = false
            client.send(.chat(directive, tools: true))
            try scene.wait { scene.counters.statistics.started == 1 }
            try scene.harness.run(for: .milliseconds(10))
            scene.harness.loop.turn { leaving.apply(to: client) }
            try scene.wait { scene.counters.statistics.cancelled == 1 }
            try scene.wait { scene.streamCount == 0 }
            let line = try scene.logLine()
            #expect(line.outcome == "client_left")
            #expect(line.error_type == nil)
            #expect(line.level == "INFO")
        }
    }

    @Test(arguments: Leaving.allCases)
    func `one who leaves between two tries is not tried for again`(leaving: Leaving) throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            client.send(.chat("fault=status:429 retry-after=0.3"))
            try scene.wait { scene.counters.statistics.failed == 1 }
            scene.harness.loop.turn { leaving.apply(to: client) }
            try scene.wait { scene.streamCount == 0 }
            try scene.harness.run(for: .milliseconds(350))
            #expect(scene.counters.statistics.started == 1)
            #expect(try scene.logLine().outcome == "client_left")
        }
    }

    @Test func `one who leaves while the provider is paused for him`() throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            client.stopReading()
            client.send(.chat("interval=0 tokens=100000 bytes=4000 merge=4"))
            try scene.wait { scene.counters.statistics.started == 1 }
            try scene.harness.run(for: .milliseconds(200))
            scene.harness.loop.turn { client.reset() }
            try scene.wait { scene.counters.statistics.cancelled == 1 }
            try scene.wait { scene.streamCount == 0 }
        }
    }

    @Test func `many who leave at once leave nothing behind`() throws {
        try GatewayScene.run { scene in
            let clients = try (0..<40).map { _ in try scene.connect() }
            for (index, client) in clients.enumerated() {
                client.keepsBytes = false
                client.send(.chat("id=\(index) interval=\(index % 4)ms tokens=100000"))
            }
            try scene.wait { scene.counters.statistics.started == 40 }
            scene.harness.loop.turn { for client in clients { client.reset() } }
            try scene.wait { scene.counters.statistics.cancelled == 40 }
            try scene.wait { scene.streamCount == 0 }
        }
    }

    // The end of the server

    @Test func `streams run on to their end while the server drains, and then it is gone`() throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            client.send(.chat("interval=10ms tokens=30"))
            try scene.wait { client.text.contains("text-delta") }
            scene.order(.announce)
            scene.order(.stopAccepting)
            let response = try scene.response(of: client)
            #expect(response.ending == ["finish", nil])
            #expect(!scene.workerHasEnded)
            client.close()
            try scene.wait { scene.workerHasEnded }
        }
    }

    @Test func `readiness ends with the announcement, and each response ends its connection`()
        throws
    {
        try GatewayScene.run { scene in
            #expect(try scene.response(to: .get("/health/ready")).status == 200)
            scene.order(.announce)
            let ready = try scene.response(to: .get("/health/ready"))
            #expect(ready.status == 503)
            #expect(ready.field("Connection") == "close")
            #expect(try scene.response(to: .get("/health/live")).status == 200)
            // Load balancers learn late: whoever comes is still served.
            let chat = try scene.response(to: .chat("tokens=2 interval=0"))
            #expect(chat.ending == ["finish", nil])
            #expect(chat.field("Connection") == "close")
        }
    }

    @Test(arguments: [
        "fault=silence", "interval=1ms fault=stall:3", "fault=status:429 retry-after=5",
        #"tool=generateCard args={"title":"A"} interval=1ms fault=stall:2"#,
    ])
    func `streams that are left at the deadline end with an honest error`(directive: String) throws
    {
        try GatewayScene.run { scene in
            let mamba = try scene.connect()
            mamba.send(.chat(directive, tools: true))
            let ui = try scene.connect()
            ui.send(.uiChat(directive))
            try scene.wait {
                scene.counters.statistics.started == 2 && mamba.response != nil
                    && ui.response != nil
            }
            try scene.harness.run(for: .milliseconds(20))
            scene.order(.stopAccepting)
            scene.order(.endStreams)
            #expect(
                try scene.response(of: mamba).ending
                    == ["error", "\(ChatError.shuttingDown.sentence)"]
            )
            let stream = try scene.response(of: ui).uiStream()
            #expect(stream.lines.last == "error \(ChatError.shuttingDown.sentence)")
            #expect(try scene.logLines(2).allSatisfy { $0.error_type == "SERVER_SHUTTING_DOWN" })
            mamba.close()
            ui.close()
            try scene.wait { scene.workerHasEnded }
            try scene.wait { scene.counters.statistics.open == 0 }
        }
    }

    @Test func `a client that takes nothing does not keep the process alive`() throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            client.stopReading()
            client.send(.chat("interval=0 tokens=100000 bytes=4000 merge=4"))
            try scene.wait { scene.counters.statistics.started == 1 }
            try scene.harness.run(for: .milliseconds(200))
            for order in [DrainOrder.announce, .stopAccepting, .endStreams] { scene.order(order) }
            try scene.wait { scene.streamCount == 0 }
            #expect(!scene.workerHasEnded)
            scene.order(.closeConnections)
            try scene.wait { scene.workerHasEnded }
        }
    }

    @Test func `a server whose connections are closed lets go of their streams`() throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            client.send(.chat("fault=stall:1"))
            try scene.wait { client.text.contains("text-delta") }
            scene.order(.closeConnections)
            try scene.wait { scene.workerHasEnded && client.hasEnded }
            #expect(client.failureCount == 1)
            #expect(scene.streamCount == 0)
            try scene.wait { scene.counters.statistics.cancelled == 1 }
        }
    }
}
