// Events of OpenAI's Responses API, and what becomes of them.

import JSON
import Providers
import Testing

@Suite struct ResponsesEventTranslatorTests {
    private static let created =
        #"{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","model":"gpt-5"}}"#

    private static func delta(_ kind: String, _ index: Int, _ delta: String) -> String {
        #"{"type":"response.\#(kind).delta","output_index":\#(index),"item_id":"x","delta":"\#(delta)"}"#
    }

    private static func item(_ event: String, _ index: Int, _ item: String) -> String {
        #"{"type":"response.output_item.\#(event)","output_index":\#(index),"item":\#(item)}"#
    }

    private static func end(_ status: String, _ members: String = "") -> String {
        #"{"type":"response.\#(status)","response":{"id":"resp_1","status":"\#(status)"\#(members)}}"#
    }

    private static let usage =
        #","usage":{"input_tokens":20,"input_tokens_details":{"cached_tokens":8},"output_tokens":9,"#
        + #""output_tokens_details":{"reasoning_tokens":4},"total_tokens":29}"#

    @Test func `reasoning, text, end and cost`() throws {
        let part =
            #"{"type":"response.reasoning_summary_part.added","output_index":0,"summary_index":0}"#
        let chunks = try Chunks(
            .responses,
            [
                Self.created, #"{"type":"response.in_progress","response":{}}"#, part,
                Self.delta("reasoning_summary_text", 0, "one"), part,
                Self.delta("reasoning_summary_text", 0, "two"),
                Self.item(
                    "done",
                    0,
                    #"{"type":"reasoning","id":"rs","summary":[],"encrypted_content":"e"}"#
                ), Self.delta("output_text", 1, "Hel"), Self.delta("output_text", 1, "lo"),
                Self.end("completed", Self.usage),
            ]
        )
        #expect(chunks.joined("reasoning_content") == "one\n\ntwo")
        #expect(chunks.joined("content") == "Hello")
        #expect(chunks.values("reasoning_details")[0][0]?["encrypted_content"] == "e")
        #expect(chunks.finishReason == "stop")
        #expect(chunks.isDone)
        #expect(chunks.all[0]["id"] == "resp_1")
        #expect(
            chunks.usage == [
                "prompt_tokens": 20, "completion_tokens": 9, "total_tokens": 29,
                "prompt_tokens_details": ["cached_tokens": 8],
                "completion_tokens_details": ["reasoning_tokens": 4],
            ]
        )
    }

    @Test func `calls that interleave are told apart by their place`() throws {
        let call = #"{"type":"function_call","id":"x","call_id":"NN","name":"f","arguments":""}"#
        func named(_ id: String) -> String { call.replacing("NN", with: id) }
        let chunks = try Chunks(
            .responses,
            [
                Self.created, Self.item("added", 3, named("c1")),
                Self.item("added", 5, named("c2")),
                Self.delta("function_call_arguments", 5, #"{\"b\":"#),
                Self.delta("function_call_arguments", 3, #"{\"a\":1}"#),
                Self.delta("function_call_arguments", 5, "2}"),
                Self.item("done", 3, named("c1")),
                Self.item(
                    "done",
                    7,
                    #"{"type":"function_call","call_id":"c3","name":"g","arguments":"{\"c\":3}"}"#
                ), Self.end("completed"),
            ]
        )
        #expect(chunks.calls == [#"c1 f {"a":1}"#, #"c2 f {"b":2}"#, #"c3 g {"c":3}"#])
        #expect(chunks.finishReason == "tool_calls")
    }

    @Test func `a refusal is the model's, and withheld`() throws {
        let chunks = try Chunks(
            .responses,
            [Self.created, Self.delta("refusal", 0, "no"), Self.end("completed")]
        )
        #expect(chunks.joined("refusal") == "no")
        #expect(chunks.finishReason == "content_filter")
    }

    @Test(arguments: [("max_output_tokens", "length"), ("content_filter", "content_filter")])
    func `an incomplete answer says why`(reason: String, expected: String) throws {
        let details = #","incomplete_details":{"reason":"\#(reason)"}"#
        let chunks = try Chunks(
            .responses,
            [Self.created, Self.delta("output_text", 0, "x"), Self.end("incomplete", details)]
        )
        #expect(chunks.finishReason == expected)
        #expect(chunks.isDone)
    }

    @Test func `failures in both of their forms`() throws {
        let failed = try Chunks(
            .responses,
            [
                Self.created,
                Self.end("failed", #","error":{"code":"server_error","message":"sorry"}"#),
            ]
        )
        #expect(failed.error == ["code": "server_error", "message": "sorry"])
        let error = try Chunks(
            .responses,
            [#"{"type":"error","code":"insufficient_quota","message":"pay","param":null}"#]
        )
        #expect(error.error?["code"] == "insufficient_quota")
        #expect(!error.isDone && !failed.isDone)
    }

    @Test func `sources are annotations`() throws {
        let chunks = try Chunks(
            .responses,
            [
                #"{"type":"response.output_text.annotation.added","output_index":0,"#
                    + #""annotation":{"type":"url_citation","url":"https://a","title":"A"}}"#
            ]
        )
        #expect(
            chunks.values("annotations") == [
                [["type": "url_citation", "url_citation": ["url": "https://a", "title": "A"]]]
            ]
        )
    }
}
