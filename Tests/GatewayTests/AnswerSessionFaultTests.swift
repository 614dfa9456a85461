import AnswerKit
import Chat
import Configuration
import JSON
import MockProvider
import Reactor
import System
import TestKit
import Testing
import Timing

@testable import Gateway

/// Providers that are slow, broken or gone, and what the client is honestly told.
@Suite struct AnswerSessionFaultTests {
    /// What a fault comes to.
    struct Case: Sendable, CustomTestStringConvertible {
        let directive: String
        let error: ChatError
        var attempts = 1
        /// The text fragments before the error.
        var texts = 0
        /// What the provider counts: failures of its own, or clients that left.
        var isCancelled = false
        var testDescription: String { directive }
    }

    /// Asks in both protocols and compares.
    private static func check(
        _ row: Case,
        _ settings: (inout Settings) -> Void = { _ in }
    ) throws {
        try GatewayScene.run(settings) { scene in
            let mamba = try scene.response(to: .chat(row.directive))
            #expect(mamba.status == 200)
            #expect(mamba.isComplete)
            #expect(mamba.ending == ["error", "\(row.error.sentence)"])
            #expect(mamba.events.filter { $0["type"] == "text-delta" }.count == row.texts)
            let line = try scene.logLine()
            #expect(line.error_type == row.error.code)
            #expect(line.attempts == row.attempts)
            #expect(line.outcome == "completed")
            #expect(line.level == "WARNING")
            let ui = try scene.response(to: .uiChat(row.directive)).uiStream()
            #expect(ui.lines.last == "error \(row.error.sentence)")
            try scene.wait { scene.counters.statistics.open == 0 }
            let statistics = scene.counters.statistics
            #expect(statistics.started == 2 * row.attempts)
            #expect(
                (row.isCancelled ? statistics.cancelled : statistics.failed) == statistics.started
            )
        }
    }

    // Time limits

    @Test(arguments: [
        Case(directive: "fault=silence", error: .firstTokenTimeout, isCancelled: true),
        Case(directive: "fault=stall:0", error: .firstTokenTimeout, isCancelled: true),
        Case(directive: "delay=60s", error: .firstTokenTimeout, isCancelled: true),
    ])
    func `a first token that does not come`(row: Case) throws {
        try Self.check(row) { $0.openai.firstTokenTimeout = .milliseconds(150) }
    }

    @Test func `an answer that stands still`() throws {
        let row = Case(
            directive: "interval=1ms fault=stall:3",
            error: .idleTimeout,
            texts: 3,
            isCancelled: true
        )
        try Self.check(row) { $0.openai.idleTimeout = .milliseconds(150) }
    }

    @Test func `comments of the provider are no progress`() throws {
        try GatewayScene.run({ $0.openai.idleTimeout = .milliseconds(300) }) { scene in
            // The mock writes a comment before each event only, so a stall is silent as well; what
            // counts is that events, not bytes, put off the limit.
            let response = try scene.response(to: .chat("interval=1ms comments fault=stall:2"))
            #expect(response.ending == ["error", "\(ChatError.idleTimeout.sentence)"])
        }
    }

    @Test func `an answer that never ends`() throws {
        try GatewayScene.run({ $0.server.timeout = .milliseconds(400) }) { scene in
            let response = try scene.response(to: .chat("tokens=1000000 interval=5ms"))
            #expect(response.ending == ["error", "\(ChatError.totalTimeout.sentence)"])
            #expect(response.events.count > 1)
            try scene.wait { scene.counters.statistics.cancelled == 1 }
        }
    }

    @Test func `signs of life are sent while nothing comes, and do not put off the limit`() throws {
        try GatewayScene.run({
            $0.stream.keepalive = .milliseconds(20)
            $0.openai.firstTokenTimeout = .milliseconds(200)
        }) { scene in
            for request in [GatewayRequest.chat("fault=silence"), .uiChat("fault=silence")] {
                let response = try scene.response(to: request)
                #expect(response.text.ranges(of: ": ping\n\n").count >= 1)
                #expect(response.text.contains(ChatError.firstTokenTimeout.sentence.description))
            }
        }
    }

    @Test func `signs of life are sent while the model thinks and the client sees nothing`() throws
    {
        try GatewayScene.run({ $0.stream.keepalive = .milliseconds(40) }) { scene in
            let directive = "reasoning=60 interval=5ms tokens=1"
            let mamba = try scene.response(to: .chat(directive))
            #expect(mamba.text.contains(": ping\n\n"))
            #expect(mamba.ending == ["finish", nil])
        }
    }

    // Faults before the answer

    @Test(arguments: [
        Case(directive: "fault=status:400", error: .requestRefused),
        Case(directive: "fault=status:401", error: .providerAuthentication),
        Case(directive: "fault=status:403", error: .providerAuthentication),
        Case(directive: "fault=status:404", error: .modelNotFound),
        Case(directive: "fault=status:422", error: .requestRefused),
        Case(directive: "fault=status:408", error: .firstTokenTimeout, attempts: 3),
        Case(directive: "fault=status:409", error: .requestRefused, attempts: 3),
        Case(directive: "fault=status:429", error: .rateLimited, attempts: 3),
        Case(directive: "fault=status:429 retry-after=0", error: .rateLimited, attempts: 3),
        Case(directive: "fault=status:429 retry-after=6", error: .rateLimited),
        Case(directive: "fault=status:500", error: .providerFailed, attempts: 3),
        Case(directive: "fault=status:503 retry-after=soon", error: .providerFailed, attempts: 3),
        Case(directive: "fault=close", error: .providerUnreachable, attempts: 3),
        Case(directive: "fault=reset", error: .providerUnreachable, attempts: 3),
        Case(directive: "fault=drop:0", error: .answerCut, attempts: 3),
        Case(directive: "fault=cut:0", error: .answerCut, attempts: 3),
    ])
    func `a provider that fails before its answer`(row: Case) throws {
        try Self.check(row)
    }

    @Test(arguments: [
        "fault=status:500", "fault=status:429", "fault=close", "fault=reset", "fault=drop:0",
        "fault=cut:0",
    ])
    func `a provider that recovers is not noticed`(fault: String) throws {
        try GatewayScene.run { scene in
            let mamba = try scene.response(to: .chat("id=1 tokens=5 interval=0 times=2 \(fault)"))
            #expect(mamba.ending == ["finish", nil])
            #expect(try scene.logLine().attempts == 3)
            let ui = try scene.response(to: .uiChat("id=2 tokens=5 interval=0 times=1 \(fault)"))
            let stream = ui.uiStream()
            #expect(stream.lines.last?.hasPrefix("finish") == true)
            #expect(stream.lines.filter { $0 == "start-step" }.count == 1)
            #expect(scene.counters.statistics.started == 5)
        }
    }

    @Test func `what the provider asks to wait is waited for`() throws {
        try GatewayScene.run { scene in
            let start = Instant.now
            let directive = "id=1 tokens=1 interval=0 fault=status:429 times=1 retry-after=0.2"
            let response = try scene.response(to: .chat(directive))
            #expect(response.ending == ["finish", nil])
            #expect(Instant.now - start >= .milliseconds(200))
        }
    }

    @Test func `a provider that nobody runs`() throws {
        let closed = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
        let port = closed.address.port
        // Bound and not listened on, so that nobody else takes the port meanwhile.
        defer { closed.close() }
        try GatewayScene.run({ $0.openai.baseURL = "http://127.0.0.1:\(port)/v1" }) { scene in
            let response = try scene.response(to: .chat("tokens=1"))
            #expect(response.ending == ["error", "\(ChatError.providerUnreachable.sentence)"])
            let line = try scene.logLine()
            #expect(line.attempts == 3)
            #expect(line.error_detail?.contains("connection failed") == true)
            #expect(!response.text.contains("127.0.0.1"))
        }
    }

    @Test func `once is enough where the settings say so`() throws {
        try GatewayScene.run({ $0.openai.maxRetries = 0 }) { scene in
            _ = try scene.response(to: .chat("fault=status:500"))
            #expect(scene.counters.statistics.started == 1)
        }
    }

    // Faults within the answer

    @Test(arguments: [
        Case(directive: "interval=0 fault=drop:3", error: .answerCut, texts: 3),
        Case(directive: "interval=0 fault=cut:3", error: .answerCut, texts: 3),
        Case(directive: "interval=0 fault=error:3", error: .providerFailed, texts: 3),
        Case(
            directive: "interval=1ms tokens=100000 fault=garbage:3",
            error: .answerInvalid,
            texts: 3,
            isCancelled: true
        ),
        Case(directive: "interval=0 fault=error:0", error: .providerFailed),
        Case(
            directive: "interval=1ms tokens=100000 fault=garbage:0",
            error: .answerInvalid,
            isCancelled: true
        ),
        Case(
            directive: #"interval=0 preface=3 tool=generateCard args={"title":"A"} fault=cut:2"#,
            error: .answerCut,
            texts: 2
        ),
    ])
    func `a provider that fails within its answer is not asked again`(row: Case) throws {
        try Self.check(row)
    }

    @Test func `what the provider says is in the log and not in the answer`() throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .chat("fault=status:401"))
            #expect(!response.text.contains("Incorrect API key"))
            #expect(try scene.logLine().error_detail?.contains("Incorrect API key") == true)
        }
    }
}
