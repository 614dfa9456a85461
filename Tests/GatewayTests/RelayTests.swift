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

/// Answers to clients of OpenAI's API, from end to end: client, server and provider on sockets.
@Suite struct RelayTests {
    /// The text that the mock writes for a directive.
    private static func expected(_ directive: String) throws -> String {
        var script = MockScript()
        try script.apply(directive: directive)
        return MockText.expected(script)
    }

    // Streams

    @Test(arguments: [
        "", " split", " crlf", " comments", " multiline", " obfuscation", " merge=7",
        " crlf comments multiline split", " done=no", " usage=no", " reasoning=5", " bytes=300",
    ])
    func `a stream is the provider's chunks, however it comes`(layout: String) throws {
        try GatewayScene.run { scene in
            let directive = "id=5 tokens=60 interval=0" + layout
            let response = try scene.response(to: .completion(directive, stream: true))
            #expect(response.status == 200)
            #expect(response.field("Content-Type") == "text/event-stream; charset=utf-8")
            #expect(response.field("Cache-Control") == "no-cache, no-transform")
            #expect(response.completionText == (try Self.expected(directive)))
            #expect(response.text.hasSuffix("data: [DONE]\n\n"))
            let chunks = response.events
            #expect(chunks.allSatisfy { $0["object"] == "chat.completion.chunk" })
            #expect(chunks.allSatisfy { $0["model"] == "gpt-4o" })
            #expect(chunks.last?["choices"]?[0]?["finish_reason"] == "stop")
            let line = try scene.logLine()
            #expect(line.text_events == 60)
            #expect(line.finish_reason == "stop")
            #expect(line.attempts == 1)
            #expect(line.steps == 1)
            #expect((line.prompt_tokens ?? 0 > 0) == !layout.contains("usage=no"))
        }
    }

    @Test func `the usage chunk reaches only who asked for it`() throws {
        try GatewayScene.run { scene in
            let asked = try scene.response(
                to: .completion("tokens=2 interval=0", stream: true, usage: true)
            )
            #expect(asked.events.last?["usage"]?["total_tokens"] != nil)
            let unasked = try scene.response(to: .completion("tokens=2 interval=0", stream: true))
            #expect(unasked.events.count == asked.events.count - 1)
            #expect(try scene.logLines(2).allSatisfy { $0.prompt_tokens ?? 0 > 0 })
        }
    }

    @Test func `tool calls come as the model makes them, and nobody answers them`() throws {
        try GatewayScene.run { scene in
            let directive = #"interval=0 tool=anything args={"a":1} fragment=1"#
            let response = try scene.response(to: .completion(directive, stream: true))
            let calls = response.events.compactMap {
                $0["choices"]?[0]?["delta"]?["tool_calls"]?[0]
            }
            #expect(calls.first?["function"]?["name"] == "anything")
            let arguments = calls.compactMap { $0["function"]?["arguments"]?.string }.joined()
            #expect(arguments == #"{"a":1}"#)
            #expect(scene.counters.statistics.started == 1)
        }
    }

    @Test func `a slow client holds the provider back, and loses nothing`() throws {
        try GatewayScene.run { scene in
            let directive = "id=4 tokens=4000 interval=0 bytes=4000 merge=4"
            let client = try scene.connect()
            client.stopReading()
            client.send(.completion(directive, stream: true))
            try scene.wait { scene.counters.statistics.started == 1 }
            try scene.harness.run(for: .milliseconds(200))
            #expect(scene.counters.statistics.open == 1)
            client.startReading()
            let response = try scene.response(of: client)
            let isExpected = response.completionText == (try Self.expected(directive))
            #expect(isExpected)
            #expect(response.text.hasSuffix("data: [DONE]\n\n"))
        }
    }

    // Whole answers

    @Test func `a whole answer is the provider's JSON`() throws {
        try GatewayScene.run { scene in
            let directive = "id=3 tokens=20 interval=0"
            let response = try scene.response(to: .completion(directive))
            #expect(response.status == 200)
            #expect(response.field("Content-Type") == "application/json")
            #expect(response.json?["object"] == "chat.completion")
            let message = response.json?["choices"]?[0]?["message"]
            #expect(message?["content"]?.string == (try Self.expected(directive)))
            let line = try scene.logLine()
            #expect(line.finish_reason == "stop")
            #expect(line.prompt_tokens ?? 0 > 0)
            #expect(line.steps == 1)
        }
    }

    @Test func `a whole answer has no limit but the total`() throws {
        try GatewayScene.run({
            $0.openai.firstTokenTimeout = .milliseconds(50)
            $0.openai.idleTimeout = .milliseconds(50)
            $0.stream.keepalive = .milliseconds(20)
        }) { scene in
            let response = try scene.response(to: .completion("delay=300ms tokens=2 interval=0"))
            #expect(response.status == 200)
            #expect(response.json?["object"] == "chat.completion")
        }
    }

    @Test func `what the client asks for reaches the provider byte for byte`() throws {
        let body =
            #"{ "temperature":0.70,"model":"openai/gpt-x", "messages":[{"role":"user","content":"\u0041"}],"#
            + #""tools":[{"model":"openai/y"}],"seed":1e3,"metadata":{"stream":true} }"#
        let answer = #" {"id":"x", "choices":[] ,"ünknown":1.50} "#
        try LoopHarness.run { harness in
            let provider = try ScriptedProvider(harness) { _ in [.whole(201, answer)] }
            defer { provider.stop() }
            try GatewayScene.run({ $0.openai.baseURL = provider.url("/v1") }) { scene in
                let response = try scene.response(to: .post("/v1/chat/completions", body))
                #expect(response.status == 201)
                #expect(response.text == answer)
            }
            try harness.run { provider.requests.count == 1 }
            let request = provider.requests[0]
            #expect(String(request.body.span) == body.replacing("openai/gpt-x", with: "gpt-x"))
            #expect(request.field("Authorization") == "Bearer test-key")
        }
    }

    // The models

    @Test func `models are listed and described in OpenAI's form`() throws {
        try GatewayScene.run { scene in
            let list = try scene.response(to: .get("/v1/models"))
            #expect(list.json?["object"] == "list")
            let ids = list.json?["data"]?.array?.compactMap { $0["id"]?.string } ?? []
            #expect(ids.contains("openai/gpt-4o"))
            for path in ["openai/gpt-4o", "openai%2Fgpt-4o"] {
                let one = try scene.response(to: .get("/v1/models/" + path))
                #expect(one.json?["id"] == "openai/gpt-4o")
                #expect(one.json?["object"] == "model")
            }
        }
    }

    // Local refusals

    /// A request that is refused here.
    struct Refused: Sendable, CustomTestStringConvertible {
        let request: GatewayRequest
        let status: Int
        let code: String
        var testDescription: String { "\(request.line) \(code)" }
    }

    @Test(arguments: [
        Refused(request: .get("/v1/models/none"), status: 404, code: "model_not_found"),
        Refused(request: .get("/v1/nothing"), status: 404, code: "unknown_url"),
        Refused(request: .get("/v1/chat/completions"), status: 405, code: "method_not_allowed"),
        Refused(
            request: .other("DELETE", "/v1/models/openai/gpt-4o"),
            status: 405,
            code: "method_not_allowed"
        ),
        Refused(request: .post("/v1/chat/completions", "{"), status: 400, code: "invalid_request"),
        Refused(
            request: .post("/v1/chat/completions", #"{"model":"x"}"#),
            status: 400,
            code: "invalid_request"
        ),
        Refused(
            request: .post("/v1/chat/completions", #"{"model":"a b","messages":[{}]}"#),
            status: 404,
            code: "model_not_found"
        ),
        Refused(
            request: .post("/v1/chat/completions", "{}", type: "text/plain"),
            status: 400,
            code: "invalid_request"
        ),
        Refused(
            request: .post("/v1/chat/completions", String(repeating: "x", count: 101)),
            status: 413,
            code: "request_too_large"
        ),
    ])
    func `refusals are in OpenAI's form`(row: Refused) throws {
        try GatewayScene.run({ $0.limits.bodyBytesMax = 100 }) { scene in
            let response = try scene.response(to: row.request)
            #expect(response.status == row.status)
            #expect(response.field("Content-Type") == "application/json")
            let error = response.json?["error"]
            #expect(error?["code"]?.string == row.code)
            #expect(error?["type"] == "invalid_request_error")
            #expect(error?["message"]?.string?.isEmpty == false)
            #expect(scene.counters.statistics.started == 0)
        }
    }

    @Test func `clients show their key as a bearer token`() throws {
        try GatewayScene.run({
            $0.auth.mode = .apiKey
            $0.auth.apiKeys = [.init(key: Secret("sk-right"), name: "me")]
        }) { scene in
            let right = try scene.response(
                to: .get("/v1/models", "Authorization: Bearer sk-right")
            )
            #expect(right.status == 200)
            for fields in [["Authorization: Bearer sk-wrong"], []] {
                var request = GatewayRequest.get("/v1/models")
                request.fields = fields
                let wrong = try scene.response(to: request)
                #expect(wrong.status == 401)
                #expect(wrong.field("WWW-Authenticate") == "Bearer")
                #expect(wrong.json?["error"]?["code"] == "invalid_api_key")
            }
            let other = try scene.response(to: .get("/models"))
            #expect(other.json?["code"] == "AUTH_INVALID")
        }
    }

    @Test(arguments: [true, false])
    func `one answer too many is turned away`(isStream: Bool) throws {
        try GatewayScene.run({ $0.limits.streamsMax = 1 }) { scene in
            let first = try scene.connect()
            first.send(.completion("fault=silence", stream: isStream))
            try scene.wait { scene.counters.statistics.started == 1 }
            let second = try scene.response(to: .completion("tokens=1", stream: isStream))
            #expect(second.status == 503)
            #expect(second.field("Retry-After") == "1")
            #expect(second.json?["error"]?["code"] == "overloaded")
            first.close()
            try scene.wait { scene.streamCount == 0 }
        }
    }
}

extension GatewayRequest {
    /// A request of a client of OpenAI's API whose only message tells the mock what to do.
    static func completion(
        _ directive: String,
        stream: Bool = false,
        usage: Bool = false
    ) -> GatewayRequest {
        var members = [
            #""model":"gpt-4o""#,
            #""messages":[{"role":"user","content":\#(JSONValue.string("#mock " + directive))}]"#,
        ]
        if stream { members.append(#""stream":true"#) }
        if usage { members.append(#""stream_options":{"include_usage":true}"#) }
        return post("/v1/chat/completions", "{\(members.joined(separator: ","))}")
    }

    /// A request with a body.
    static func post(
        _ path: String,
        _ body: String,
        type: String = "application/json"
    ) -> GatewayRequest {
        GatewayRequest(
            line: "POST \(path) HTTP/1.1",
            fields: ["Content-Type: \(type)"],
            body: body
        )
    }
}

extension GatewayResponse {
    /// The text of a stream of chat completion chunks.
    var completionText: String {
        events.compactMap { $0["choices"]?[0]?["delta"]?["content"]?.string }.joined()
    }

    /// The code of the error that ends a stream, or that was answered instead of one.
    var openAIError: JSONValue? { (json ?? events.last)?["error"] }
}
