// The events of Anthropic's streams, as they stand in its API reference, and what becomes of them.

import Bytes
import JSON
import Providers
import Testing

@Suite struct AnthropicEventTranslatorTests {
    private static let start =
        #"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","#
        + #""content":[],"stop_reason":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":5,"#
        + #""cache_read_input_tokens":100,"output_tokens":1}}}"#

    private static func begin(_ index: Int, _ block: String) -> String {
        #"{"type":"content_block_start","index":\#(index),"content_block":\#(block)}"#
    }

    private static func delta(_ index: Int, _ delta: String) -> String {
        #"{"type":"content_block_delta","index":\#(index),"delta":\#(delta)}"#
    }

    private static func stop(_ index: Int) -> String {
        #"{"type":"content_block_stop","index":\#(index)}"#
    }

    private static func end(_ reason: String, _ usage: String = #"{"output_tokens":15}"#)
        -> [String]
    {
        [
            #"{"type":"message_delta","delta":{"stop_reason":"\#(reason)","stop_sequence":null},"usage":\#(usage)}"#,
            #"{"type":"message_stop"}"#,
        ]
    }

    private static func text(_ text: String) -> [String] {
        [
            begin(0, #"{"type":"text","text":""}"#),
            delta(0, #"{"type":"text_delta","text":"\#(text)"}"#), stop(0),
        ]
    }

    @Test func `text with its end and its cost`() throws {
        let chunks = try Chunks(
            .anthropic,
            [Self.start, #"{"type":"ping"}"#] + Self.text(#"He\"llo\n"#) + Self.text("!")
                + Self.end("end_turn")
        )
        #expect(chunks.joined("content") == "He\"llo\n!")
        #expect(chunks.finishReason == "stop")
        #expect(chunks.isDone)
        #expect(chunks.all[0]["id"] == "msg_1")
        #expect(chunks.all[0]["model"] == "claude")
        #expect(chunks.all[0]["created"] == 7)
        // Anthropic counts what a cache had, or took, apart from the rest.
        #expect(
            chunks.usage == [
                "prompt_tokens": 115, "completion_tokens": 15, "total_tokens": 130,
                "prompt_tokens_details": ["cached_tokens": 100, "cache_write_tokens": 5],
            ]
        )
    }

    @Test(arguments: [
        ("end_turn", "stop"), ("stop_sequence", "stop"), ("pause_turn", "stop"),
        ("max_tokens", "length"), ("model_context_window_exceeded", "length"),
        ("tool_use", "tool_calls"), ("refusal", "content_filter"),
    ])
    func `why it stopped`(reason: String, expected: String) throws {
        let chunks = try Chunks(.anthropic, [Self.start] + Self.text("x") + Self.end(reason))
        #expect(chunks.finishReason == expected)
    }

    @Test func `calls with and without arguments`() throws {
        let chunks = try Chunks(
            .anthropic,
            [
                Self.start, Self.begin(0, #"{"type":"text","text":"I "}"#), Self.stop(0),
                Self.begin(1, #"{"type":"tool_use","id":"t1","name":"f","input":{}}"#),
                Self.delta(1, #"{"type":"input_json_delta","partial_json":""}"#),
                Self.delta(1, #"{"type":"input_json_delta","partial_json":"{\"a\":"}"#),
                Self.delta(1, #"{"type":"input_json_delta","partial_json":" 1}"}"#), Self.stop(1),
                Self.begin(2, #"{"type":"tool_use","id":"t2","name":"g","input":{}}"#),
                Self.stop(2),
                Self.begin(3, #"{"type":"tool_use","id":"t3","name":"h","input":{"b":2}}"#),
                Self.stop(3),
            ] + Self.end("tool_use")
        )
        #expect(chunks.joined("content") == "I ")
        #expect(chunks.calls == [#"t1 f {"a": 1}"#, "t2 g {}", #"t3 h {"b":2}"#])
        #expect(chunks.finishReason == "tool_calls")
    }

    @Test func `thoughts are shown, and go back whole with their signature`() throws {
        let chunks = try Chunks(
            .anthropic,
            [
                Self.start, Self.begin(0, #"{"type":"thinking","thinking":"","signature":""}"#),
                Self.delta(0, #"{"type":"thinking_delta","thinking":"Let "}"#),
                Self.delta(0, #"{"type":"thinking_delta","thinking":"me\n"}"#),
                Self.delta(0, #"{"type":"signature_delta","signature":"c2ln"}"#), Self.stop(0),
                Self.begin(1, #"{"type":"redacted_thinking","data":"ZGF0"}"#), Self.stop(1),
            ] + Self.end("end_turn")
        )
        #expect(chunks.joined("reasoning_content") == "Let me\n")
        #expect(
            chunks.values("reasoning_details") == [
                [["type": "thinking", "thinking": "Let me\n", "signature": "c2ln"]],
                [["type": "redacted_thinking", "data": "ZGF0"]],
            ]
        )
    }

    @Test func `sources are annotations`() throws {
        let chunks = try Chunks(
            .anthropic,
            [
                Self.start, Self.begin(0, #"{"type":"text","text":""}"#),
                Self.delta(
                    0,
                    #"{"type":"citations_delta","citation":{"type":"web_search_result_location","#
                        + #""url":"https://a","title":"A","cited_text":"x"}}"#
                ),
                Self.delta(
                    0,
                    #"{"type":"citations_delta","citation":{"type":"char_location","document_index":0}}"#
                ),
            ]
        )
        #expect(
            chunks.values("annotations") == [
                [["type": "url_citation", "url_citation": ["url": "https://a", "title": "A"]]]
            ]
        )
    }

    @Test func `what the provider does itself, and what nobody knows, is left out`() throws {
        let chunks = try Chunks(
            .anthropic,
            [
                Self.start,
                Self.begin(
                    0,
                    #"{"type":"server_tool_use","id":"s","name":"web_search","input":{}}"#
                ),
                Self.delta(0, #"{"type":"input_json_delta","partial_json":"{}"}"#), Self.stop(0),
                Self.begin(1, #"{"type":"novelty","text":"no"}"#),
                Self.delta(1, #"{"type":"text_delta","text":"no"}"#),
                Self.delta(9, #"{"type":"text_delta","text":"no"}"#), #"{"type":"novel_event"}"#,
            ] + Self.text("yes") + Self.end("end_turn")
        )
        #expect(chunks.joined("content") == "yes")
        #expect(chunks.calls.isEmpty)
    }

    @Test func `an error within the stream is one`() throws {
        let chunks = try Chunks(
            .anthropic,
            [
                Self.start,
                #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"r"}"#,
            ]
        )
        #expect(chunks.error == ["type": "overloaded_error", "message": "Overloaded"])
        #expect(!chunks.isDone)
    }

    @Test func `thoughts that nobody could give back are shown alone`() throws {
        let long = String(repeating: "x", count: 200_000)
        let chunks = try Chunks(
            .anthropic,
            [
                Self.start, Self.begin(0, #"{"type":"thinking","thinking":""}"#),
                Self.delta(0, #"{"type":"thinking_delta","thinking":"\#(long)"}"#),
                Self.delta(0, #"{"type":"thinking_delta","thinking":"\#(long)"}"#),
                Self.delta(0, #"{"type":"signature_delta","signature":"s"}"#), Self.stop(0),
            ]
        )
        #expect(chunks.joined("reasoning_content").count == 400_000)
        #expect(chunks.values("reasoning_details").isEmpty)
    }
}
