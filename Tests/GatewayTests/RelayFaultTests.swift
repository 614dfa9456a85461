import AnswerKit
import Chat
import Configuration
import JSON
import MockProvider
import Policy
import Reactor
import TestKit
import Testing

@testable import Gateway

/// Providers that fail, clients that leave and a server that ends, as clients of OpenAI's API meet them.
@Suite struct RelayFaultTests {
    /// What a fault comes to.
    struct Case: Sendable, CustomTestStringConvertible {
        let directive: String
        let error: ChatError
        var attempts = 1
        var testDescription: String { directive }
    }

    private static func check(
        _ response: GatewayResponse,
        _ scene: GatewayScene,
        _ row: Case,
        status: Int
    ) throws {
        #expect(response.isComplete)
        #expect(response.status == status)
        let error = OpenAIError(row.error)
        #expect(response.openAIError?["message"]?.string == error.message)
        #expect(response.openAIError?["type"]?.string == error.type)
        #expect(response.openAIError?["code"]?.string == error.code)
        #expect(!response.text.contains("[DONE]"))
        let line = try scene.logLine()
        #expect(line.error_type == row.error.code)
        #expect(line.attempts == row.attempts)
        #expect(line.status_code == status)
        #expect(line.outcome == "completed")
        try scene.wait { scene.counters.statistics.open == 0 }
        #expect(scene.counters.statistics.started == row.attempts)
    }

    // Before the stream has begun

    private static let early = [
        Case(directive: "fault=status:400", error: .requestRefused),
        Case(directive: "fault=status:401", error: .providerAuthentication),
        Case(directive: "fault=status:404", error: .modelNotFound),
        Case(directive: "fault=status:408", error: .firstTokenTimeout, attempts: 3),
        Case(directive: "fault=status:429", error: .rateLimited, attempts: 3),
        Case(directive: "fault=status:429 retry-after=6", error: .rateLimited),
        Case(directive: "fault=status:500", error: .providerFailed, attempts: 3),
        Case(directive: "fault=close", error: .providerUnreachable, attempts: 3),
        Case(directive: "fault=reset", error: .providerUnreachable, attempts: 3),
        Case(directive: "fault=error:0", error: .providerFailed),
    ]

    @Test(arguments: early + [Case(directive: "delay=60s", error: .firstTokenTimeout)])
    func `a stream that has not begun fails with a status`(row: Case) throws {
        try GatewayScene.run({
            if row.error == .firstTokenTimeout { $0.openai.firstTokenTimeout = .milliseconds(200) }
        }) { scene in
            let response = try scene.response(to: .completion(row.directive, stream: true))
            try Self.check(response, scene, row, status: row.error.status)
            if row.directive.contains("retry-after") {
                #expect(response.field("Retry-After") == "6")
            } else {
                #expect(response.field("Retry-After") == nil)
            }
        }
    }

    @Test(
        arguments: early + [
            Case(directive: "fault=garbage:1 interval=0", error: .providerFailed),
            Case(directive: "fault=drop:1 interval=0", error: .providerUnreachable, attempts: 3),
            Case(directive: "fault=cut:1 interval=0", error: .answerCut, attempts: 3),
        ]
    )
    func `a whole answer fails with a status`(row: Case) throws {
        // The mock answers a request without a stream with status 500 for an error within the stream.
        let attempts = row.directive == "fault=error:0" ? 3 : row.attempts
        try GatewayScene.run { scene in
            let response = try scene.response(to: .completion(row.directive))
            let row = Case(directive: row.directive, error: row.error, attempts: attempts)
            try Self.check(response, scene, row, status: row.error.status)
        }
    }

    @Test(arguments: [true, false])
    func `a whole answer that takes too long`(isSilent: Bool) throws {
        try GatewayScene.run({ $0.server.timeout = .milliseconds(200) }) { scene in
            let directive = isSilent ? "fault=silence" : "delay=60s"
            let response = try scene.response(to: .completion(directive))
            let row = Case(directive: directive, error: .totalTimeout)
            try Self.check(response, scene, row, status: 504)
        }
    }

    @Test(arguments: [
        "fault=status:500", "fault=status:429", "fault=close", "fault=reset",
    ])
    func `a provider that recovers is not noticed`(fault: String) throws {
        try GatewayScene.run { scene in
            for (id, stream) in [(1, true), (2, false)] {
                let directive = "id=\(id) tokens=5 interval=0 times=2 \(fault)"
                let response = try scene.response(to: .completion(directive, stream: stream))
                #expect(response.status == 200)
                #expect(response.openAIError == nil)
                #expect(!stream || response.text.hasSuffix("data: [DONE]\n\n"))
            }
            #expect(try scene.logLines(2).map(\.attempts) == [3, 3])
        }
    }

    @Test func `what the provider says is in the log and not in the answer`() throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .completion("fault=status:401", stream: true))
            #expect(!response.text.contains("Incorrect API key"))
            #expect(try scene.logLine().error_detail?.contains("Incorrect API key") == true)
        }
    }

    // Within the stream

    @Test(arguments: [
        Case(directive: "interval=0 fault=drop:3", error: .answerCut),
        Case(directive: "interval=0 fault=cut:3", error: .answerCut),
        Case(directive: "interval=0 fault=error:3", error: .providerFailed),
        Case(directive: "interval=1ms tokens=100000 fault=garbage:3", error: .answerInvalid),
        Case(directive: "interval=1ms fault=stall:3", error: .idleTimeout),
        Case(
            directive: #"interval=0 preface=3 tool=x args={"title":"A"} fault=cut:2"#,
            error: .answerCut
        ),
    ])
    func `a stream that has begun ends in an error event and never in the end mark`(row: Case)
        throws
    {
        try GatewayScene.run({
            if row.error == .idleTimeout { $0.openai.idleTimeout = .milliseconds(200) }
        }) { scene in
            let response = try scene.response(to: .completion(row.directive, stream: true))
            try Self.check(response, scene, row, status: 200)
            #expect(response.events.count > 1)
            #expect(response.text.hasSuffix("}\n\n"))
        }
    }

    @Test func `a sign of life begins the stream, and what fails later is an event`() throws {
        try GatewayScene.run({
            $0.stream.keepalive = .milliseconds(20)
            $0.openai.firstTokenTimeout = .milliseconds(200)
        }) { scene in
            let response = try scene.response(to: .completion("fault=silence", stream: true))
            #expect(response.status == 200)
            #expect(response.text.hasPrefix(": ping\n\n"))
            #expect(response.openAIError?["code"] == "first_token_timeout")
            // What comes after a sign of life may still be a whole answer, and another try.
            let directive = "id=9 tokens=3 interval=0 fault=status:429 times=1 retry-after=0.1"
            let later = try scene.response(to: .completion(directive, stream: true))
            #expect(later.text.hasPrefix(": ping\n\n"))
            #expect(later.text.hasSuffix("data: [DONE]\n\n"))
        }
    }

    // Clients that leave

    @Test(
        arguments: [
            "fault=silence", "delay=60s", "interval=10ms tokens=100000",
            "interval=1ms fault=stall:3", "fault=status:429 retry-after=5",
        ],
        [true, false]
    )
    func `one who leaves takes the provider's answer with him`(
        directive: String,
        isStream: Bool
    ) throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            client.send(.completion(directive, stream: isStream))
            let isRetried = directive.contains("429")
            try scene.wait {
                scene.counters.statistics.started == 1
                    && (!isRetried || scene.counters.statistics.failed == 1)
            }
            try scene.harness.run(for: .milliseconds(10))
            scene.harness.loop.turn { client.close() }
            try scene.wait { isRetried || scene.counters.statistics.cancelled == 1 }
            try scene.wait { scene.streamCount == 0 }
            let line = try scene.logLine()
            #expect(line.outcome == "client_left")
            #expect(line.error_type == nil)
        }
    }

    // The end of the server

    @Test(arguments: [
        ("fault=silence", true, 503), ("fault=silence", false, 503),
        ("interval=1ms fault=stall:3", true, 200), ("fault=status:429 retry-after=5", true, 503),
    ])
    func `answers that are left at the deadline end with an honest error`(
        directive: String,
        isStream: Bool,
        status: Int
    ) throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            client.send(.completion(directive, stream: isStream))
            try scene.wait {
                scene.counters.statistics.started == 1 && (status != 200 || client.text.count > 100)
            }
            try scene.harness.run(for: .milliseconds(20))
            scene.order(.stopAccepting)
            scene.order(.endStreams)
            let response = try scene.response(of: client)
            #expect(response.status == status)
            #expect(response.openAIError?["code"] == "server_shutting_down")
            #expect(response.field("Retry-After") == (status == 503 ? "1" : nil))
            #expect(!response.text.contains("[DONE]"))
            client.close()
            try scene.wait { scene.workerHasEnded }
        }
    }

    @Test func `streams run on to their end while the server drains`() throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            client.send(.completion("interval=10ms tokens=30", stream: true))
            try scene.wait { client.text.contains("data: ") }
            scene.order(.announce)
            scene.order(.stopAccepting)
            let response = try scene.response(of: client)
            #expect(response.text.hasSuffix("data: [DONE]\n\n"))
            client.close()
            try scene.wait { scene.workerHasEnded }
        }
    }
}
