// The exact bytes of requests to the provider.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct CompletionRequestTests {
    private func body(_ request: borrowing CompletionRequest, stream: Bool = true) -> String {
        var buffer = ByteBuffer()
        request.encodeBody(into: &buffer, request.firstForm, stream: stream)
        return String(buffer.bytes)
    }

    private func completion(tools: String = "") throws -> CompletionRequest {
        let messages = message("user", text("hi"))
        let body = #"{"messages":[\#(messages)],"model":"openai/gpt-4o","tools":[\#(tools)]}"#
        return try CompletionRequest(try chat(body), body: ByteBuffer(copying: body.utf8.span))
    }

    private static let start = #"{"messages":[{"role":"user","content":"hi"}],"model":"gpt-4o","#
    private static let streaming = #""stream":true,"stream_options":{"include_usage":true}"#

    @Test func `a request without tools is four members`() throws {
        let request = try completion()
        let streamed = body(request)
        let whole = body(request, stream: false)
        #expect(streamed == Self.start + Self.streaming + "}")
        #expect(whole == Self.start + #""stream":false}"#)
    }

    @Test func `a request with tools has the choice before them`() throws {
        let request = try completion(tools: #""generateCode""#)
        let text = body(request)
        let tools = #","tool_choice":"auto","tools":[{"type":"function","function":{"name":"#
        #expect(text.hasPrefix(Self.start + Self.streaming + tools + #""generateCode","#))
        #expect(JSONValue(text: text)?["tools"]?.array?.count == 1)
    }

    @Test func `a model's name is escaped`() {
        let request = CompletionRequest(
            messages: ByteBuffer(),
            target: ModelTarget(model: #"a"b\"#)
        )
        let text = body(request, stream: false)
        #expect(text == #"{"messages":[],"model":"a\"b\\","stream":false}"#)
    }

    @Test func `what the model said and its tools answered follows the conversation`() throws {
        var request = try completion()
        let said = #"one \"two\" \ud83d"#
        let first = try ToolOutcome.made(
            id: "t1",
            name: "generateForm",
            arguments: #"{"a":"é\u00e9"}"#,
            message: "{\"type\":\"form\",\n\"a\":\"é\"}"
        )
        let second = try ToolOutcome.made(
            id: "t\"2",
            name: "no.such",
            arguments: "no JSON",
            message: ""
        )
        let thought = #"so \"\ud83d"#
        request.append(
            assistantText: said.utf8.span,
            reasoning: thought.utf8.span,
            outcomes: [first, second]
        )
        request.append(assistantText: Span(), reasoning: Span(), outcomes: [first])
        let text = body(request)
        let form = call("generateForm", #"{\"a\":\"é\\u00e9\"}"#, id: "t1")
        let shown = answer(#"{\"type\":\"form\",\n\"a\":\"é\"}"#, id: "t1")
        // What is no JSON is refused by some providers.
        let missing = call("no_such", "{}", id: #"t\"2"#)
        let expected = array(
            user("hi"),
            assistant(
                "one \\\"two\\\" \u{FFFD}",
                thinking: "so \\\"\u{FFFD}",
                calling: form,
                missing
            ),
            shown,
            answer("", id: #"t\"2"#),
            assistant(nil, calling: form),
            shown
        )
        #expect(text.hasPrefix(#"{"messages":\#(expected),"model":"#))
    }

    @Test func `every body is the same until something is added`() throws {
        var request = try completion(tools: #""generateCode""#)
        let first = String(request.nextBody(request.firstForm).bytes)
        #expect(first == body(request))
        #expect(String(request.nextBody(request.firstForm).bytes) == first)
    }

    @Test func `what grows far beyond its size is refused`() throws {
        // The arguments of an unanswered display call are told twice, and each backslash four times.
        func body(_ count: Int) -> [UInt8] {
            let part = tool(
                "tool-generateCode",
                #""state":"input-available","input":{"code":"\#(String(repeating: #"\\"#, count: count))"}"#
            )
            let messages = message("assistant", part) + "," + message("user", text("go on"))
            return Array(#"{"messages":[\#(messages)]}"#.utf8)
        }
        for (count, status) in [(1_000_000, 413), (10_000, nil)] {
            let body = body(count)
            let request = try ChatRequest(body.span, contract: .ui, models: RecordedCase.models)
            do throws(RequestRejection) {
                var completion = try CompletionRequest(
                    request,
                    body: ByteBuffer(copying: body.span)
                )
                let sent = completion.nextBody(completion.firstForm)
                #expect(JSONValue(text: String(sent.bytes))?["messages"]?.array?.count == 3)
                #expect(status == nil)
            } catch {
                #expect(error.status == status)
                #expect(error.json?["detail"]?.string?.hasPrefix("The conversation") == true)
            }
        }
    }
}
