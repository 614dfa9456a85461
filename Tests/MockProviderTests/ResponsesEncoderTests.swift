// The bytes of answers of the Responses API.

import JSON
import Testing

@testable import MockProvider

@Suite struct ResponsesEncoderTests {
    private static let encrypted = #"{"model":"gpt","include":["reasoning.encrypted_content"]}"#

    private func encoder(
        _ directive: String,
        request json: String = #"{"model":"gpt"}"#
    ) throws -> any MockAnswerEncoder {
        try EncodedAnswer.encoder(directive, in: .responses, request: json)
    }

    private func text(_ directive: String) throws -> String {
        EncodedAnswer.stream(try encoder(directive))
    }

    private func events(_ directive: String, request json: String = encrypted) throws
        -> [JSONValue]
    {
        EncodedAnswer.events(EncodedAnswer.stream(try encoder(directive, request: json)))
    }

    private func items(_ events: [JSONValue]) -> [JSONValue] {
        events.filter { $0["type"]?.string == "response.output_item.done" }
            .compactMap { $0["item"] }
    }

    @Test func `events come in OpenAI's order`() throws {
        #expect(
            EncodedAnswer.names(try text("reasoning=1 preface=2 tool=f fragment=1")) == [
                "response.created", "response.in_progress",
                "response.output_item.added", "response.reasoning_summary_part.added",
                "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done",
                "response.reasoning_summary_part.done", "response.output_item.done",
                "response.output_item.added", "response.content_part.added",
                "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done",
                "response.output_item.done",
                "response.output_item.added", "response.function_call_arguments.delta",
                "response.function_call_arguments.delta", "response.function_call_arguments.done",
                "response.output_item.done",
                "response.completed",
            ]
        )
    }

    @Test func `a delta has the bytes that OpenAI sends`() throws {
        let delta = try text("tokens=1").split(separator: "\n\n").first {
            $0.hasPrefix("event: response.output_text.delta")
        }
        #expect(
            delta == """
                event: response.output_text.delta
                data: {"type":"response.output_text.delta","sequence_number":4,\
                "item_id":"msg_0_0","output_index":0,"content_index":0,"delta":"a","logprobs":[]}
                """
        )
    }

    @Test func `every event has the next number and its own name`() throws {
        let text = try text("reasoning=2 redacted=1 preface=3 tool=f tool=g citations=2")
        let events = EncodedAnswer.events(text)
        #expect(
            events.compactMap { $0["sequence_number"]?.number?.asInt } == Array(events.indices)
        )
        #expect(events.compactMap { $0["type"]?.string } == EncodedAnswer.names(text))
    }

    @Test func `the response has the items that were streamed`() throws {
        let events = try events("reasoning=2 redacted=1 preface=3 tool=f tool=g citations=2 id=6")
        let items = items(events)
        #expect(
            items.compactMap { $0["type"]?.string } == [
                "reasoning", "reasoning", "message", "function_call", "function_call",
            ]
        )
        #expect(events.last?["response"]?["output"]?.array == items)
        #expect(items[0]["encrypted_content"]?.string == Signature.value(6, round: 0))
        #expect(items[2]["content"]?[0]?["annotations"]?.array?.count == 2)
        #expect(items[4]["call_id"]?.string == "call_6_0_1")
        let indexes = events.filter { $0["type"]?.string == "response.output_item.added" }
            .compactMap { $0["output_index"]?.number?.asInt }
        #expect(indexes == [0, 1, 2, 3, 4])
    }

    @Test func `reasoning is encrypted for who asks`() throws {
        let items = items(try events("reasoning=1", request: "{}"))
        #expect(items[0]["encrypted_content"] == nil)
        #expect(items[0]["summary"]?[0]?["text"]?.string == MockText.token(0, of: ~0))
    }

    @Test func `parallel calls may take turns`() throws {
        let events = try events("tool=f args=[1,2] tool=g args=[3] fragment=2 interleave")
        let order = events.filter {
            $0["type"]?.string == "response.function_call_arguments.delta"
        }.compactMap { $0["output_index"]?.number?.asInt }
        #expect(order == [0, 1, 0, 1, 0])
    }

    @Test func `a refusal has events of its own`() throws {
        let events = try events("refusal tokens=2")
        let names = events.compactMap { $0["type"]?.string }
        #expect(names.filter { $0 == "response.refusal.delta" }.count == 2)
        #expect(names.contains("response.refusal.done"))
        #expect(!names.contains("response.output_text.delta"))
        let content = items(events)[0]["content"]?[0]
        #expect(content?["type"]?.string == "refusal")
        #expect(content?["refusal"]?.string == MockText.token(0, of: 0) + MockText.token(1, of: 0))
    }

    @Test(arguments: [
        ("", "completed", nil), ("tool=f", "completed", nil),
        ("finish=length", "incomplete", "max_output_tokens"),
        ("finish=content_filter", "incomplete", "content_filter"),
    ])
    func `a response ends in its state`(_ directive: String, _ state: String, _ reason: String?)
        throws
    {
        let last = try #require(try events(directive).last)
        #expect(last["type"]?.string == "response.\(state)")
        #expect(last["response"]?["status"]?.string == state)
        #expect(last["response"]?["incomplete_details"]?["reason"]?.string == reason)
    }

    @Test func `a response may fail`() throws {
        let last = try #require(try events("finish=failed code=rate_limit_exceeded").last)
        #expect(last["type"]?.string == "response.failed")
        #expect(last["response"]?["error"]?["code"]?.string == "rate_limit_exceeded")
    }

    @Test func `usage comes with the end`() throws {
        let events = try events("tokens=2 reasoning=3 cached=10 cache-written=4")
        #expect(events[0]["response"]?["usage"] == .null)
        let usage = events.last?["response"]?["usage"]
        #expect(usage?["output_tokens"]?.number?.asInt == 5)
        #expect(usage?["output_tokens_details"]?["reasoning_tokens"]?.number?.asInt == 3)
        #expect(usage?["input_tokens_details"]?["cached_tokens"]?.number?.asInt == 10)
        #expect(usage?["input_tokens_details"]?["cache_write_tokens"]?.number?.asInt == 4)
    }

    @Test func `an error within the stream is an event with a number`() throws {
        let error = MockDialect.responses.scriptedError(429, MockScript())
        #expect(
            EncodedAnswer.error(try encoder(""), error) == """
                event: error
                data: {"type":"error","sequence_number":0,"code":"rate_limit_exceeded",\
                "message":"Rate limit reached for requests.","param":null}


                """
        )
    }

    @Test func `obfuscation is part of deltas`() throws {
        let fields = try events("tokens=9 obfuscation").compactMap { $0["obfuscation"]?.string }
        #expect(fields.count == 9)
        #expect(Set(fields).count == 9)
    }

    @Test func `without its end a stream lacks the last event alone`() throws {
        #expect(EncodedAnswer.names(try text("done=no")).last == "response.output_item.done")
    }

    @Test func `a whole answer has the items of the stream`() throws {
        let directive = "reasoning=2 preface=3 tool=f id=4"
        let answer = try EncodedAnswer.whole(try encoder(directive, request: Self.encrypted))
        #expect(answer["object"]?.string == "response")
        #expect(answer["status"]?.string == "completed")
        #expect(answer["output"]?.array == items(try events(directive)))
    }
}
