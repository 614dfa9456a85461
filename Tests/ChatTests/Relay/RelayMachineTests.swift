import AnswerKit
import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct RelayMachineTests {
    private typealias Event = ProviderEvent

    /// What came of some events.
    private struct Outcome: Equatable {
        var output = ""
        var verdict = AnswerVerdict.proceed
        var textEventCount = 0
        var usage: TokenUsage?
        var finishReason: FinishReason?
        var model: String?
        var detail: String?
    }

    private static func outcome(
        _ events: [[UInt8]],
        wantsUsage: Bool = false,
        ends: Bool = true
    ) -> Outcome {
        var machine = RelayMachine(wantsUsage: wantsUsage)
        var output = ByteBuffer()
        var outcome = Outcome()
        for event in events where outcome.verdict == .proceed {
            outcome.verdict = machine.received(event.span, into: &output)
        }
        if outcome.verdict == .proceed, ends {
            outcome.verdict = machine.providerEnded(into: &output)
        }
        // Nobody else is asked here.
        if case .callFailed(let error) = outcome.verdict {
            outcome.verdict = machine.fail(error, into: &output)
        }
        outcome.output = String(output.bytes)
        outcome.textEventCount = machine.textEventCount
        outcome.usage = machine.usage
        outcome.finishReason = machine.finishReason
        outcome.model = machine.model
        outcome.detail = machine.failureDetail
        return outcome
    }

    private static func outcome(_ events: [String], wantsUsage: Bool = false) -> Outcome {
        outcome(events.map { Array($0.utf8) }, wantsUsage: wantsUsage)
    }

    private static func stream(_ events: [String]) -> String {
        String(Event.stream(events).span)
    }

    private static func failure(_ error: ChatError) -> String {
        var output = ByteBuffer()
        OpenAIError(error).write(into: &output)
        return "data: \(String(output.bytes))\n\n"
    }

    // What is passed on

    @Test func `events are passed on byte for byte, and then the end mark`() {
        let events = [
            Event.role, Event.text("Hi"), Event.content(#"\u00e9\ud83d"#), Event.text(" there"),
            Event.reasoning("hm"), Event.refusal("no"), Event.call("f", id: "c", arguments: "{"),
            Event.arguments("}"), #" { "choices" : [ ] , "x" : 1.50 } "#,
            Event.finish("tool_calls"),
            Event.done,
        ]
        let outcome = Self.outcome(events)
        #expect(outcome.output == Self.stream(events))
        #expect(outcome.verdict == .finished)
        #expect(outcome.textEventCount == 3)
        #expect(outcome.finishReason == .toolCalls)
        #expect(outcome.model == "gpt-4o-2024-08-06")
    }

    @Test func `data on several lines becomes one`() {
        let event = "{\"choices\":\n[{\"index\":0,\"finish_reason\":\"stop\"}]}"
        let outcome = Self.outcome([event, Event.done])
        #expect(outcome.output == Self.stream([event.replacing("\n", with: " "), Event.done]))
    }

    @Test(arguments: [true, false])
    func `the usage reaches who asked for it, and always the log`(wantsUsage: Bool) {
        let usage = Event.usage(prompt: 3, completion: 4)
        let events = [Event.text("a"), Event.finish("stop"), usage, Event.done]
        let outcome = Self.outcome(events, wantsUsage: wantsUsage)
        #expect(
            outcome.output == Self.stream(events.filter { wantsUsage || $0 != usage })
        )
        #expect(outcome.usage?.totalTokens == 7)
    }

    @Test(arguments: [
        #"{"choices":[],"prompt_filter_results":[]}"#, #"{"choices":[],"usage":null}"#,
        #"{"choices":[{"index":0,"delta":{}}],"usage":{"prompt_tokens":1}}"#, #"{"usage":7}"#,
    ])
    func `nothing but the usage is left out`(event: String) {
        let events = [event, Event.finish("stop"), Event.done]
        #expect(Self.outcome(events).output == Self.stream(events))
    }

    @Test func `malformed UTF-8 becomes a replacement character, and the stream goes on`() {
        var broken = Array(Event.text("a?b").utf8)
        broken[broken.firstIndex(of: UInt8(ascii: "?")) ?? 0] = 0xFF
        let first = Array(Event.text("x").utf8)
        let last = Array(Event.finish("stop").utf8)
        for events in [[broken, last], [first, broken, broken, first, last]] {
            let outcome = Self.outcome(events)
            #expect(outcome.verdict == .finished)
            #expect(outcome.output.contains("a\u{FFFD}b"))
        }
    }

    // Endings

    @Test func `without an end mark a finish reason of each choice will do`() {
        func chunk(_ index: Int, _ reason: String?) -> String {
            let reason = reason.map { "\"\($0)\"" } ?? "null"
            return #"{"choices":[{"index":\#(index),"delta":{},"finish_reason":\#(reason)}]}"#
        }
        let one = Self.outcome([chunk(0, nil), chunk(0, "stop")])
        #expect(one.verdict == .finished)
        #expect(one.output.hasSuffix("data: [DONE]\n\n"))
        let half = Self.outcome([chunk(0, nil), chunk(1, nil), chunk(1, "stop")])
        #expect(half.verdict == .failed(.answerCut))
        let both = Self.outcome([chunk(0, nil), chunk(1, "stop"), chunk(0, "length")])
        #expect(both.verdict == .finished)
        let many = Self.outcome([chunk(500, "stop"), chunk(62, nil), chunk(62, "stop")])
        #expect(many.verdict == .finished)
    }

    @Test(arguments: [
        ([Event.role, Event.text("half")], ChatError.answerCut),
        ([Event.text("half"), "{oops", Event.done], .answerInvalid),
        ([Event.text("half"), "[1]", Event.done], .answerInvalid),
        ([Event.text("half"), "hello", Event.done], .answerInvalid),
        ([Event.text("half"), Event.error("secret words"), Event.done], .providerFailed),
        ([Event.done], .answerEmpty),
        ([Event.usage(prompt: 1, completion: 0), Event.done], .answerEmpty),
        ([], .answerCut),
    ])
    func `what did not come to its proper end is an error and never done`(
        events: [String],
        error: ChatError
    ) {
        let outcome = Self.outcome(events)
        #expect(outcome.verdict == .failed(error))
        #expect(outcome.output.hasSuffix(Self.failure(error)))
        #expect(!outcome.output.contains("[DONE]"))
        #expect(!outcome.output.contains("secret"))
        if error == .providerFailed { #expect(outcome.detail?.contains("secret words") == true) }
    }

    @Test func `nothing follows the end`() {
        var machine = RelayMachine(wantsUsage: false)
        var output = ByteBuffer()
        for event in [Event.text("a"), Event.done] {
            let bytes = Array(event.utf8)
            _ = machine.received(bytes.span, into: &output)
        }
        let count = output.count
        let more = Array(Event.text("more").utf8)
        #expect(machine.received(more.span, into: &output) == .proceed)
        #expect(machine.fail(.idleTimeout, into: &output) == .proceed)
        #expect(machine.providerEnded(into: &output) == .proceed)
        #expect(output.count == count)
    }

    @Test func `another try begins anew`() {
        var machine = RelayMachine(wantsUsage: false)
        var output = ByteBuffer()
        let cost = Array(Event.usage(prompt: 9, completion: 9).utf8)
        _ = machine.received(cost.span, into: &output)
        let isEmpty = output.isEmpty
        let hasBegun = machine.hasBegun
        #expect(isEmpty && !hasBegun)
        machine.willCall(ModelTarget(model: "m"))
        let usage = machine.usage
        #expect(usage == nil)
        #expect(machine.providerEnded(into: &output) == .callFailed(.answerCut))
    }

    @Test func `a sign of life is a comment`() {
        let machine = RelayMachine(wantsUsage: false)
        var output = ByteBuffer()
        machine.keepAlive(into: &output)
        #expect(String(output.bytes) == ": ping\n\n")
    }
}
