// What a provider wants back of a model's reasoning goes to the client and back, untouched.

import AnswerKit
import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct ReasoningDetailsTests {
    private typealias Event = ProviderEvent

    private static func delta(_ details: String, _ more: String = "") -> String {
        Event.delta(#"{"reasoning_details":\#(details)\#(more)}"#)
    }

    private static func taken(_ arrays: String...) -> String {
        var details = ReasoningDetails()
        for array in arrays { details.append(array.utf8.span) }
        return String(details.take().span)
    }

    @Test func `elements are joined in their order, and nothing else`() {
        let taken = Self.taken(#"[1, {"a":1.50}]"#, "[ ]", "[]", "[\n\"\\u0041\"\n]")
        #expect(taken == #"1,{"a":1.50},"A""#)
        #expect(Self.taken() == "")
    }

    @Test func `what is too long is left out as a whole`() {
        let long = "[\"" + String(repeating: "x", count: ProviderMetadata.byteCountMax) + "\"]"
        #expect(Self.taken("[1]", long, "[2]") == "")
    }

    private static let encrypted = #"{"type":"reasoning.encrypted","data":"SIG=="}"#

    @Test func `they stand at the end of their part, with the model that was asked`() {
        let text = #"{"type":"reasoning.text","text":"hm"}"#
        let events = [
            Self.delta("[\(text)]", #","reasoning":"hm""#), Self.delta("[\(Self.encrypted)]"),
            Event.text("Hi"), Event.finish("stop"),
        ]
        let client = Transcript.Client(answer: .ui, tools: .none, model: "up/model")
        let end = UIStream(Transcript([events], for: client).output).chunks
            .first { $0["type"] == "reasoning-end" }
        let own = end?["providerMetadata"]?["mamba"]
        #expect(own?["model"] == "up/model")
        #expect(own?["reasoningDetails"]?.description == "[\(text),\(Self.encrypted)]")
    }

    @Test func `details without words have a part of their own`() {
        let events = [
            Event.text("Hi"), Self.delta("[\(Self.encrypted)]"), Event.finish("stop"),
        ]
        let lines = Transcript([events], as: .ui).uiLines
        #expect(lines.contains("reasoning-start reasoning-0"))
        #expect(lines.contains { $0.hasPrefix("reasoning-end") && $0.contains("SIG==") })
    }

    @Test func `they go back to the model with what its tools answered`() throws {
        let call = [
            Self.delta("[\(Self.encrypted)]"),
            Event.call("generateCard", id: "c", arguments: #"{"title":"A"}"#),
            Event.finish("tool_calls"),
        ]
        let requests = Transcript([call, Event.answer("x")], as: .mamba).requests
        let request = try #require(requests.first)
        let message = try JSONValue(parsing: request.utf8.span)[0]
        #expect(message?["reasoning_details"]?.description == "[\(Self.encrypted)]")
    }

    @Test func `a try that failed leaves none behind`() {
        var details = ReasoningDetails()
        details.append("[1]".utf8.span)
        details.removeAll()
        let isEmpty = details.isEmpty
        #expect(isEmpty)
    }
}
