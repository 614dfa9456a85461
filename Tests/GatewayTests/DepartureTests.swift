// Where this server departs from the original on purpose, shown to its clients.

import AnswerKit
import Bytes
import Chat
import JSON
import MockProvider
import Policy
import TestKit
import Testing

@testable import Configuration
@testable import Gateway

/// Each test is a behaviour that the original promised and did not have, or had and should not.
@Suite struct DepartureTests {
    private static let origin = "Origin: http://localhost:5173"
    private static let card = #"tool=generateCard args={"title":"A"}"#

    private static func types(_ response: GatewayResponse) -> [String] {
        response.events.compactMap { $0["type"]?.string }
    }

    // Who may call

    // The original never asked for a key.
    @Test func `who has no key learns nothing, not even what exists`() throws {
        try GatewayScene.run({
            var key = Settings.APIKey()
            key.key = Secret("right-key-0123456789")
            $0.auth.mode = .apiKey
            $0.auth.apiKeys = [key]
        }) { scene in
            let right = "X-API-Key: right-key-0123456789"
            let unknown = try scene.response(to: .get("/nothing"))
            #expect(unknown.status == 401)
            #expect(try scene.response(to: .get("/nothing", right)).status == 404)
            var request = GatewayRequest.chat("tokens=1")
            request.body = "no JSON"
            #expect(try scene.response(to: request).status == 401)
            request.fields.append(right)
            #expect(try scene.response(to: request).status == 422)
            #expect(scene.counters.statistics.started == 0)
        }
    }

    /// The parts of a token that is good until 2100; others are made by changing one.
    private enum Token {
        static let secret = "a-secret-that-only-tests-may-know-0123456789"
        static let header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
        static let payload = "eyJzdWIiOiJtZSIsImV4cCI6NDEwMjQ0NDgwMH0"
        static let signature = "3TMaSSbE3WlL-fyMQE9zAGPN9HSsPE1LxipHF_ahDR8"
        static let good = "\(header).\(payload).\(signature)"
        /// Signed rightly, with a header that says `"crit":["exp"]`.
        static let critical =
            "eyJhbGciOiJIUzI1NiIsImNyaXQiOlsiZXhwIl19.\(payload)"
            + ".pESqSQSCu3thHdyp6BUbu82bsGfJRmIKHSQnPpQwEJY"
    }

    // The original answered some tokens with 500.
    @Test func `whatever is wrong in a token, the answer is 401 with a challenge`() throws {
        try GatewayScene.run({
            $0.auth.mode = .jwt
            $0.auth.jwt.secret = Secret(Token.secret)
        }) { scene in
            for scheme in ["Bearer", "bearer", "BEARER"] {
                let request = GatewayRequest.get(
                    "/models",
                    "Authorization: \(scheme) \(Token.good)"
                )
                #expect(try scene.response(to: request).status == 200)
            }
            let wrong = [
                "Bearer garbage", "Bearer ..", "Bearer \u{e9}", "Bearer", "Basic \(Token.good)",
                "Bearer \(Token.critical)", "Bearer \(Token.good)A",
                "Bearer \(Token.header).bm8gSlNPTg.\(Token.signature)",
                "Bearer bm8gSlNPTg.\(Token.payload).\(Token.signature)",
            ]
            for value in wrong {
                let response = try scene.response(to: .get("/models", "Authorization: \(value)"))
                #expect(response.status == 401, "\(value)")
                #expect(response.field("WWW-Authenticate") == "Bearer")
            }
        }
    }

    // Tools

    // The original ran its tools and kept what they showed to itself.
    @Test func `what a tool shows reaches the client`() throws {
        try GatewayScene.run { scene in
            let request = GatewayRequest.chat("\(Self.card) tokens=1 interval=0", tools: true)
            let response = try scene.response(to: request)
            let expected = ["tool-call", "tool-result", "text-delta", "finish"]
            #expect(Self.types(response) == expected)
            #expect(response.events[0]["toolName"] == "generateCard")
            #expect(response.events[0]["args"]?["title"] == "A")
            #expect(response.events[1]["toolCallId"] == response.events[0]["toolCallId"])
        }
    }

    @Test func `clients of the AI SDK see nothing of the original's shapes`() throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .uiChat("\(Self.card) tokens=3 interval=0"))
            #expect(!response.uiStream().text.isEmpty)
            let shapes: Set = ["tool-call", "tool-result"]
            #expect(shapes.isDisjoint(with: Self.types(response)))
            for key in ["textDelta", "args", "result", "error"] {
                #expect(response.events.allSatisfy { $0[key] == nil }, "\(key)")
            }
            let types = Self.types(response)
            #expect(types.contains("tool-input-available"))
            #expect(types.contains("tool-output-available"))
        }
    }

    // Models that say nothing

    // The original asked again, and paid again.
    @Test(arguments: [
        ("tokens=0", ChatError.answerEmpty), ("tokens=0 reasoning=3", .answerEmpty),
        ("tokens=0 finish=content_filter", .contentFiltered),
    ])
    func `a model that says nothing is asked once`(directive: String, error: ChatError) throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .chat("\(directive) interval=0"))
            #expect(response.ending == ["error", "\(error.sentence)"])
            #expect(response.events.count == 1)
            #expect(scene.counters.statistics.started == 1)
        }
    }

    @Test func `a model that has shown something need not say anything`() throws {
        try GatewayScene.run { scene in
            let request = GatewayRequest.chat("\(Self.card) tokens=0 interval=0", tools: true)
            let response = try scene.response(to: request)
            #expect(Self.types(response) == ["tool-call", "tool-result", "finish"])
            #expect(scene.counters.statistics.started == 2)
        }
    }

    // Errors

    // The original passed on what the provider said.
    @Test(arguments: [
        "fault=status:400", "fault=status:401", "fault=status:404", "fault=status:429",
        "fault=status:500", "fault=error:0", "fault=error:2", "fault=garbage:2", "fault=cut:2",
    ])
    func `a provider's failure is an event with a sentence of ours`(fault: String) throws {
        let sentences = ChatError.allCases.map { "\($0.sentence)" }
        try GatewayScene.run { scene in
            let directive = "interval=0 \(fault)"
            let mamba = try scene.response(to: .chat(directive))
            #expect(mamba.status == 200)
            #expect(mamba.ending[0] == "error")
            #expect(sentences.contains(mamba.ending[1] ?? ""))
            let ui = try scene.response(to: .uiChat(directive))
            #expect(ui.status == 200)
            #expect(ui.events.last?["type"] == "error")
            #expect(ui.events.last?["errorText"] == mamba.events.last?["error"])
        }
    }

    @Test(arguments: [false, true])
    func `what we refuse ourselves has a real status`(isUI: Bool) throws {
        let request = isUI ? GatewayRequest.uiChat("tokens=1") : .chat("tokens=1")
        try GatewayScene.run({ $0.limits.streamsMax = 0 }) { scene in
            let response = try scene.response(to: request)
            #expect(response.status == 503)
            let type = isUI ? "text/plain; charset=utf-8" : "application/json"
            #expect(response.field("Content-Type") == type)
            #expect(scene.counters.statistics.started == 0)
        }
        try GatewayScene.run { scene in
            var broken = request
            broken.body = "{}"
            let response = try scene.response(to: broken)
            #expect(response.status == 422)
            #expect(scene.counters.statistics.started == 0)
        }
    }

    // The original lost both with its own failures.
    @Test func `a failure of ours keeps its id, and pages of other origins can read it`() throws {
        try GatewayScene.run({ $0.limits.streamsMax = 0 }) { scene in
            let id = "123e4567-e89b-12d3-a456-426614174000"
            var request = GatewayRequest.chat("tokens=1")
            request.fields += [Self.origin, "X-Request-ID: \(id)"]
            let response = try scene.response(to: request)
            #expect(response.status == 503)
            #expect(response.field("X-Request-ID") == id)
            #expect(response.field("Access-Control-Allow-Origin") == "http://localhost:5173")
        }
    }

    // The stream

    // The original collected text for 100 milliseconds.
    @Test(arguments: ["", " merge=8"])
    func `each fragment of the provider is an event of its own`(layout: String) throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .chat("tokens=8 interval=0\(layout)"))
            let expected = Array(repeating: "text-delta", count: 8) + ["finish"]
            #expect(Self.types(response) == expected)
            #expect(try scene.logLine().text_events == 8)
        }
    }

    @Test func `a fragment is sent when it comes`() throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            client.send(.chat("fault=stall:1"))
            try scene.wait { client.text.contains("text-delta") }
            #expect(client.response?.isComplete == false)
        }
    }

    // The original showed the words of its JSON parser.
    @Test func `one event that cannot be read is one error and no finish`() throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .chat("tokens=9 interval=0 fault=garbage:2"))
            #expect(Self.types(response) == ["text-delta", "text-delta", "error"])
            #expect(response.ending == ["error", "\(ChatError.answerInvalid.sentence)"])
            #expect(scene.counters.statistics.started == 1)
        }
    }

    // The process and its limits

    // The original was not ready when its provider was not.
    @Test func `readiness is about this process alone, and asks nobody`() throws {
        try GatewayScene.run({
            $0.health.openaiCheckEnabled = true
            $0.limits.streamsMax = 1
        }) { scene in
            let ready = try scene.response(to: .get("/health/ready"))
            #expect(ready.status == 200)
            #expect(ready.json?["checks"]?["openai"]?["message"] == "Not checked yet")
            #expect(scene.counters.statistics.connections == 0)
            let client = try scene.connect()
            client.send(.chat("fault=stall:1"))
            try scene.wait { client.text.contains("text-delta") }
            #expect(try scene.response(to: .get("/health/ready")).status == 503)
            client.close()
            try scene.wait { scene.streamCount == 0 }
            #expect(try scene.response(to: .get("/health/ready")).status == 200)
            scene.order(.announce)
            let leaving = try scene.response(to: .get("/health/ready"))
            #expect(leaving.status == 503)
            #expect(leaving.json?["status"] == "unhealthy")
        }
    }

    @Test func `the interface is described to everybody`() throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .get("/openapi.json", "Connection: close"))
            #expect(response.json?["openapi"] == "3.1.0")
            #expect(response.json?["paths"]?["/chat"]?["post"] != nil)
            let page = try scene.response(to: .get("/docs", "Connection: close"))
            #expect(page.status == 200)
            #expect(!page.text.contains("src=\"http"))
        }
    }

    @Test func `what is too large is refused by its kind`() throws {
        try GatewayScene.run({
            $0.limits.bodyBytesMax = 1000
            $0.limits.requestLineBytesMax = 100
            $0.limits.headBytesMax = 2000
            $0.limits.headerCountMax = 10
        }) { scene in
            let long = String(repeating: "x", count: 2000)
            let body = try scene.response(to: .chat(long))
            #expect(body.status == 413)
            #expect(try scene.response(to: .get("/" + long.prefix(200))).status == 414)
            #expect(try scene.response(to: .get("/models", "X: \(long)")).status == 431)
            var request = GatewayRequest.get("/models")
            request.fields = Array(repeating: "X: y", count: 20)
            #expect(try scene.response(to: request).status == 431)
            #expect(try scene.response(to: .get("/models")).status == 200)
        }
    }
}
