import AnswerKit
import Bytes
import Chat
import JSON
import TestKit
import Testing

@testable import Configuration
@testable import Gateway

/// What the server says to its provider, and what it makes of answers and refusals, over real sockets.
@Suite struct ProviderDialogueTests {
    private typealias Step = ScriptedProvider.Step
    private typealias Script = @Sendable (ScriptedProvider.Request) -> [Step]

    /// What clients were answered, what the provider was asked, and what the log has about each.
    private struct Dialogue {
        var responses: [GatewayResponse] = []
        var asked: [ScriptedProvider.Request] = []
        var lines: [LogLine] = []

        var bodies: [JSONValue] { asked.compactMap { try? JSONValue(parsing: $0.body.span) } }
    }

    /// Lets clients ask one after the other.
    private static func dialogue(
        _ requests: [GatewayRequest],
        _ settings: (inout Settings) -> Void = { _ in },
        script: @escaping Script
    ) throws -> Dialogue {
        var dialogue = Dialogue()
        try LoopHarness.run { harness in
            let provider = try ScriptedProvider(harness, script: script)
            defer { provider.stop() }
            try GatewayScene.run({
                $0.openai.baseURL = provider.url("/v1")
                settings(&$0)
            }) { scene in
                for (index, request) in requests.enumerated() {
                    dialogue.responses.append(try scene.response(to: request))
                    _ = try scene.logLines(index + 1)
                }
                dialogue.lines = try scene.logLines()
            }
            // Told in order: when the connections have closed, all requests are known.
            try harness.run { provider.acceptedCount > 0 && provider.openCount == 0 }
            dialogue.asked = provider.requests
        }
        return dialogue
    }

    private static let completion = GatewayRequest.post(
        "/v1/chat/completions",
        ["model": "m", "stream": true, "messages": [["role": "user", "content": "hi"]]]
    )
    private static let title = GatewayRequest.post(
        "/title/generate",
        ["userMessage": "hi", "conversationId": "1"]
    )
    private static let hello = Dialect.Part.hello.text
    private static let whole = hello + Dialect.Part.stop.text
    private static let done = "data: [DONE]\n\n"

    private static func good(_ text: String = whole + done) -> [Step] {
        [.streamHead, .chunk(text), .lastChunk]
    }

    private static func refusal(_ status: Int, _ fields: [String] = [], _ body: String = "")
        -> [Step]
    {
        let lines =
            ["HTTP/1.1 \(status) No", "Content-Length: \(body.utf8.count)"] + fields + ["", ""]
        return [.send(Array((lines.joined(separator: "\r\n") + body).utf8))]
    }

    // What is asked

    @Test func `header fields and a query of the operator's own are sent with each request`() throws
    {
        let dialogue = try Self.dialogue(
            [.chat("x"), Self.completion, Self.title],
            {
                $0.openai.apiKey = Secret("sk-of-the-settings")
                $0.openai.headers = [
                    NamedSecret("api-key", Secret("k3y")),
                    NamedSecret("user-agent", Secret("theirs/1")),
                    NamedSecret("Accept", Secret("text/event-stream")),
                ]
                $0.openai.query = [
                    NamedSecret("api-version", Secret("2024-10-21")),
                    NamedSecret("a b", Secret("ü&=/~")),
                ]
            }
        ) { _ in Self.good() }
        #expect(dialogue.asked.count == 3)
        for request in dialogue.asked {
            #expect(request.field("api-key") == "k3y")
            let lines = request.lines.map { $0.lowercased() }
            #expect(lines.filter { $0.hasPrefix("user-agent:") } == ["user-agent: theirs/1"])
            #expect(lines.filter { $0.hasPrefix("accept:") } == ["accept: text/event-stream"])
            #expect(request.field("Authorization") == "Bearer sk-of-the-settings")
            let target = "/v1/chat/completions?api-version=2024-10-21&a%20b=%C3%BC%26%3D%2F~"
            #expect(request.lines.first == "POST \(target) HTTP/1.1")
        }
    }

    @Test func `the provider learns who asks and under which id`() throws {
        let dialogue = try Self.dialogue([.chat("x"), Self.completion, Self.title]) { _ in
            Self.good()
        }
        #expect(dialogue.asked.count == 3)
        for (request, line) in zip(dialogue.asked, dialogue.lines) {
            #expect(request.field("User-Agent") == "mamba/\(MambaVersion.current)")
            #expect(request.field("X-Request-ID") == line.request_id)
            #expect(request.field("X-Client-Request-Id") == line.request_id)
        }
    }

    @Test(arguments: [400, 422])
    func `who refuses stream_options is asked once more without them, and then never again`(
        status: Int
    ) throws {
        let dialogue = try Self.dialogue([.chat("x"), Self.completion, .uiChat("x")]) {
            $0.openai.maxRetries = 1
            $0.retry.budgetRatio = 0
            $0.retry.budgetPerSecond = 0
        } script: { request in
            String(request.body.span).contains("stream_options")
                ? Self.refusal(status, [], #"{"detail":[{"loc":["body","stream_options"]}]}"#)
                : Self.good()
        }
        #expect(dialogue.bodies.map { $0["stream_options"] != nil } == [true, false, false, false])
        #expect(dialogue.bodies.allSatisfy { $0["stream"] == true })
        #expect(dialogue.responses[0].ending == ["finish", nil])
        #expect(dialogue.responses[1].text == Self.whole + Self.done)
        #expect(dialogue.lines.allSatisfy { $0.error_type == nil })
    }

    @Test func `who refuses everything is asked once more, and no more`() throws {
        let dialogue = try Self.dialogue([.chat("x")]) { _ in
            Self.refusal(400, [], "stream_options and all else")
        }
        #expect(dialogue.asked.count == 2)
        #expect(dialogue.lines[0].error_type == ChatError.requestRefused.code)
    }

    @Test func `what the settings say of models is sent at every door`() throws {
        let requests = [GatewayRequest.chat("x"), .uiChat("x"), Self.completion, Self.title]
        let dialogue = try Self.dialogue(
            requests,
            {
                $0.modelDefaults.parameters = [.init(name: "seed", json: "7")]
                $0.modelDefaults.parameterLimits = [.init(name: "max_tokens", most: 99)]
                $0.modelDefaults.systemPrompt = "Be brief."
                $0.title.maxTokens = 60
            }
        ) { _ in Self.good() }
        #expect(dialogue.bodies.map { $0["seed"]?.number?.asInt } == [7, 7, 7, 7])
        #expect(dialogue.bodies.map { $0["max_tokens"]?.number?.asInt } == [99, 99, 99, 60])
        let first = dialogue.bodies.map { $0["messages"]?[0]?["content"]?.string }
        #expect(first[..<3] == ["Be brief.", "Be brief.", "Be brief."])
        // A title has a prompt of its own.
        #expect(first[3] != "Be brief.")
    }

    @Test func `arguments that are no JSON go back as none, with what was wrong`() throws {
        let arguments = #"{\"title\": \"sw"#
        let call = Dialect.Part.call(
            #""index":0,"id":"c","function":{"name":"generateCard","arguments":"\#(arguments)"}"#
        )
        let cut = call.text + Dialect.Part.delta("{}", finish: "length").text + Self.done
        let dialogue = try Self.dialogue([.uiChat("x")]) { request in
            String(request.body.span).contains("tool_call_id") ? Self.good() : Self.good(cut)
        }
        let told = dialogue.bodies[1]["messages"]
        #expect(told?[1]?["tool_calls"]?[0]?["function"]?["arguments"]?.string == "{}")
        #expect(told?[2]?["content"]?.string?.contains("Invalid JSON") == true)
        #expect(dialogue.responses[0].text.contains("Hello"))
    }

    @Test(arguments: [#"{}"#, #"{"content":""}"#, #"{"reasoning_content":"Hm."}"#])
    func `nothing to say after a refused call is an empty answer`(delta: String) throws {
        let call = Dialect.Part.call(
            #""index":0,"id":"c","function":{"name":"generateCard","arguments":"[]"}"#,
            finish: "tool_calls"
        )
        let dialogue = try Self.dialogue([.chat("x", tools: true)]) { request in
            let isFirst = !String(request.body.span).contains("tool_call_id")
            let empty = Dialect.Part.delta(delta, finish: "stop").text
            return Self.good((isFirst ? call.text : empty) + Self.done)
        }
        #expect(dialogue.responses[0].ending == ["error", "\(ChatError.answerEmpty.sentence)"])
    }

    // How answers end

    @Test(
        arguments: [
            [.reset], [.end], [.send(Array("zz\r\n".utf8))], [.stall],
            [.chunk(Dialect.Part.usage.text), .end],
        ] as [[ScriptedProvider.Step]]
    )
    func `whatever comes behind the reason, the answer is whole`(ending: [ScriptedProvider.Step])
        throws
    {
        let dialogue = try Self.dialogue([.chat("x"), Self.completion]) { _ in
            [.streamHead, .chunk(Self.whole), .wait(.milliseconds(20))] + ending
        }
        #expect(dialogue.asked.count == 2)
        #expect(dialogue.responses[0].ending == ["finish", nil])
        #expect(dialogue.responses[0].mambaText == "Hello there.")
        #expect(dialogue.responses[1].text == Self.whole + Self.done)
        #expect(dialogue.lines.allSatisfy { $0.error_type == nil && $0.finish_reason == "stop" })
        if ending.count == 2 { #expect(dialogue.lines.allSatisfy { $0.prompt_tokens == 7 }) }
    }

    @Test func `a try that told no more than the role is repeated`() throws {
        let role = Dialect.Part.delta(#"{"role":"assistant","content":""}"#).text
        for request in [GatewayRequest.chat("x"), Self.completion] {
            let dialogue = try Self.dialogue([request]) { request in
                request.connection == 0
                    ? [.streamHead, .chunk(role), .wait(.milliseconds(20)), .reset] : Self.good()
            }
            #expect(dialogue.responses[0].text.contains("there."))
            #expect(dialogue.lines[0].attempts == 2)
        }
    }

    // Refusals

    @Test(
        arguments: [
            (429, "Retry-After: 30", ["30", nil]), (503, "Retry-After: 30", ["30", nil]),
            (
                429, "Retry-After: Thu, 21 Oct 2038 07:28:00 GMT",
                ["Thu, 21 Oct 2038 07:28:00 GMT", nil]
            ),
            (503, "retry-after-ms: 30500", ["31", "30500"]), (529, "X: y", [nil, nil]),
            (500, "Retry-After: soon", [nil, nil]),
        ] as [(Int, String, [String?])]
    )
    func `when to ask again is passed on`(status: Int, field: String, told: [String?]) throws {
        let dialogue = try Self.dialogue([Self.completion]) { _ in
            Self.refusal(status, [field])
        }
        let response = dialogue.responses[0]
        #expect(response.status == (status == 429 ? 429 : 502))
        #expect([response.field("Retry-After"), response.field("retry-after-ms")] == told)
    }

    @Test(arguments: ["retry-after-ms: 300", "Retry-After: 0.3"])
    func `when to ask again is obeyed`(field: String) throws {
        let dialogue = try Self.dialogue([Self.completion]) { request in
            request.connection == 0 ? Self.refusal(503, [field]) : Self.good()
        }
        #expect(dialogue.responses[0].status == 200)
        #expect(dialogue.asked.count == 2)
    }

    @Test func `an account that needs attention is said to, and not asked again`() throws {
        let body =
            #"{"error":{"message":"words","type":"insufficient_quota","code":"insufficient_quota"}}"#
        let dialogue = try Self.dialogue([.chat("x"), Self.completion]) { _ in
            Self.refusal(429, [], body)
        }
        #expect(dialogue.asked.count == 2)
        #expect(dialogue.responses[0].ending[1]?.contains("account") == true)
        #expect(dialogue.responses[1].openAIError?["code"] == "insufficient_quota")
        #expect(!dialogue.responses[1].text.contains("words"))
    }

    // The log

    @Test(arguments: [
        (404, #"{"error":{"message":"no such model: words"}}"#, ChatError.modelNotFound),
        (200, #"{"error":{"message":"words"}}"#, .providerFailed),
        (200, "<p>words", .providerFailed),
        (200, #"{"id":"1","words":1,"choices":[]}"#, .answerInvalid),
    ])
    func `a title that comes to none is logged as a chat is`(
        status: Int,
        body: String,
        cause: ChatError
    ) throws {
        let dialogue = try Self.dialogue([Self.title]) { _ in Self.refusal(status, [], body) }
        #expect(dialogue.responses[0].json == ["title": "", "useFallback": true])
        let line = dialogue.lines[0]
        #expect(line.level == "WARNING")
        #expect(line.error_type == cause.code)
        #expect(line.error_detail?.contains("words") == true)
        #expect(line.requested_model == "gpt-4o-mini")
    }

    @Test func `the model that was asked for is in each line`() throws {
        let dialogue = try Self.dialogue([.chat("x"), Self.completion]) { _ in Self.refusal(401) }
        #expect(dialogue.lines.map(\.requested_model) == ["gpt-4o", "m"])
    }

    // The circuit

    @Test(arguments: [
        ("data: {\"error\":{\"message\":\"words\"}}\n\n", true), ("<html>", true),
        (hello + "data: {\"error\":\"words\"}\n\n", true), (hello, true),
        (whole + done, false), (done, false), ("data: {\"error\":{\"code\":429}}\n\n", false),
    ])
    func `an answer that fails counts as a failure whatever its status`(
        stream: String,
        isFailure: Bool
    ) throws {
        for request in [GatewayRequest.chat("x"), Self.completion] {
            let dialogue = try Self.dialogue(Array(repeating: request, count: 7)) {
                $0.circuit.callsMin = 5
                $0.circuit.openTime = .seconds(600)
                $0.openai.maxRetries = 1
            } script: { _ in
                Self.good(stream)
            }
            #expect(dialogue.asked.count == (isFailure ? 5 : 7))
            let isOpen = dialogue.lines.last?.error_type == ChatError.providerUnavailable.code
            #expect(isOpen == isFailure)
        }
    }
}
