// Answers as plain text.

import AnswerKit
import Bytes
import Testing

@testable import Chat

@Suite struct TextEncoderTests {
    private typealias Event = ProviderEvent

    private func text(_ events: [String], failing error: ChatError? = nil) -> String {
        let client = Transcript.Client(answer: .text, tools: .none)
        return String(
            decoding: Transcript([events], for: client, failing: error).output,
            as: UTF8.self
        )
    }

    @Test func `the text stands as the model meant it`() {
        let events = [
            Event.reasoning("hidden"), Event.content(#"a\n\"\u00e9\ud83d\ude00"#),
            Event.content(#"\ud83d"#),
            Event.refusal(" no"), Event.finish("stop"), Event.done,
        ]
        #expect(text(events) == "a\n\"\u{E9}\u{1F600}\u{FFFD} no")
    }

    @Test(arguments: [ChatError.answerCut, .shuttingDown])
    func `nothing is said of a failure`(error: ChatError) {
        #expect(text([Event.text("half")], failing: error) == "half")
    }

    @Test func `nothing is sent as a sign of life`() {
        var output = ByteBuffer()
        TextEncoder().keepAlive(into: &output)
        #expect(output.count == 0)
    }
}
