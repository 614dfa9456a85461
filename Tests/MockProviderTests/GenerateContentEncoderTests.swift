// The bytes of answers of the Gemini API.

import Bytes
import JSON
import Testing

@testable import MockProvider

@Suite struct GenerateContentEncoderTests {
    private func encoder(_ directive: String, request json: String = "{}") throws
        -> any MockAnswerEncoder
    {
        try EncodedAnswer.encoder(directive, in: .generateContent, request: json)
    }

    private func events(_ directive: String) throws -> [JSONValue] {
        EncodedAnswer.events(EncodedAnswer.stream(try encoder(directive)))
    }

    private func parts(_ events: [JSONValue]) -> [JSONValue] {
        events.flatMap { $0["candidates"]?[0]?["content"]?["parts"]?.array ?? [] }
    }

    private func array(_ script: MockScript) throws -> any MockAnswerEncoder {
        var request = try MockRequest("{}".utf8.span, in: .generateContent)
        request.isArray = true
        return EncodedAnswer.encoder(script, request)
    }

    @Test func `a stream has the bytes that Gemini sends`() throws {
        let tail = #""modelVersion":"gemini","responseId":"mock-0-1"}"#
        let usage =
            #""usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2}"#
        #expect(
            EncodedAnswer.stream(try encoder("tokens=1")) == """
                data: {"candidates":[{"content":{"parts":[{"text":"a"}],"role":"model"},\
                "index":0}],\(usage),\(tail)

                data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},\
                "finishReason":"STOP","index":0}],\(usage),\(tail)


                """
        )
    }

    @Test func `thoughts are marked, and the signature stands on an empty part`() throws {
        let parts = parts(try events("reasoning=1 tokens=1 id=5"))
        #expect(parts.map { $0["thought"]?.bool } == [true, nil, nil])
        #expect(parts[0]["text"]?.string == MockText.token(0, of: ~5))
        #expect(parts[2]["text"]?.string == "")
        #expect(parts[2]["thoughtSignature"]?.string == Signature.value(5, round: 0))
    }

    @Test func `calls come whole, the first of them with the signature`() throws {
        let events = try events(#"reasoning=1 tool=f args={"a":[1,2]} fragment=1 tool=g"#)
        let calls = parts(events).filter { $0["functionCall"] != nil }
        #expect(calls.compactMap { $0["functionCall"]?["name"]?.string } == ["f", "g"])
        #expect(calls[0]["functionCall"]?["args"]?["a"]?.array?.count == 2)
        #expect(calls.map { $0["thoughtSignature"] != nil } == [true, false])
        #expect(calls[0]["functionCall"]?["id"] == nil)
        let last = events.last?["candidates"]?[0]
        #expect(last?["finishReason"]?.string == "STOP")
        #expect(last?["content"]?["parts"]?.array?.isEmpty == true)
    }

    @Test func `calls have ids if the script wants them`() throws {
        let call = parts(try events("tool=f call-ids id=3"))[0]["functionCall"]
        #expect(call?["id"]?.string == "call_3_0_0")
    }

    @Test func `arguments that are no object end in a reason of their own`() throws {
        let events = try events(#"tool=f args="{broken""#)
        #expect(parts(events).isEmpty)
        #expect(
            events.last?["candidates"]?[0]?["finishReason"]?.string == "MALFORMED_FUNCTION_CALL"
        )
    }

    @Test(arguments: [
        ("finish=length", "MAX_TOKENS"), ("finish=content_filter", "SAFETY"),
        ("refusal", "SAFETY"), ("finish=RECITATION", "RECITATION"),
    ])
    func `reasons to finish have Gemini's names`(_ directive: String, _ reason: String) throws {
        let last = try events(directive).last
        #expect(last?["candidates"]?[0]?["finishReason"]?.string == reason)
    }

    @Test func `a bound of tokens cuts the answer short`() throws {
        let request = #"{"generationConfig":{"maxOutputTokens":3}}"#
        let answer = try EncodedAnswer.whole(try encoder("tokens=9 reasoning=1", request: request))
        #expect(answer["candidates"]?[0]?["finishReason"]?.string == "MAX_TOKENS")
        #expect(answer["usageMetadata"]?["candidatesTokenCount"]?.number?.asInt == 2)
    }

    @Test func `usage grows, and thoughts are no candidates' tokens`() throws {
        let usages = try events("reasoning=2 tokens=2 cached=7").compactMap { $0["usageMetadata"] }
        #expect(usages.map { $0["thoughtsTokenCount"]?.number?.asInt } == [1, 2, 2, 2, 2])
        #expect(usages.map { $0["candidatesTokenCount"]?.number?.asInt } == [nil, nil, 1, 2, 2])
        #expect(usages[4]["promptTokenCount"]?.number?.asInt == 8)
        #expect(usages[4]["cachedContentTokenCount"]?.number?.asInt == 7)
        #expect(usages[4]["totalTokenCount"]?.number?.asInt == 12)
    }

    @Test func `a blocked prompt has no candidates`() throws {
        var script = MockScript()
        script.isBlocked = true
        let request = try MockRequest("{}".utf8.span, in: .generateContent)
        let encoder = EncodedAnswer.encoder(script, request)
        let events = EncodedAnswer.events(EncodedAnswer.stream(encoder))
        #expect(events.count == 1)
        #expect(events[0]["candidates"] == nil)
        #expect(events[0]["promptFeedback"]?["blockReason"]?.string == "PROHIBITED_CONTENT")
        let whole = try EncodedAnswer.whole(encoder)
        #expect(whole["promptFeedback"]?["blockReason"]?.string == "PROHIBITED_CONTENT")
    }

    @Test func `sources ground the last part`() throws {
        let grounding = try events("citations=2").last?["candidates"]?[0]?["groundingMetadata"]
        #expect(grounding?["groundingChunks"]?.array?.count == 2)
        #expect(
            grounding?["groundingChunks"]?[1]?["web"]?["uri"]?.string
                == "https://example.com/source/1"
        )
    }

    @Test func `without its end a stream has no reason to finish`() throws {
        #expect(try events("done=no").last?["candidates"]?[0]?["finishReason"] == nil)
    }

    @Test func `an error stands on bare lines, or in an event`() throws {
        let error = MockDialect.generateContent.scriptedError(503, MockScript())
        let bare = EncodedAnswer.error(try encoder(""), error)
        #expect(bare.hasPrefix("{\n\"error\":{\n\"code\":503,\n"))
        #expect(EncodedAnswer.events(bare).isEmpty)
        let json = try JSONValue(parsing: bare.utf8.span)
        #expect(json["error"]?["status"]?.string == "UNAVAILABLE")
        let event = EncodedAnswer.error(try encoder("bare=no"), error)
        #expect(EncodedAnswer.events(event) == [json])
    }

    @Test func `without alt=sse a stream is one array`() throws {
        var script = MockScript()
        try script.apply(directive: "tokens=2")
        let text = EncodedAnswer.stream(try array(script))
        let chunks = try #require(try JSONValue(parsing: text.utf8.span).array)
        #expect(chunks.count == 3)
        #expect(parts(chunks).compactMap { $0["text"]?.string }.last == "")
        var encoder = try array(script)
        var output = ByteBuffer()
        encoder.appendBeat(0, into: &output)
        encoder.appendError(MockDialect.generateContent.scriptedError(500, script), into: &output)
        let failed = try JSONValue(parsing: output.bytes)
        #expect(failed[1]?["error"]?["code"]?.number?.asInt == 500)
    }

    @Test func `a whole answer has the parts of the stream`() throws {
        let answer = try EncodedAnswer.whole(try encoder("reasoning=2 tokens=3 id=4"))
        let parts = parts([answer])
        #expect(parts.count == 2)
        #expect(parts[0]["thought"]?.bool == true)
        #expect(parts[1]["text"]?.string == (0..<3).map { MockText.token($0, of: 4) }.joined())
        #expect(parts[1]["thoughtSignature"]?.string == Signature.value(4, round: 0))
        #expect(answer["candidates"]?[0]?["finishReason"]?.string == "STOP")
    }
}
