// A stream of chunks as the one completion that it stands for.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct CompletionCollectorTests {
    private struct Outcome {
        let verdict: AnswerVerdict
        let json: JSONValue?
        let usage: TokenUsage?
    }

    private static func outcome(_ events: [String], isCut: Bool = false) -> Outcome {
        var machine = CompletionCollector(unixSeconds: 7)
        var output = ByteBuffer()
        var verdict = AnswerVerdict.proceed
        for event in events where verdict == .proceed {
            verdict = machine.received(event.utf8.span, into: &output)
        }
        if verdict == .proceed { verdict = machine.providerEnded(into: &output) }
        return Outcome(
            verdict: verdict,
            json: try? JSONValue(parsing: output.bytes),
            usage: machine.usage
        )
    }

    private static func delta(_ delta: String) -> String {
        #"{"id":"c1","model":"m","choices":[{"index":0,"delta":\#(delta),"finish_reason":null}]}"#
    }

    private static func finish(_ reason: String) -> String {
        #"{"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"\#(reason)"}]}"#
    }

    private static let usage = #"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#

    @Test func `everything that came is in it`() {
        let outcome = Self.outcome([
            Self.delta(#"{"role":"assistant","content":""}"#),
            Self.delta(#"{"reasoning_content":"hm"}"#), Self.delta(#"{"content":"a\n"}"#),
            Self.delta(#"{"content":"b\""}"#),
            Self.delta(#"{"reasoning_details":[{"type":"thinking","signature":"s"}]}"#),
            Self.delta(
                #"{"annotations":[{"type":"url_citation","url_citation":{"url":"https://a","title":"A"}}]}"#
            ),
            Self.delta(
                #"{"tool_calls":[{"index":0,"id":"t","function":{"name":"f","arguments":""}}]}"#
            ),
            Self.delta(#"{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":1}"}}]}"#),
            Self.finish("tool_calls"), Self.usage, "[DONE]",
        ])
        #expect(outcome.verdict == .finished)
        let expected: JSONValue = [
            "id": "c1", "object": "chat.completion", "created": 7, "model": "m",
            "choices": [
                [
                    "index": 0,
                    "message": [
                        "role": "assistant", "content": "a\nb\"", "reasoning_content": "hm",
                        "reasoning_details": [["type": "thinking", "signature": "s"]],
                        "annotations": [
                            [
                                "type": "url_citation",
                                "url_citation": ["url": "https://a", "title": "A"],
                            ]
                        ],
                        "tool_calls": [
                            [
                                "id": "t", "type": "function",
                                "function": ["name": "f", "arguments": #"{"x":1}"#],
                            ]
                        ],
                    ],
                    "finish_reason": "tool_calls",
                ]
            ],
            "usage": ["prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7],
        ]
        #expect(outcome.json == expected)
        #expect(outcome.usage?.totalTokens == 7)
    }

    @Test func `an end without an end mark is good once the reason has come`() {
        let whole = Self.outcome([Self.delta(#"{"content":"a"}"#), Self.finish("stop")])
        #expect(whole.verdict == .finished)
        #expect(whole.json?["choices"]?[0]?["finish_reason"] == "stop")
        let cut = Self.outcome([Self.delta(#"{"content":"a"}"#)])
        #expect(cut.verdict == .callFailed(.answerCut))
        #expect(cut.json == nil)
    }

    @Test func `a failure within the stream is one`() {
        let outcome = Self.outcome([
            Self.delta(#"{"content":"a"}"#),
            #"{"error":{"type":"rate_limit_error","message":"slow down"}}"#,
        ])
        #expect(outcome.verdict == .callFailed(.rateLimited))
        #expect(Self.outcome(["{"]).verdict == .callFailed(.answerInvalid))
    }
}
