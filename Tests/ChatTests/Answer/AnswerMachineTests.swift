import AnswerKit
import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct AnswerMachineTests {
    private typealias Event = ProviderEvent

    static let cases =
        AnswerCase.texts + AnswerCase.failures + AnswerCase.tools + AnswerCase.refusals

    @Test func `a model call that says nothing at all after a tool is a step of its own`() {
        let call = [Event.text("a"), Event.call("generateCard", id: "x", arguments: "{}")]
        let transcript = Transcript(
            [call + [Event.finish("tool_calls"), Event.done], [Event.done]],
            as: .ui
        )
        #expect(transcript.verdict == .finished)
        #expect(transcript.uiLines.count { $0 == "finish-step" } == 2)
    }

    @Test(arguments: cases)
    func `a client of the AI SDK sees`(row: AnswerCase) {
        let transcript = Transcript(row.calls, as: .ui)
        let begins = row.ui.first == "start-step"
        #expect(transcript.uiLines == (begins ? ["start msg-a1"] : []) + row.ui)
        #expect(transcript.verdict == row.verdict)
    }

    @Test(arguments: cases)
    func `a client of the original sees`(row: AnswerCase) {
        let transcript = Transcript(row.calls, as: .mamba)
        #expect(transcript.events == row.mamba)
        #expect(transcript.verdict == row.verdict)
    }

    // What is told beside the stream

    @Test(
        arguments: [
            ("stop", .stop), ("length", .length), ("content_filter", .contentFilter),
            ("tool_calls", .toolCalls), ("function_call", .toolCalls), ("end_turn", .other),
        ] as [(String, FinishReason)]
    )
    func `the reason to end is kept`(name: String, reason: FinishReason) {
        let transcript = Transcript([[Event.text("x"), Event.finish(name)]], as: .mamba)
        #expect(transcript.finishReason == reason)
        #expect(transcript.verdict == .finished)
    }

    @Test func `the model, the steps and the fragments are counted`() {
        let calls = [
            [Event.text("a"), Event.call("generateCard", id: "c", arguments: #"{"title":"A"}"#)]
                + [Event.finish("tool_calls")],
            Event.answer("b", "c"),
        ]
        let transcript = Transcript(calls, as: .ui)
        #expect(transcript.model == "gpt-4o-2024-08-06")
        #expect(transcript.stepCount == 2)
        #expect(transcript.textEventCount == 3)
        #expect(transcript.usage == nil)
    }

    @Test func `what of the cost was kept or thought is told, if the provider tells it`() {
        let usage =
            #"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14,"#
            + #""prompt_tokens_details":{"cached_tokens":7,"audio_tokens":0},"#
            + #""completion_tokens_details":{"reasoning_tokens":3}}}"#
        let events = [Event.text("a"), Event.finish("length"), usage, Event.done]
        let ending = ProviderEvent.ending(
            "length",
            usage:
                #"{"inputTokens":9,"outputTokens":5,"totalTokens":14,"cachedInputTokens":7,"reasoningTokens":3}"#
        )
        #expect(Transcript([events], as: .ui).uiLines.last == ending)
    }

    @Test(arguments: [
        ("https://a.example/", true), ("HTTP://a.example", true), ("javascript:alert(1)", false),
        ("data:text/html,x", false), ("//a.example", false), (" https://a.example", false),
        ("https:", false), (#"java\u0073cript:x"#, false), (#"\u0068ttps:\/\/a.example"#, true),
    ])
    func `only pages of the web are sources`(url: String, isShown: Bool) {
        let source = Event.delta(#"{"annotations":[{"url_citation":{"url":"\#(url)"}}]}"#)
        let events = [source, Event.text("x"), Event.finish("stop")]
        for answer in [StreamProtocol.ui, .data] {
            let output = String(Transcript([events], as: answer).output.span)
            #expect((output.contains("source-0")) == isShown)
        }
    }

    @Test func `of the costs that one model call tells, the last one counts`() {
        let events = [
            Event.text("a"), Event.usage(prompt: 5, completion: 1), Event.text("b"),
            Event.usage(prompt: 5, completion: 2), Event.finish("stop"),
        ]
        #expect(Transcript([events], as: .ui).usage?.totalTokens == 7)
    }

    @Test(arguments: ["9223372036854775807", "1e400", "-1", "12345678901234567890", "1.5"])
    func `a cost beyond all measure does no harm`(count: String) {
        let usage =
            #"{"choices":[],"usage":{"prompt_tokens":\#(count),"completion_tokens":\#(count),"#
            + #""total_tokens":\#(count)}}"#
        let call = [
            Event.call("generateCard", id: nil, arguments: #"{"title":"A"}"#), usage,
            Event.finish("tool_calls"),
        ]
        let transcript = Transcript([call, call, [Event.text("x"), usage, Event.done]], as: .ui)
        #expect(transcript.verdict == .finished)
        #expect(transcript.usage?.promptTokens ?? 0 >= 0)
    }

    @Test func `nothing has begun before there is content`() {
        #expect(!Transcript([[Event.role, Event.finish("stop")]], as: .ui).hasBegun)
        #expect(!Transcript([[Event.error("x")]], as: .ui).hasBegun)
        #expect(Transcript([[Event.text("x")]], as: .ui).hasBegun)
        #expect(Transcript([[Event.reasoning("x")]], as: .ui).hasBegun)
        #expect(Transcript([[Event.call("f", id: "c")]], as: .ui).hasBegun)
        let source = Event.delta(#"{"annotations":[{"url_citation":{"url":"https://a.example"}}]}"#)
        #expect(Transcript([[source]], as: .ui).hasBegun)
    }

    @Test func `what the provider says about a failure is for the log, within bounds`() {
        let transcript = Transcript([[Event.error(String(repeating: "x", count: 9000))]], as: .ui)
        let detail = transcript.failureDetail ?? ""
        #expect(detail.hasPrefix(#"{"message":"xxx"#))
        #expect(detail.utf8.count == 1024)
        #expect(!String(transcript.output.span).contains("xxx"))
    }

    @Test func `a message that is continued keeps its id`() {
        let transcript = Transcript([Event.answer("x")], as: .ui, continuing: "a\"b\n")
        #expect(UIStream(transcript.output).chunks[0]["messageId"]?.string == "a\"b\n")
    }

    // What the model is told

    @Test func `the model is told what it said and what its tools answered`() {
        let calls = [
            [Event.text("Let me see."), Event.call("generateCard", id: "c1")]
                + [Event.arguments(#"{"title""#), Event.arguments(#":"A"}"#)]
                + [Event.finish("tool_calls")],
            [Event.call("mystery", id: "c2", arguments: "{}"), Event.finish("tool_calls")],
            Event.answer("Done."),
        ]
        let requests = Transcript(calls, as: .mamba).requests
        #expect(requests.count == 2)
        let messages = try? JSONValue(parsing: (requests.last ?? "").utf8.span)
        let first = messages?[0]
        #expect(first?["role"]?.string == "assistant")
        #expect(first?["content"]?.string == "Let me see.")
        #expect(first?["tool_calls"]?[0]?["id"]?.string == "c1")
        #expect(
            first?["tool_calls"]?[0]?["function"]?["arguments"]?.string == #"{"title":"A"}"#
        )
        #expect(messages?[1]?["tool_call_id"]?.string == "c1")
        #expect(messages?[1]?["content"]?.string?.hasPrefix(#"{"type":"card","title":"A""#) == true)
        #expect(messages?[2]?["content"] == .null)
        #expect(
            messages?[3]?["content"]?.string?.hasPrefix("Unknown tool name: 'mystery'.") == true
        )
    }

    @Test func `a call without arguments goes back as one with none`() throws {
        let call = [Event.call("mystery", id: "c1"), Event.finish("tool_calls")]
        let requests = Transcript([call, Event.answer("x")], as: .ui).requests
        let messages = try JSONValue(parsing: (requests.last ?? "").utf8.span)
        #expect(messages[0]?["tool_calls"]?[0]?["function"]?["arguments"] == "{}")
    }

    @Test(arguments: [false, true])
    func `the model is told what it thought if its provider wants that`(isWanted: Bool) {
        let calls = [
            [Event.reasoning("h\"m "), Event.reasoning("so")]
                + [Event.call("generateCard", id: "c1", arguments: #"{"title":"A"}"#)]
                + [Event.finish("tool_calls")],
            [Event.call("generateCard", id: "c2", arguments: #"{"title":"B"}"#)]
                + [Event.finish("tool_calls")],
            Event.answer("Done."),
        ]
        let client = Transcript.Client(answer: .ui, tellsReasoning: isWanted)
        let requests = Transcript(calls, for: client).requests
        let messages = try? JSONValue(parsing: (requests.last ?? "").utf8.span)
        #expect(messages?[0]?["content"] == .null)
        #expect(messages?[0]?["reasoning_content"]?.string == (isWanted ? "h\"m so" : nil))
        // Of each call its own.
        #expect(messages?[2]?["tool_calls"]?[0]?["id"]?.string == "c2")
        #expect(messages?[2]?["reasoning_content"] == nil)
    }

    @Test func `ids that were exchanged for the client are the model's too`() {
        let call = [
            Event.call("generateCard", id: "c1", arguments: #"{"title":"A"}"#),
            Event.finish("tool_calls"),
        ]
        let requests = Transcript([call, call, Event.answer("x")], as: .ui).requests
        let messages = try? JSONValue(parsing: (requests.last ?? "").utf8.span)
        let second = messages?[2]?["tool_calls"]?[0]?["id"]?.string
        #expect(second != "c1")
        #expect(messages?[3]?["tool_call_id"]?.string == second)
    }

    // After the end

    @Test func `nothing is written after the end`() {
        var machine = AnswerMachine(
            encoder: UIMessageEncoder(release: .oldest),
            answerID: "a1",
            continuation: nil,
            tools: .none,
            stepCountMax: 1
        )
        var output = ByteBuffer()
        machine.fail(.shuttingDown, into: &output)
        let count = output.count
        let late = Array(Event.text("late").utf8)
        #expect(machine.received(late.span, into: &output) == .proceed)
        #expect(machine.providerEnded(into: &output) == .proceed)
        #expect(machine.fail(.idleTimeout, into: &output) == .proceed)
        #expect(output.count == count)
    }

    @Test(arguments: [StreamProtocol.mamba, .ui])
    func `signs of life are comments between events`(answer: StreamProtocol) {
        var machine = AnswerMachine(
            encoder: answer.encoder(for: .oldest),
            answerID: "a1",
            continuation: nil,
            tools: .none,
            stepCountMax: 1
        )
        var output = ByteBuffer()
        for event in Event.answer("a", "b") {
            machine.keepAlive(into: &output)
            _ = machine.received(Array(event.utf8).span, into: &output)
        }
        let lines = String(output.bytes).split(separator: "\n\n")
        #expect(lines.filter { $0 == ": ping" }.count == 5)
        #expect(lines.allSatisfy { $0 == ": ping" || $0.hasPrefix("data: ") })
    }

    // Bytes that are no text

    /// The content of a JSON string that is no text, and the text that it becomes.
    static let brokenContents: [(content: [UInt8], text: String)] = [
        (Array(#"a\ud83d"#.utf8), "a\u{FFFD}"),
        (Array(#"\ude00b"#.utf8), "\u{FFFD}b"),
        (Array(#"\ud83d\ud83d\ude00"#.utf8), "\u{FFFD}\u{1F600}"),
        ([0x61, 0xFF, 0x62], "a\u{FFFD}b"),
        ([0xF0, 0x9F, 0x90], "\u{FFFD}"),
        ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"),
        (Array("\u{2028}\u{2029}\u{85}\u{7F}".utf8), "\u{2028}\u{2029}\u{85}\u{7F}"),
        (Array(#"\u2028\u0000\/\"\\"#.utf8), "\u{2028}\u{0}/\"\\"),
    ]

    private static func event(_ member: String, _ content: [UInt8]) -> [UInt8] {
        Array(#"{"choices":[{"delta":{\#(member)""#.utf8) + content
            + Array(#""}}]}"#.utf8)
    }

    @Test(arguments: ["\"content\":", "\"refusal\":"], brokenContents)
    func `text that is no text is repaired`(member: String, row: (content: [UInt8], text: String)) {
        let events = [
            Self.event(member, Array("one".utf8)), Self.event(member, row.content),
            Self.event(member, Array("two".utf8)), Array(Event.finish("stop").utf8),
        ]
        let ui = UIStream(Transcript(bytes: events, as: .ui).output)
        #expect(ui.text == "one" + row.text + "two")
        let mamba = Transcript(bytes: events, as: .mamba).events.compactMap { event in
            try? JSONValue(parsing: event.utf8.span)
        }
        #expect(mamba.map { $0["textDelta"]?.string } == ["one", row.text, "two", nil])
    }

    @Test(arguments: brokenContents)
    func `a call whose strings are no text is repaired`(row: (content: [UInt8], text: String)) {
        let head = Array(#"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"i"#.utf8)
        let events = [
            head + row.content + Array(#"","function":{"name":"n"#.utf8) + row.content
                + Array(#"","arguments":"x"#.utf8) + row.content + Array(#""}}]}}]}"#.utf8)
        ]
        let chunks = UIStream(Transcript(bytes: events, as: .ui).output).chunks
        #expect(chunks[2]["toolCallId"]?.string == "i" + row.text)
        #expect(chunks[2]["toolName"]?.string == "n" + row.text)
        #expect(chunks[3]["inputTextDelta"]?.string == "x" + row.text)
    }

    @Test func `half a character in each of two fragments makes one in the arguments`() {
        let half = #"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"#
        let events = [
            Event.call("generateCard", id: "c", arguments: #"{"title":""#),
            half + #""\ud83d"}}]}}]}"#, half + #""\ude00\"}"}}]}}]}"#, Event.finish("tool_calls"),
        ]
        let lines = Transcript([events, Event.answer("x")], as: .ui).uiLines
        #expect(lines.contains("tool-input-available c generateCard {\"title\":\"\u{1F600}\"}"))
    }

    @Test func `a try that failed leaves no reason to end behind`() {
        var machine = AnswerMachine(
            encoder: UIMessageEncoder(release: .oldest),
            answerID: "a1",
            continuation: nil,
            tools: .none,
            stepCountMax: 1
        )
        var output = ByteBuffer()
        _ = machine.received(Array(Event.finish("stop").utf8).span, into: &output)
        machine.willCall(ModelTarget(model: "m"))
        _ = machine.received(Array(Event.text("half").utf8).span, into: &output)
        #expect(machine.providerEnded(into: &output) == .failed(.answerCut))
    }

    @Test func `arguments that clients take for an attack are refused`() {
        for name in ["__proto__", "\\u005f_proto__"] {
            let events = [
                Event.call("generateCard", id: "c", arguments: #"{"title":"A","\#(name)":{}}"#),
                Event.finish("tool_calls"),
            ]
            let lines = Transcript([events, Event.answer("x")], as: .ui).uiLines
            #expect(!lines.contains { $0.hasPrefix("tool-input-available") })
            #expect(lines.contains { $0.hasPrefix("tool-output-error c") })
        }
    }
}
