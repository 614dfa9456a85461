// The bytes of a scripted answer, without socket and clock.

import Bytes
import JSON
import Testing

@testable import MockProvider

@Suite struct ChatCompletionsEncoderTests {
    private func encoder(
        _ directive: String,
        in dialect: MockDialect = .chatCompletions,
        request json: String = #"{"model":"gpt-4o"}"#
    ) throws -> any MockAnswerEncoder {
        try EncodedAnswer.encoder(directive, in: dialect, request: json)
    }

    private func stream(_ encoder: any MockAnswerEncoder) -> String {
        EncodedAnswer.stream(encoder)
    }

    private static let head =
        #"data: {"id":"chatcmpl-mock-0-1","object":"chat.completion.chunk","created":1700000000,"#
        + #""model":"gpt-4o","service_tier":"default","system_fingerprint":"fp_mamba_mock","#
        + #""choices":"#

    @Test func `a stream has the bytes that OpenAI sends`() throws {
        let tail = #","logprobs":null,"finish_reason":null}]}"#
        let role = #"{"role":"assistant","content":"","refusal":null}"#
        let token = MockText.token(0, of: 0)
        #expect(token == "a")
        #expect(
            stream(try encoder("tokens=1")) == """
                \(Self.head)[{"index":0,"delta":\(role)\(tail)

                \(Self.head)[{"index":0,"delta":{"content":"a"}\(tail)

                \(Self.head)[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}

                data: [DONE]


                """
        )
    }

    @Test func `with the numbers of tokens each chunk has a usage`() throws {
        let request = #"{"model":"gpt-4o","stream_options":{"include_usage":true}}"#
        let events = events(stream(try encoder("tokens=3 reasoning=2", request: request)))
        let usages = events.dropLast().map { $0["usage"] }
        #expect(usages.count == 7)
        #expect(usages.allSatisfy { $0 == .null })
        let last = try #require(events.last)
        #expect(last["choices"]?.array?.isEmpty == true)
        #expect(last["usage"]?["completion_tokens"]?.number?.asInt == 5)
        #expect(last["usage"]?["prompt_tokens"]?.number?.asInt == request.utf8.count / 4)
        let details = last["usage"]?["completion_tokens_details"]
        #expect(details?["reasoning_tokens"]?.number?.asInt == 2)
    }

    @Test(arguments: [
        ("usage=yes", "{}", true), ("usage=no", "{}", false), ("", "{}", false),
        ("usage=no", #"{"stream_options":{"include_usage":true}}"#, false),
    ])
    func `usage is sent as the script says`(_ directive: String, _ json: String, _ isSent: Bool)
        throws
    {
        let text = stream(try encoder(directive, request: json))
        #expect(text.contains(#""usage":"#) == isSent)
    }

    @Test func `reasoning comes before the text and is not the text`() throws {
        let events = events(stream(try encoder("tokens=2 reasoning=2 id=4")))
        let deltas = events.compactMap { $0["choices"]?[0]?["delta"]?.object }
        let names = deltas.map { $0.members.map(\.name) }
        #expect(
            names == [
                ["role", "content", "refusal"], ["reasoning_content"], ["reasoning_content"],
                ["content"], ["content"], [],
            ]
        )
        #expect(deltas[1]["reasoning_content"]?.string == MockText.token(0, of: ~4))
        #expect(deltas[3]["content"]?.string == MockText.token(0, of: 4))
    }

    @Test func `lines end in CR LF if asked`() throws {
        let text = stream(try encoder("tokens=3 crlf comments multiline"))
        let bytes = Array(text.utf8)
        for index in bytes.indices where bytes[index] == 0x0A { #expect(bytes[index - 1] == 0x0D) }
        #expect(text.contains(": MOCK PROCESSING\r\n\r\ndata: {"))
    }

    @Test func `data on two lines is the same JSON`() throws {
        let one = events(stream(try encoder("tokens=5")))
        let two = events(stream(try encoder("tokens=5 multiline")))
        #expect(one == two)
        #expect(stream(try encoder("multiline")).contains(",\ndata: \"choices\":"))
    }

    @Test func `obfuscation differs from chunk to chunk`() throws {
        let events = events(stream(try encoder("tokens=20 obfuscation")))
        let fields = events.compactMap { $0["obfuscation"]?.string }
        #expect(fields.count == events.count)
        #expect(Set(fields.map(\.count)).count > 3)
    }

    @Test func `no done, no mark`() throws {
        #expect(!stream(try encoder("done=no")).contains("data: [DONE]"))
    }

    @Test func `a finish reason is escaped`() throws {
        let events = events(stream(try encoder(#"finish="a\"b""#)))
        #expect(events.last?["choices"]?[0]?["finish_reason"]?.string == #"a"b"#)
    }

    // Tools

    private func calls(_ text: String) -> [(
        index: Int, id: String?, name: String?, arguments: String
    )] {
        events(text).compactMap { $0["choices"]?[0]?["delta"]?["tool_calls"]?[0] }.map { call in
            (
                call["index"]?.number?.asInt ?? -1, call["id"]?.string,
                call["function"]?["name"]?.string, call["function"]?["arguments"]?.string ?? "?"
            )
        }
    }

    @Test func `a tool call comes in fragments`() throws {
        let text = stream(try encoder(#"tool=f args={"a":"bcd"} fragment=4 id=9"#))
        let calls = calls(text)
        #expect(calls.map(\.arguments) == ["", #"{"a""#, #":"bc"#, #"d"}"#])
        #expect(calls.map(\.name) == ["f", nil, nil, nil])
        #expect(calls.map(\.id) == ["call_9_0_0", nil, nil, nil])
        #expect(text.contains(#""content":null"#))
        #expect(events(text).last?["choices"]?[0]?["finish_reason"]?.string == "tool_calls")
    }

    @Test(arguments: 1...8)
    func `fragments are whole characters however short`(_ byteCount: Int) throws {
        let arguments = "{\"é\":\"文字\u{1F680}\\\"\"}"
        let text = stream(try encoder("tool=f args=\(arguments) fragment=\(byteCount)"))
        #expect(calls(text).map(\.arguments).joined() == arguments)
    }

    @Test func `parallel calls come one after the other or take turns`() throws {
        let directive = "tool=f args=[1,2] tool=g args=[3] fragment=2"
        let inRow = calls(stream(try encoder(directive))).map(\.index)
        #expect(inRow == [0, 0, 0, 0, 1, 1, 1])
        let inTurn = calls(stream(try encoder(directive + " interleave"))).map(\.index)
        #expect(inTurn == [0, 1, 0, 1, 0, 1, 0])
    }

    @Test func `text may come before the calls`() throws {
        let events = events(stream(try encoder("tool=f preface=2")))
        let text = events.compactMap { $0["choices"]?[0]?["delta"]?["content"]?.string }
        #expect(text == ["", MockText.token(0, of: 0), MockText.token(1, of: 0)])
    }

    @Test(arguments: [(1, 1, false), (2, 1, true), (2, 2, false), (0, 0, false)])
    func `tools are called in so many rounds`(_ rounds: Int, _ done: Int, _ isCall: Bool) throws {
        let answers = String(repeating: #",{"role":"assistant"}"#, count: done)
        let request = #"{"messages":[{"role":"user","content":""}\#(answers)]}"#
        let text = stream(try encoder("tool=f tokens=3 rounds=\(rounds)", request: request))
        #expect(calls(text).isEmpty != isCall)
    }

    // Whole answers

    @Test func `a whole answer has the text of the stream`() throws {
        var output = ByteBuffer()
        try encoder("tokens=200 id=3").appendWhole(into: &output)
        let answer = try JSONValue(parsing: output.bytes)
        var script = MockScript()
        try script.apply(directive: "tokens=200 id=3")
        let message = answer["choices"]?[0]?["message"]
        #expect(answer["object"]?.string == "chat.completion")
        #expect(message?["content"] == .string(MockText.expected(script)))
        #expect(message?["role"]?.string == "assistant")
        #expect(answer["choices"]?[0]?["finish_reason"]?.string == "stop")
        #expect(answer["usage"]?["completion_tokens"]?.number?.asInt == 200)
    }

    @Test func `a whole answer calls tools`() throws {
        var output = ByteBuffer()
        try encoder(#"tool=f args={"a":1} tool=g"#).appendWhole(into: &output)
        let answer = try JSONValue(parsing: output.bytes)
        let calls = answer["choices"]?[0]?["message"]?["tool_calls"]?.array ?? []
        #expect(calls.compactMap { $0["function"]?["name"]?.string } == ["f", "g"])
        #expect(calls.first?["function"]?["arguments"]?.string == #"{"a":1}"#)
        #expect(answer["choices"]?[0]?["message"]?["content"] == .null)
        #expect(answer["choices"]?[0]?["finish_reason"]?.string == "tool_calls")
    }

    // More than text

    @Test func `a refusal is no content`() throws {
        let deltas = events(stream(try encoder("tokens=2 refusal"))).compactMap {
            $0["choices"]?[0]?["delta"]?.object
        }
        #expect(deltas[1]["refusal"]?.string == MockText.token(0, of: 0))
        #expect(deltas[1]["content"] == nil)
    }

    @Test func `sources are cited in a chunk of their own`() throws {
        let deltas = events(stream(try encoder("tokens=2 citations=2"))).compactMap {
            $0["choices"]?[0]?["delta"]
        }
        let annotations = deltas[3]["annotations"]?.array ?? []
        #expect(
            annotations.compactMap { $0["url_citation"]?["url"]?.string } == [
                "https://example.com/source/0", "https://example.com/source/1",
            ]
        )
    }

    @Test func `what the cache had is part of the prompt`() throws {
        let text = stream(try encoder("tokens=1 usage cached=100 cache-written=20"))
        let usage = try #require(events(text).last?["usage"])
        #expect(usage["prompt_tokens"]?.number?.asInt == 120 + 18 / 4)
        #expect(usage["prompt_tokens_details"]?["cached_tokens"]?.number?.asInt == 100)
        #expect(usage["prompt_tokens_details"]?["cache_write_tokens"]?.number?.asInt == 20)
    }

    @Test func `a whole answer has its reasoning`() throws {
        var output = ByteBuffer()
        try encoder("tokens=1 reasoning=1 id=3").appendWhole(into: &output)
        let message = try JSONValue(parsing: output.bytes)["choices"]?[0]?["message"]
        #expect(message?["reasoning_content"]?.string == MockText.token(0, of: ~3))
    }

    // Azure

    @Test func `Azure begins with what its filter says of the prompt`() throws {
        let events = events(stream(try encoder("tokens=1", in: .azure)))
        #expect(events[0]["choices"]?.array?.isEmpty == true)
        let results = events[0]["prompt_filter_results"]?[0]?["content_filter_results"]
        #expect(results?["hate"]?["filtered"]?.bool == false)
        let choices = events.dropFirst().compactMap { $0["choices"]?[0] }
        #expect(choices.count == 3)
        for choice in choices {
            #expect(choice["content_filter_results"]?["violence"]?["severity"]?.string == "safe")
        }
    }

    @Test func `Azure says what its filter has blocked`() throws {
        let text = stream(try encoder("tokens=1 finish=content_filter", in: .azure))
        let last = events(text).last?["choices"]?[0]
        #expect(last?["finish_reason"]?.string == "content_filter")
        #expect(last?["content_filter_results"]?["violence"]?["filtered"]?.bool == true)
    }

    @Test func `a whole answer of Azure has both results`() throws {
        var output = ByteBuffer()
        try encoder("tokens=1", in: .azure).appendWhole(into: &output)
        let answer = try JSONValue(parsing: output.bytes)
        #expect(answer["prompt_filter_results"]?.array?.count == 1)
        #expect(answer["choices"]?[0]?["content_filter_results"]?["hate"] != nil)
    }

    private func events(_ text: String) -> [JSONValue] { EncodedAnswer.events(text) }
}
