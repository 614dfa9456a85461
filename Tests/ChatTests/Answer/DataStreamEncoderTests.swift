// The data stream of the AI SDK's fourth release, line by line.

import AnswerKit
import Testing

@testable import Chat

@Suite struct DataStreamEncoderTests {
    private typealias Event = ProviderEvent

    private func lines(
        _ calls: [[String]],
        clientTools: [String] = [],
        failing error: ChatError? = nil
    ) -> [String] {
        var tools = ToolCatalog.all
        tools.add(clientTools.map { ClientTool(name: $0, description: nil, parameters: nil) })
        let transcript = Transcript(calls, for: .init(answer: .data, tools: tools), failing: error)
        let text = String(decoding: transcript.output, as: UTF8.self)
        #expect(text.isEmpty || text.hasSuffix("\n"))
        return text.split(separator: "\n").map(String.init)
    }

    @Test func `text and reasoning`() {
        let events = [
            Event.reasoning("hm"), Event.content(#"a\n\u00e9""#.replacing("\"", with: "")),
            Event.text("b"),
        ]
        #expect(
            lines([events + [Event.finish("length"), Event.usage(prompt: 3, completion: 4)]]) == [
                #"f:{"messageId":"msg-a1"}"#, #"g:"hm""#, #"0:"a\n\u00e9""#, #"0:"b""#,
                #"e:{"finishReason":"length","usage":{"promptTokens":3,"completionTokens":4},"isContinued":false}"#,
                #"d:{"finishReason":"length","usage":{"promptTokens":3,"completionTokens":4}}"#,
            ]
        )
    }

    @Test func `a call, its result and the next step`() {
        let call = [
            Event.call("generateCard", id: "c", arguments: #"{"title":"#),
            Event.arguments(#""A"}"#),
            Event.finish("tool_calls"),
        ]
        #expect(
            lines([call, Event.answer("x")]) == [
                #"f:{"messageId":"msg-a1"}"#, #"b:{"toolCallId":"c","toolName":"generateCard"}"#,
                #"c:{"toolCallId":"c","argsTextDelta":"{\"title\":"}"#,
                #"c:{"toolCallId":"c","argsTextDelta":"\"A\"}"}"#,
                #"9:{"toolCallId":"c","toolName":"generateCard","args":{"title":"A"}}"#,
                #"a:{"toolCallId":"c","result":{"type":"card","title":"A","description":null,"#
                    + #""content":null,"media":null,"actions":null}}"#,
                #"e:{"finishReason":"tool-calls","isContinued":false}"#,
                #"f:{"messageId":"msg-a1"}"#, #"0:"x""#,
                #"e:{"finishReason":"stop","isContinued":false}"#, #"d:{"finishReason":"stop"}"#,
            ]
        )
    }

    @Test func `a call of the client's tool has no result`() {
        let call = [Event.call("where", id: "c", arguments: "{}"), Event.finish("tool_calls")]
        let lines = lines([call], clientTools: ["where"])
        #expect(lines.contains(#"9:{"toolCallId":"c","toolName":"where","args":{}}"#))
        #expect(!lines.contains { $0.hasPrefix("a:") })
        #expect(lines.last == #"d:{"finishReason":"tool-calls"}"#)
    }

    @Test func `a refused call does not stay under way`() {
        let call = [
            Event.call("generateCard", id: "c", arguments: "{}"), Event.finish("tool_calls"),
        ]
        let lines = lines([call, Event.answer("x")])
        #expect(!lines.contains { $0.hasPrefix("9:") })
        #expect(
            lines.contains(
                #"a:{"toolCallId":"c","result":{"error":"The arguments of this call were not valid."}}"#
            )
        )
    }

    @Test func `an error is the last line`() {
        let call = [Event.call("generateCard", id: "c", arguments: "{"), Event.error("secret")]
        let lines = lines([call])
        #expect(!lines.contains { $0.hasPrefix("9:") })
        #expect(lines.suffix(2).first?.hasPrefix(#"a:{"toolCallId":"c","result":{"error""#) == true)
        #expect(lines.last == "3:\"\(ChatError.providerFailed.sentence)\"")
    }

    @Test func `sources are told`() {
        let citation = Event.delta(
            #"{"annotations":[{"url_citation":{"url":"https://a.example/","title":"\"A\""}},{"x":1},"#
                + #"{"url_citation":{"title":"no address"}},{"url_citation":{"url":"https://b.example"}},7]}"#
        )
        #expect(
            lines([[citation, Event.text("x"), Event.finish("stop")]]).filter { $0.hasPrefix("h:") }
                == [
                    #"h:{"sourceType":"url","id":"source-0","url":"https://a.example/","title":"\"A\""}"#,
                    #"h:{"sourceType":"url","id":"source-1","url":"https://b.example"}"#,
                ]
        )
    }
}
