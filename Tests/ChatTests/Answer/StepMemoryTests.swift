// What a model has said before it calls a tool is kept for its next call, within bounds.

import AnswerKit
import Bytes
import Testing

@testable import Chat

@Suite struct StepMemoryTests {
    private typealias Event = ProviderEvent

    private static let call = [
        Event.call("generateCard", id: "c", arguments: #"{"title":"A"}"#),
        Event.finish("tool_calls"), Event.done,
    ]

    /// Texts of 64 KiB each.
    private static func texts(_ count: Int) -> [String] {
        Array(repeating: Event.text(String(repeating: "x", count: 64 * 1024)), count: count)
    }

    @Test func `nothing is kept beyond the bound, and what is kept is whole`() {
        var memory = StepMemory()
        let half = Array(repeating: UInt8(ascii: "x"), count: StepMemory.byteCountMax / 2)
        memory.keep(text: half.span)
        memory.keep(reasoning: half.span)
        let (text, reasoning) = (memory.text.count, memory.reasoning.count)
        #expect(text == half.count && reasoning == half.count)
        memory.keep(text: [0x78].span)
        let (kept, isTooLong) = (memory.text.count + memory.reasoning.count, memory.isTooLong)
        #expect(kept == 0 && isTooLong)
        memory.keep(text: [0x78].span)
        let later = memory.text.count
        #expect(later == 0)
        memory.forget()
        memory.keep(details: "1".utf8.span)
        memory.keep(details: "2".utf8.span)
        let details = String(memory.details.bytes)
        #expect(details == "1,2")
    }

    @Test func `a long answer streams on, and cannot go on behind a tool`() {
        let long = Transcript([Self.texts(17) + Self.call, Event.answer("x")], as: .ui)
        #expect(long.verdict == .failed(.answerTooLong))
        #expect(long.textEventCount == 17)
        #expect(long.uiLines.contains { $0.hasPrefix("tool-output-available c") })
        let short = Transcript([Self.texts(15) + Self.call, Event.answer("x")], as: .ui)
        #expect(short.verdict == .finished)
    }

    @Test func `a long answer that needs no other call is complete`() {
        let text = Transcript([Self.texts(40) + [Event.finish("stop")]], as: .ui)
        #expect(text.verdict == .finished)
        var tools = ToolCatalog.none
        tools.add([ClientTool(name: "where", description: nil, parameters: nil)])
        let call = [Event.call("where", id: "c", arguments: "{}"), Event.finish("tool_calls")]
        let client = Transcript.Client(answer: .ui, tools: tools)
        #expect(Transcript([Self.texts(17) + call], for: client).verdict == .finished)
    }

    @Test func `each call has the whole room`() {
        let calls = [Self.texts(9) + Self.call, Self.texts(9) + Self.call, Event.answer("x")]
        #expect(Transcript(calls, as: .ui).verdict == .finished)
    }
}
