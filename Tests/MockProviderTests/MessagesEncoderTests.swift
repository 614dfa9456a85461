// The bytes of answers of the Messages API.

import JSON
import Testing

@testable import MockProvider

@Suite struct MessagesEncoderTests {
    private func encoder(
        _ directive: String,
        request json: String = #"{"model":"claude","max_tokens":1000}"#
    ) throws -> any MockAnswerEncoder {
        try EncodedAnswer.encoder(directive, in: .messages, request: json)
    }

    private func text(_ directive: String) throws -> String {
        EncodedAnswer.stream(try encoder(directive))
    }

    private func events(_ directive: String) throws -> [JSONValue] {
        EncodedAnswer.events(try text(directive))
    }

    private func deltas(_ events: [JSONValue], _ type: String, _ member: String) -> [String] {
        events.compactMap { $0["delta"] }.filter { $0["type"]?.string == type }
            .compactMap { $0[member]?.string }
    }

    @Test func `a stream has the bytes that Anthropic sends`() throws {
        let usage =
            #""usage":{"input_tokens":9,"cache_creation_input_tokens":0,"#
            + #""cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"#
            + #""ephemeral_1h_input_tokens":0},"output_tokens":1,"service_tier":"standard"}"#
        #expect(
            try text("tokens=1") == """
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_mock_0_1","type":"message",\
                "role":"assistant","model":"claude","content":[],"stop_reason":null,\
                "stop_sequence":null,\(usage)}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,\
                "content_block":{"type":"text","text":""}}

                event: ping
                data: {"type":"ping"}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,\
                "delta":{"type":"text_delta","text":"a"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn",\
                "stop_sequence":null},\(usage)}

                event: message_stop
                data: {"type":"message_stop"}


                """
        )
    }

    @Test func `each kind of content has a block, in this order`() throws {
        let events = try events("reasoning=2 redacted=1 preface=1 tool=f citations=2")
        let starts = events.filter { $0["type"]?.string == "content_block_start" }
        #expect(
            starts.compactMap { $0["content_block"]?["type"]?.string } == [
                "thinking", "redacted_thinking", "text", "tool_use",
            ]
        )
        #expect(starts.compactMap { $0["index"]?.number?.asInt } == [0, 1, 2, 3])
        let stops = events.filter { $0["type"]?.string == "content_block_stop" }
        #expect(stops.compactMap { $0["index"]?.number?.asInt } == [0, 1, 2, 3])
        let types = events.compactMap { $0["delta"]?["type"]?.string }
        #expect(
            types == [
                "thinking_delta", "thinking_delta", "signature_delta", "text_delta",
                "citations_delta", "citations_delta", "input_json_delta", "input_json_delta",
            ]
        )
    }

    @Test func `a signature closes the thinking, unless the script has none`() throws {
        let signature = Signature.value(5, round: 0)
        #expect(
            deltas(try events("reasoning=1 id=5"), "signature_delta", "signature") == [signature]
        )
        #expect(
            deltas(try events("reasoning=1 signatures=no"), "signature_delta", "signature") == []
        )
    }

    @Test func `thinking that is not to be shown is a signature alone`() throws {
        let request = #"{"max_tokens":99,"thinking":{"type":"adaptive","display":"omitted"}}"#
        let encoder = try encoder("reasoning=3 tokens=1", request: request)
        let events = EncodedAnswer.events(EncodedAnswer.stream(encoder))
        #expect(
            events.compactMap { $0["delta"]?["type"]?.string } == ["signature_delta", "text_delta"]
        )
        let block = try EncodedAnswer.whole(encoder)["content"]?[0]
        #expect(block?["thinking"]?.string == "")
        #expect(block?["signature"]?.string == Signature.value(0, round: 0))
    }

    @Test func `arguments come in fragments, the first of them empty`() throws {
        let events = try events(#"tool=f args={"a":"bcd"} fragment=4 id=9"#)
        #expect(
            deltas(events, "input_json_delta", "partial_json") == ["", #"{"a""#, #":"bc"#, #"d"}"#]
        )
        let block = events.compactMap { $0["content_block"] }.first
        #expect(block?["id"]?.string == "toolu_9_0_0")
        #expect(block?["input"]?.object?.members.isEmpty == true)
    }

    @Test func `parallel calls may take turns`() throws {
        let events = try events("tool=f args=[1,2] tool=g args=[3] fragment=2 interleave")
        let order = events.filter { $0["delta"]?["type"]?.string == "input_json_delta" }
            .compactMap { $0["index"]?.number?.asInt }
        #expect(order == [0, 1, 0, 1, 0, 1, 0])
        let stops = events.filter { $0["type"]?.string == "content_block_stop" }
        #expect(stops.compactMap { $0["index"]?.number?.asInt } == [1, 0])
    }

    @Test(arguments: [
        ("", "end_turn"), ("tool=f", "tool_use"), ("tokens=2000", "max_tokens"),
        ("refusal", "refusal"), ("finish=content_filter", "refusal"),
        ("finish=pause_turn", "pause_turn"), ("finish=stop_sequence", "stop_sequence"),
    ])
    func `reasons to stop have Anthropic's names`(_ directive: String, _ reason: String) throws {
        let delta = try #require(
            try events(directive).first { $0["type"]?.string == "message_delta" }
        )["delta"]
        #expect(delta?["stop_reason"]?.string == reason)
        #expect((delta?["stop_details"] != nil) == (reason == "refusal"))
        #expect((delta?["stop_sequence"]?.string != nil) == (reason == "stop_sequence"))
    }

    @Test func `usage counts apart what the cache had`() throws {
        let events = try events("tokens=2 reasoning=3 cached=10 cache-written=4")
        let first = events.first?["message"]?["usage"]
        #expect(first?["input_tokens"]?.number?.asInt == 9)
        #expect(first?["cache_read_input_tokens"]?.number?.asInt == 10)
        #expect(first?["cache_creation_input_tokens"]?.number?.asInt == 4)
        let last = events.first { $0["type"]?.string == "message_delta" }?["usage"]
        #expect(last?["output_tokens"]?.number?.asInt == 5)
        #expect(last?["output_tokens_details"]?["thinking_tokens"]?.number?.asInt == 3)
    }

    @Test func `a blocked prompt is a refusal without content`() throws {
        var script = MockScript()
        script.isBlocked = true
        script.redactedCount = 1
        let request = try MockRequest(#"{"max_tokens":9}"#.utf8.span, in: .messages)
        let answer = try EncodedAnswer.whole(EncodedAnswer.encoder(script, request))
        #expect(answer["content"]?.array?.isEmpty == true)
        #expect(answer["stop_reason"]?.string == "refusal")
    }

    @Test func `without its end a stream lacks the last event alone`() throws {
        #expect(EncodedAnswer.names(try text("tokens=1 done=no")).last == "message_delta")
    }

    @Test func `an error within the stream has its own event`() throws {
        var error = MockDialect.messages.scriptedError(529, MockScript())
        error.requestID = "req_1"
        #expect(
            EncodedAnswer.error(try encoder(""), error) == """
                event: error
                data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},\
                "request_id":"req_1"}


                """
        )
    }

    @Test func `a whole answer has the content of the stream`() throws {
        let answer = try EncodedAnswer.whole(
            try encoder(#"reasoning=2 redacted=1 preface=3 tool=f args={"a":1} citations=1 id=4"#)
        )
        let content = try #require(answer["content"]?.array)
        #expect(
            content.map { $0["type"]?.string } == [
                "thinking", "redacted_thinking", "text", "tool_use",
            ]
        )
        #expect(content[0]["signature"]?.string == Signature.value(4, round: 0))
        #expect(content[2]["text"]?.string == (0..<3).map { MockText.token($0, of: 4) }.joined())
        #expect(content[2]["citations"]?.array?.count == 1)
        #expect(content[3]["input"]?["a"]?.number?.asInt == 1)
        #expect(answer["stop_reason"]?.string == "tool_use")
    }

    @Test func `arguments that are no object are an empty one in a whole answer`() throws {
        let answer = try EncodedAnswer.whole(try encoder(#"tool=f args="{broken""#))
        #expect(answer["content"]?[0]?["input"]?.object?.members.isEmpty == true)
    }
}
