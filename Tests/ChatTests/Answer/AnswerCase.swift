// Answers of a provider, and what a client is to see of them in each protocol.

import AnswerKit
import Testing

@testable import Chat

/// The model calls of one answer and their two transcripts.
struct AnswerCase: CustomTestStringConvertible {
    let name: String
    let calls: [[String]]
    /// The lines of `ui` behind `start`.
    let ui: [String]
    /// The data of the events of `mamba`.
    let mamba: [String]
    var verdict = AnswerVerdict.finished

    var testDescription: String { name }

    private typealias Event = ProviderEvent

    private static let finish = #"{"type":"finish"}"#

    private static func mamba(_ text: String) -> String {
        #"{"type":"text-delta","textDelta":"\#(text)"}"#
    }

    private static func mamba(_ error: ChatError) -> String {
        #"{"type":"error","error":"\#(error.sentence)"}"#
    }

    /// What keeps clients of the oldest release from asking again, behind a step with calls that failed.
    static let another = ["finish-step", "start-step", "message-metadata {}"]

    private static func ui(_ error: ChatError) -> String { "error \(error.sentence)" }

    private static func failing(
        _ name: String,
        _ error: ChatError,
        _ calls: [[String]],
        ui: [String] = [],
        mamba: [String] = []
    ) -> AnswerCase {
        AnswerCase(
            name: name,
            calls: calls,
            ui: ui + [Self.ui(error)],
            mamba: mamba + [Self.mamba(error)],
            verdict: .failed(error)
        )
    }

    // Text and reasoning

    static let texts: [AnswerCase] = [
        AnswerCase(
            name: "text",
            calls: [Event.answer("Hel", "lo")],
            ui: [
                "start-step", "text-start txt-0", "text-delta txt-0 Hel", "text-delta txt-0 lo",
                "text-end txt-0", "finish-step", ProviderEvent.ending,
            ],
            mamba: [mamba("Hel"), mamba("lo"), finish]
        ),
        AnswerCase(
            name: "empty fragments are none",
            calls: [Event.answer("", "Hi", "")],
            ui: [
                "start-step", "text-start txt-0", "text-delta txt-0 Hi", "text-end txt-0",
                "finish-step", ProviderEvent.ending,
            ],
            mamba: [mamba("Hi"), finish]
        ),
        AnswerCase(
            name: "reasoning, then text",
            calls: [
                [Event.reasoning("hm "), Event.reasoning("so"), Event.text("Hi")]
                    + [Event.finish("stop"), Event.done]
            ],
            ui: [
                "start-step", "reasoning-start reasoning-0", "reasoning-delta reasoning-0 hm ",
                "reasoning-delta reasoning-0 so", "reasoning-end reasoning-0", "text-start txt-0",
                "text-delta txt-0 Hi", "text-end txt-0", "finish-step", ProviderEvent.ending,
            ],
            mamba: [mamba("Hi"), finish]
        ),
        AnswerCase(
            name: "reasoning between two texts is closed when the text goes on",
            calls: [
                [Event.text("a"), Event.reasoning("b"), Event.text("c"), Event.reasoning("d")]
                    + [Event.finish("stop")]
            ],
            ui: [
                "start-step", "text-start txt-0", "text-delta txt-0 a",
                "reasoning-start reasoning-0", "reasoning-delta reasoning-0 b",
                "reasoning-end reasoning-0", "text-delta txt-0 c", "reasoning-start reasoning-1",
                "reasoning-delta reasoning-1 d", "reasoning-end reasoning-1", "text-end txt-0",
                "finish-step", ProviderEvent.ending,
            ],
            mamba: [mamba("a"), mamba("c"), finish]
        ),
        AnswerCase(
            name: "a refusal is what the model says",
            calls: [[Event.role, Event.refusal("I can't."), Event.finish("stop"), Event.done]],
            ui: [
                "start-step", "text-start txt-0", "text-delta txt-0 I can't.", "text-end txt-0",
                "finish-step", ProviderEvent.ending,
            ],
            mamba: [mamba("I can't."), finish]
        ),
        AnswerCase(
            name: "the body may end without an end mark",
            calls: [[Event.text("x"), Event.finish("stop")]],
            ui: [
                "start-step", "text-start txt-0", "text-delta txt-0 x", "text-end txt-0",
                "finish-step", ProviderEvent.ending,
            ],
            mamba: [mamba("x"), finish]
        ),
        AnswerCase(
            name: "the end mark may come without a reason",
            calls: [[Event.text("x"), "  [DONE]\t"]],
            ui: [
                "start-step", "text-start txt-0", "text-delta txt-0 x", "text-end txt-0",
                "finish-step", ProviderEvent.ending("other"),
            ],
            mamba: [mamba("x"), finish]
        ),
        AnswerCase(
            name: "what was withheld after some text",
            calls: [[Event.text("x"), Event.finish("content_filter"), Event.done]],
            ui: [
                "start-step", "text-start txt-0", "text-delta txt-0 x", "text-end txt-0",
                "finish-step", ProviderEvent.ending("content-filter"),
            ],
            mamba: [mamba("x"), finish]
        ),
        AnswerCase(
            name: "what costs is told at the end",
            calls: [
                Array(Event.answer("x").dropLast())
                    + [Event.usage(prompt: 5, completion: 7), Event.done]
            ],
            ui: [
                "start-step", "text-start txt-0", "text-delta txt-0 x", "text-end txt-0",
                "finish-step",
                ProviderEvent.ending(
                    "stop",
                    usage:
                        #"{"inputTokens":5,"outputTokens":7,"totalTokens":12,"reasoningTokens":0}"#
                ),
            ],
            mamba: [mamba("x"), finish]
        ),
        AnswerCase(
            name: "chunks of other shapes say nothing",
            calls: [
                [
                    "{}", "null", #""""#, #"{"choices":null}"#, #"{"choices":[7]}"#,
                    Event.text("x"),
                ]
                    + [#"{"error":null,"choices":[{"delta":7}]}"#, Event.finish("stop")]
            ],
            ui: [
                "start-step", "text-start txt-0", "text-delta txt-0 x", "text-end txt-0",
                "finish-step", ProviderEvent.ending,
            ],
            mamba: [mamba("x"), finish]
        ),
    ]

    // Failures

    static let failures: [AnswerCase] = [
        failing("no event at all", .answerCut, [[]]),
        failing("the end mark alone", .answerEmpty, [[Event.done]]),
        failing("nothing said", .answerEmpty, [Event.answer()]),
        failing("empty fragments only", .answerEmpty, [Event.answer("", "")]),
        failing(
            "reasoning only",
            .answerEmpty,
            [[Event.reasoning("hm"), Event.finish("stop"), Event.done]],
            ui: [
                "start-step", "reasoning-start reasoning-0", "reasoning-delta reasoning-0 hm",
                "reasoning-end reasoning-0",
            ]
        ),
        failing(
            "withheld without text",
            .contentFiltered,
            [[Event.role, Event.finish("content_filter"), Event.done]]
        ),
        failing(
            "cut within the text",
            .answerCut,
            [[Event.role, Event.text("half")]],
            ui: ["start-step", "text-start txt-0", "text-delta txt-0 half", "text-end txt-0"],
            mamba: [mamba("half")]
        ),
        failing(
            "cut within a call",
            .answerCut,
            [[Event.call("generateCard", id: "c", arguments: "{\"ti")]],
            ui: [
                "start-step", "tool-input-start c generateCard", "tool-input-delta c {\"ti",
                "tool-output-error c The call was not completed.",
            ] + another
        ),
        failing(
            "an error object",
            .providerFailed,
            [[Event.text("half"), Event.error("secret-host is down"), Event.text("more")]],
            ui: ["start-step", "text-start txt-0", "text-delta txt-0 half", "text-end txt-0"],
            mamba: [mamba("half")]
        ),
        failing("an error object first", .providerFailed, [[Event.error("no")]]),
        failing(
            "no JSON",
            .answerInvalid,
            [[Event.text("half"), #"{"choices":[{"delta":{"content":"#, Event.text("more")]],
            ui: ["start-step", "text-start txt-0", "text-delta txt-0 half", "text-end txt-0"],
            mamba: [mamba("half")]
        ),
        failing("JSON and more", .answerInvalid, [["{} {}"]]),
        failing(
            "a call without a name",
            .answerInvalid,
            [[Event.arguments("{}"), Event.finish("tool_calls")]]
        ),
        failing("a list in place of a chunk", .answerInvalid, [["[]"]], ui: []),
        failing("a number in place of a chunk", .answerInvalid, [["1"]], ui: []),
    ]
}
