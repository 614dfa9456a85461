// Parameters that the server adds, bounds of what clients may ask, and system prompts, in both contracts.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct ModelPolicyTests {
    private static func policy(
        _ defaults: [(String, String)] = [],
        limits: [(String, Double)] = [],
        requests: Set<String> = [],
        prompt: String? = nil,
        takesClientPrompts: Bool = true
    ) -> ModelPolicy {
        var policy = ModelPolicy()
        policy.defaults = defaults.map { .init($0.0, json: $0.1) }
        policy.limits = limits.map { .init($0.0, most: $0.1) }
        policy.requestParameters = requests
        policy.systemPrompt = prompt
        policy.takesClientPrompts = takesClientPrompts
        return policy
    }

    /// The body that the provider gets of a chat request.
    private static func chat(
        _ members: String,
        _ policy: ModelPolicy,
        messages: String = #"[{"role":"user","parts":[{"type":"text","text":"hi"}]}]"#,
        contract: RequestContract = .ui
    ) throws -> JSONValue {
        let text = #"{"messages":\#(messages)\#(members.isEmpty ? "" : ",")\#(members)}"#
        let models = ModelCatalog([], defaultModel: "m", policy: policy)
        let request = try ChatRequest(text.utf8.span, contract: contract, models: models)
        var completion = try CompletionRequest(
            request,
            body: ByteBuffer(copying: text.utf8.span)
        )
        let sent = completion.nextBody(completion.firstForm)
        return try JSONValue(parsing: sent.bytes)
    }

    private static func relay(
        _ members: String,
        _ policy: ModelPolicy,
        messages: String = #"[{"role":"user","content":"hi"}]"#
    ) throws(OpenAIError) -> String {
        let text = #"{"messages":\#(messages)\#(members.isEmpty ? "" : ",")\#(members)}"#
        let models = ModelCatalog([], defaultModel: "m", policy: policy)
        let request = try RelayRequest(ByteBuffer(copying: text.utf8.span), models: models)
        let sent = request.encodedBody(ModelCallForm(request.targets[0]))
        #expect((try? JSONValue(parsing: sent.bytes)) != nil, "\(String(sent.bytes))")
        return String(sent.bytes)
    }

    // Parameters of chat requests

    @Test func `what the request does not say is added`() throws {
        let policy = Self.policy([("temperature", "0.2"), ("stop", #"["\n"]"#)])
        let body = try Self.chat(#""temperature":1"#, policy)
        #expect(body["temperature"]?.number?.text == "0.2")
        #expect(body["stop"]?.array?.first?.string == "\n")
    }

    @Test func `a request sets what it may, and nothing else`() throws {
        let policy = Self.policy([("temperature", "0.2")], requests: ["temperature", "seed"])
        let body = try Self.chat(#""temperature":1,"seed":7,"top_p":0.1,"seed":8"#, policy)
        #expect(body["temperature"]?.number?.text == "1")
        #expect(body["seed"]?.number?.text == "8")
        #expect(body["top_p"] == nil)
        let null = try Self.chat(#""temperature":null"#, policy)
        #expect(null["temperature"]?.number?.text == "0.2")
    }

    @Test(arguments: [
        ("0.9", nil), ("1", nil), ("1.5", "less_than_equal"), ("1e999", "float_type"),
        (#""1""#, "float_type"), ("[1]", "float_type"),
    ])
    func `a bound holds for requests`(value: String, error: String?) {
        let policy = Self.policy(limits: [("temperature", 1)], requests: ["temperature"])
        do {
            _ = try Self.chat(#""temperature":\#(value)"#, policy)
            #expect(error == nil)
        } catch let rejection as RequestRejection {
            #expect(rejection.status == 422)
            var report = ByteBuffer()
            rejection.write(into: &report)
            let text = String(report.bytes)
            #expect(text.contains(#""loc":["body","temperature"]"#))
            #expect(error.map { text.contains($0) } == true, "\(text)")
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test(
        arguments: ["max_tokens", "max_completion_tokens"],
        ["max_tokens", "max_completion_tokens"]
    )
    func `the two names of the answer's length are one`(limit: String, name: String) throws {
        let policy = Self.policy(limits: [(limit, 100)], requests: [name])
        let without = try Self.chat("", policy)
        #expect(without[limit]?.number?.text == "100")
        let within = try Self.chat(#""\#(name)":50"#, policy)
        #expect(within[name]?.number?.text == "50")
        if name != limit { #expect(within[limit] == nil) }
        #expect(throws: RequestRejection.self) { try Self.chat(#""\#(name)":101"#, policy) }
    }

    @Test func `tools are not spoken of where none are offered`() throws {
        let policy = Self.policy([("parallel_tool_calls", "false")])
        #expect(try Self.chat("", policy)["parallel_tool_calls"] == nil)
        let body = try Self.chat(#""tools":["generateCode"]"#, policy)
        #expect(body["parallel_tool_calls"]?.bool == false)
    }

    // Requests in OpenAI's form

    @Test(arguments: [
        ("", "0.2", "100"), (#""temperature":1"#, "1", "100"),
        (#""temperature":null,"max_tokens":null"#, "0.2", "100"),
        (#""max_completion_tokens":9"#, "0.2", nil), (#""max_tokens":9"#, "0.2", "9"),
    ])
    func `a relayed request gets what it leaves open`(
        members: String,
        temperature: String,
        tokens: String?
    ) throws {
        let policy = Self.policy([("temperature", "0.2")], limits: [("max_tokens", 100)])
        let body = try JSONValue(parsing: Self.relay(members, policy).utf8.span)
        #expect(body["temperature"]?.number?.text == temperature)
        #expect(body["max_tokens"]?.number?.text == tokens)
    }

    @Test(arguments: [
        (#""max_tokens":101"#, "max_tokens"),
        (#""max_completion_tokens":1e9"#, "max_completion_tokens"),
        (#""n":3"#, "n"), (#""n":"3""#, "n"), (#""n":1,"n":3"#, "n"), (#""\u006e":3"#, "n"),
    ])
    func `a relayed request does not pass a bound`(members: String, param: String) {
        let policy = Self.policy(limits: [("max_tokens", 100), ("n", 2)])
        #expect { try Self.relay(members, policy) } throws: { error in
            let error = error as? OpenAIError
            return error?.status == 400 && error?.param == param
        }
    }

    @Test func `a listed model is asked in its way by every name`() throws {
        let own = OfferedModel(
            id: "fast",
            name: "Fast",
            provider: "p",
            targets: [ModelTarget(model: "llama")],
            policy: Self.policy([("seed", "1")])
        )
        let models = ModelCatalog(
            [own],
            defaultModel: "llama",
            policy: Self.policy([("seed", "2")])
        )
        #expect(models.defaultChoice.policy == own.policy)
        for name in ["fast", "openai/llama"] { #expect(models.choice(name)?.policy == own.policy) }
        #expect(models.relayedModel("llama")?.policy == own.policy)
        #expect(models.configuredChoice("llama").policy == own.policy)
        #expect(models.choice("openai/other")?.policy.defaults.first?.json == "2")
    }

    // System prompts

    private static let system = #"{"role":"system","content":"client"}"#
    private static let user = #"{"role":"user","content":"hi"}"#

    @Test(arguments: [RequestContract.ui, .completions])
    func `the server's prompt comes first`(contract: RequestContract) throws {
        let messages =
            #"[{"id":"1","role":"system","parts":[{"type":"text","text":"client"}]},"#
            + #"{"id":"2","role":"user","parts":[{"type":"text","text":"hi"}]}]"#
        let members = #""model":"openai/m","system":"also""#
        for (takes, expected) in [(true, ["\"server\"\n", "client"]), (false, ["\"server\"\n"])] {
            let policy = Self.policy(prompt: "\"server\"\n", takesClientPrompts: takes)
            let body = try Self.chat(members, policy, messages: messages, contract: contract)
            let prompts = (body["messages"]?.array ?? []).filter { $0["role"]?.string == "system" }
                .compactMap { $0["content"]?.string }
            #expect(prompts.first == expected.first)
            #expect(prompts.contains("client") == takes)
            #expect(prompts.contains("also") == (takes && contract == .ui))
            #expect(body["messages"]?.array?.last?["content"]?.string == "hi")
        }
    }

    @Test(arguments: [
        ([user], [user]), ([system, user], [user]), ([user, system], [user]),
        ([system, system, user, system, user, system, system], [user, user]), ([system], []),
        ([#"{"role":"developer","content":"x"}"#, user], [user]),
        ([#"{"role":"user","r\u006fle":"system"}"#, user, #"{"role":"syst\u0065m"}"#], [user]),
        ([#"{"role":"system","role":"user"}"#, user], [user]), (["1", user], ["1", user]),
    ])
    func `prompts of clients are left out`(messages: [String], kept: [String]) throws {
        for separator in [",", " ,\n "] {
            let array = "[ " + messages.joined(separator: separator) + " ]"
            let silent = Self.policy(takesClientPrompts: false)
            if kept.isEmpty {
                #expect(throws: OpenAIError.self) { try Self.relay("", silent, messages: array) }
            } else {
                #expect(try Self.sent(array, silent) == kept)
            }
            let speaking = Self.policy(prompt: "s", takesClientPrompts: false)
            #expect(
                try Self.sent(array, speaking) == [#"{"role":"system","content":"s"}"#] + kept
            )
            let both = Self.policy(prompt: "s")
            #expect(try Self.sent(array, both).count == messages.count + 1)
        }
    }

    /// The messages that a provider gets, each as it was written.
    private static func sent(_ messages: String, _ policy: ModelPolicy) throws -> [String] {
        let body = try JSONValue(parsing: relay("", policy, messages: messages).utf8.span)
        return (body["messages"]?.array ?? []).map(\.description)
    }

    // What makes no sense

    @Test(arguments: [
        ([("temperature", "0.5")], [("temperature", 1.0)], false),
        ([("temperature", "2")], [("temperature", 1.0)], true),
        ([("max_tokens", "2")], [("max_completion_tokens", 1.0)], true),
        ([("stop", #""x""#)], [("stop", 1.0)], true),
        ([("max_tokens", "2"), ("max_completion_tokens", "2")], [], true),
    ])
    func `a default is within its bound`(
        defaults: [(String, String)],
        limits: [(String, Double)],
        isProblem: Bool
    ) {
        #expect((Self.policy(defaults, limits: limits).problem != nil) == isProblem)
    }

    @Test func `what a model says itself counts before what holds for all`() {
        var own = Self.policy([("max_tokens", "5")], limits: [("seed", 1)])
        own.inheritParameters(
            of: Self.policy(
                [("max_completion_tokens", "9"), ("temperature", "1")],
                limits: [("seed", 2), ("n", 3)]
            )
        )
        #expect(own.defaults.map(\.name) == ["max_tokens", "temperature"])
        #expect(own.limits == [.init("seed", most: 1), .init("n", most: 3)])
    }
}
