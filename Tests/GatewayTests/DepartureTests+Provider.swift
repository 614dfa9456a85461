// Where this server departs from the original on purpose, shown to its provider.

import AnswerKit
import Bytes
import Chat
import JSON
import MockProvider
import Reactor
import TestKit
import Testing

@testable import Configuration
@testable import Gateway

extension DepartureTests {
    /// What a client was answered, and what the provider was asked for it.
    private struct Dialogue {
        let response: GatewayResponse
        let asked: [JSONValue]
    }

    /// Lets a client ask a server whose provider answers as a script says.
    ///
    /// - Parameter script: The answer to the provider's request with this body.
    private static func dialogue(
        _ request: GatewayRequest,
        _ settings: (inout Settings) -> Void = { _ in },
        script: @escaping @Sendable (String) -> [ScriptedProvider.Step]
    ) throws -> Dialogue {
        var dialogue: Dialogue?
        try LoopHarness.run { harness in
            let provider = try ScriptedProvider(harness) { script(String($0.body.span)) }
            defer { provider.stop() }
            var response: GatewayResponse?
            try GatewayScene.run({
                $0.openai.baseURL = provider.url("/v1")
                settings(&$0)
            }) { scene in
                response = try scene.response(to: request)
            }
            // Told in order: when the connections have closed, all requests are known.
            try harness.run { provider.acceptedCount > 0 && provider.openCount == 0 }
            let asked = try provider.requests.map { try JSONValue(parsing: $0.body.span) }
            dialogue = Dialogue(response: try #require(response), asked: asked)
        }
        return try #require(dialogue)
    }

    /// A stream with these deltas.
    private static func stream(
        _ deltas: JSONValue...,
        finish: JSONValue = "stop"
    ) -> [ScriptedProvider.Step] {
        let chunks = deltas.map { chunk($0, finish: nil) } + [chunk([:], finish: finish)]
        return [.streamHead] + chunks + [.chunk("data: [DONE]\n\n"), .lastChunk]
    }

    private static func chunk(_ delta: JSONValue, finish: JSONValue) -> ScriptedProvider.Step {
        let choice: JSONValue = ["index": 0, "delta": delta, "finish_reason": finish]
        let chunk: JSONValue = ["id": "c", "choices": [choice]]
        return .chunk("data: \(chunk)\n\n")
    }

    private static func request(_ path: String, _ body: JSONValue) -> GatewayRequest {
        var request = GatewayRequest.other("POST", path, "Content-Type: application/json")
        request.body = body.description
        return request
    }

    private static func message(_ role: JSONValue, _ parts: JSONValue...) -> JSONValue {
        ["id": "1", "role": role, "parts": .array(parts)]
    }

    private static let hello: JSONValue = ["type": "text", "text": "hello"]

    // Models

    // The original refused names with a dot, and never looked into its list of models.
    @Test(arguments: [
        ("openai/gpt-4.1-mini", "gpt-4.1-mini"),
        ("openai/ft:gpt-4o:acme::a_b@1+2", "ft:gpt-4o:acme::a_b@1+2"),
        ("openai/meta/llama-3.1", "meta/llama-3.1"), ("house model", "gpt-4o-2024-08-06"),
        ("openai/alias", "o3"),
    ])
    func `a model is asked for by the provider's own name`(id: String, name: String) throws {
        let body: JSONValue = [
            "messages": [Self.message("user", Self.hello)], "model": .string(id),
        ]
        let dialogue = try Self.dialogue(Self.request("/chat/completions", body)) {
            var house = Settings.Model()
            house.id = "house model"
            house.openaiModel = "gpt-4o-2024-08-06"
            var alias = Settings.Model()
            alias.id = "openai/alias"
            alias.openaiModel = "o3"
            $0.models = [house, alias]
        } script: { _ in
            Self.stream(["content": "hi"])
        }
        #expect(dialogue.response.mambaText == "hi")
        #expect(dialogue.asked.map { $0["model"]?.string } == [name])
    }

    @Test(arguments: ["gpt-4o", "openai/", "openai/a b", "openai/é", "OpenAI/gpt-4o", "other/x"])
    func `any other model is refused`(id: String) throws {
        try GatewayScene.run { scene in
            let body: JSONValue = [
                "messages": [Self.message("user", Self.hello)], "model": .string(id),
            ]
            let response = try scene.response(to: Self.request("/chat/completions", body))
            #expect(response.status == 422)
            #expect(scene.counters.statistics.started == 0)
        }
    }

    // Tools

    // The original offered all of its tools if any was named, without what their fields may be.
    @Test func `only the tools that are named are offered, with all that is known of them`() throws
    {
        let body: JSONValue = [
            "messages": [Self.message("user", Self.hello)], "model": "openai/gpt-4o",
            "tools": ["generateForm", "launchRockets"],
        ]
        let dialogue = try Self.dialogue(Self.request("/chat/completions", body)) { _ in
            Self.stream(["content": "hi"])
        }
        #expect(dialogue.response.ending == ["finish", nil])
        let tools = try #require(dialogue.asked.first?["tools"]?.array)
        #expect(tools.map { $0["function"]?["name"] } == ["generateForm"])
        let parameters = tools[0]["function"]?["parameters"]
        #expect(parameters?["properties"]?["fields"]?["items"]?["$ref"] == "#/$defs/FormField")
        let type = parameters?["$defs"]?["FormField"]?["properties"]?["type"]
        #expect(type?["enum"]?.array?.contains("slider") == true)
    }

    @Test func `a refused call is told to the model and not shown`() throws {
        let body: JSONValue = [
            "messages": [Self.message("user", Self.hello)], "model": "openai/gpt-4o",
            "tools": ["generateCard"],
        ]
        let call: JSONValue = [
            "index": 0, "id": "call-1", "type": "function",
            "function": ["name": "generateCard", "arguments": #"{"nope":1}"#],
        ]
        let dialogue = try Self.dialogue(Self.request("/chat/completions", body)) { asked in
            asked.contains(#""role":"tool""#)
                ? Self.stream(["content": "sorry"])
                : Self.stream(["tool_calls": [call]], finish: "tool_calls")
        }
        let types = dialogue.response.events.map { $0["type"]?.string }
        #expect(types == ["text-delta", "finish"])
        #expect(dialogue.asked.count == 2)
        let answer = try #require(dialogue.asked.last?["messages"]?.array?.last)
        #expect(answer["tool_call_id"] == "call-1")
        #expect(answer["content"]?.string?.contains("validation error") == true)
    }

    // The original refused the next message of such a conversation.
    @Test func `calls that nobody answered do not end a conversation`() throws {
        func call(_ name: JSONValue, _ id: JSONValue) -> JSONValue {
            [
                "type": "tool-invocation", "toolCallId": id, "toolName": name,
                "args": ["title": "A"],
            ]
        }
        let body: JSONValue = [
            "messages": [
                Self.message("user", Self.hello),
                Self.message("assistant", call("generateCard", "c1"), call("other", "c2")),
                Self.message("user", Self.hello),
            ],
            "model": "openai/gpt-4o",
        ]
        let dialogue = try Self.dialogue(Self.request("/chat/completions", body)) { _ in
            Self.stream(["content": "hi"])
        }
        #expect(dialogue.response.mambaText == "hi")
        #expect(dialogue.response.ending == ["finish", nil])
        let messages = try #require(dialogue.asked.first?["messages"]?.array)
        let answers = messages.filter { $0["role"] == "tool" }
        #expect(answers.map { $0["tool_call_id"] } == ["c1"])
        #expect(answers.map { $0["content"] } == [#"{"title":"A"}"#])
        let calls = messages.compactMap { $0["tool_calls"]?.array }.joined()
        #expect(calls.map { $0["id"] } == ["c1"])
    }

    // Answers

    @Test func `a refusal is shown as text`() throws {
        let dialogue = try Self.dialogue(.chat("")) { _ in Self.stream(["refusal": "I will not."]) }
        #expect(dialogue.response.mambaText == "I will not.")
        #expect(dialogue.response.ending == ["finish", nil])
        #expect(dialogue.asked.count == 1)
    }

    @Test func `what is no Unicode is replaced, and the answer goes on`() throws {
        let dialogue = try Self.dialogue(.chat("")) { _ in
            let start = #"data: {"id":"c","choices":[{"index":0,"delta":{"content":"#
            let broken =
                Array((start + "\"b").utf8) + [0xFF] + Array("\"}}]}\n\n".utf8)
            let size = Array("\(String(broken.count, radix: 16))\r\n".utf8)
            return [
                .streamHead, .chunk(start + "\"a\\ud800\"}}]}\n\n"),
                .send(size + broken + [0x0D, 0x0A]), Self.chunk(["content": "c"], finish: "stop"),
                .chunk("data: [DONE]\n\n"), .lastChunk,
            ]
        }
        #expect(dialogue.response.mambaText == "a\u{FFFD}b\u{FFFD}c")
        #expect(dialogue.response.ending == ["finish", nil])
    }

    @Test func `a provider's words stay away from the client`() throws {
        let dialogue = try Self.dialogue(.uiChat("")) { _ in
            [.whole(400, #"{"error":{"message":"org-123 has a private address"}}"#)]
        }
        #expect(dialogue.response.status == 200)
        #expect(!dialogue.response.text.contains("org-123"))
        let sentence = "\(ChatError.requestRefused.sentence)"
        #expect(dialogue.response.events.last?["errorText"] == .string(sentence))
    }

    // Titles

    // The original called blanks a title.
    @Test(arguments: ["", "  \n", "\"\""])
    func `an empty title is none`(text: String) throws {
        let request = Self.request(
            "/title/generate",
            ["userMessage": "hello", "conversationId": "1"]
        )
        let dialogue = try Self.dialogue(request) { _ in
            let message: JSONValue = ["role": "assistant", "content": .string(text)]
            let choice: JSONValue = ["index": 0, "message": message, "finish_reason": "stop"]
            let answer: JSONValue = ["id": "c", "choices": [choice]]
            return [.whole(200, answer.description, "Content-Type: application/json")]
        }
        #expect(dialogue.response.status == 200)
        #expect(dialogue.response.json == ["title": "", "useFallback": true])
    }

    // Health

    /// Runs a test with a probe and the provider that it asks.
    private static func probe(
        interval: Duration,
        _ body: (LoopHarness, ProviderProbe, ScriptedProvider) throws -> Void
    ) throws {
        try LoopHarness.run { harness in
            let provider = try ScriptedProvider(harness) { _ in [.whole(200, "{}")] }
            defer { provider.stop() }
            var settings = Settings()
            settings.openai.baseURL = provider.url("/v1")
            settings.openai.apiKey = Secret("test-key")
            settings.health.checkInterval = interval
            let probe = try ProviderProbe(on: harness.loop, settings)
            defer { probe.close() }
            try body(harness, probe, provider)
        }
    }

    // The original asked its provider anew for each caller.
    @Test func `callers share one check, and its answer is used for an interval`() throws {
        try Self.probe(interval: .seconds(600)) { harness, probe, provider in
            var checks: [ProviderCheck] = []
            for _ in 0..<2 { probe.check { checks.append($0) } }
            try harness.run { checks.count == 2 && provider.requests.count == 1 }
            #expect(checks.allSatisfy { $0.isHealthy })
            #expect(provider.requests[0].lines[0] == "GET /v1/models HTTP/1.1")
            // Answered before the call returns: nobody was asked.
            probe.check { checks.append($0) }
            #expect(checks.count == 3)
            #expect(provider.acceptedCount == 1)
        }
    }

    @Test func `an interval of zero asks each time`() throws {
        try Self.probe(interval: .zero) { harness, probe, provider in
            for count in 1...3 {
                var checks: [ProviderCheck] = []
                for _ in 0..<2 { probe.check { checks.append($0) } }
                try harness.run { checks.count == 2 && provider.requests.count == count }
            }
            #expect(provider.requests.count == 3)
        }
    }
}
