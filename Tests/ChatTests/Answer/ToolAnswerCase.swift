// Answers that call tools, and what a client is to see of them in each protocol.

import AnswerKit
import Testing

@testable import Chat

extension AnswerCase {
    private typealias Event = ProviderEvent

    private static let card = #"{"title":"A"}"#
    private static let cardResult =
        #"{"type":"card","title":"A","description":null,"content":null,"media":null,"#
        + #""actions":null}"#
    private static let badArguments = "The arguments of this call were not valid."
    private static let mambaDone = #"{"type":"text-delta","textDelta":"Done."}"#
    private static let finish = #"{"type":"finish"}"#
    private static let uiDone = [
        "finish-step", "start-step", "text-start txt-0", "text-delta txt-0 Done.",
        "text-end txt-0", "finish-step", ProviderEvent.ending,
    ]

    private static func mambaCall(_ id: String) -> [String] {
        [
            #"{"type":"tool-call","toolCallId":"\#(id)","toolName":"generateCard","args":\#(card)}"#,
            #"{"type":"tool-result","toolCallId":"\#(id)","result":\#(card)}"#,
        ]
    }

    private static func uiCall(_ id: String, step: String = "start-step") -> [String] {
        [
            step, "tool-input-start \(id) generateCard", "tool-input-delta \(id) \(card)",
            "tool-input-available \(id) generateCard \(card)",
            "tool-output-available \(id) \(cardResult)",
        ]
    }

    private static func uiRefused(_ id: String, _ name: String, _ arguments: String) -> [String] {
        [
            "start-step", "tool-input-start \(id) \(name)", "tool-input-delta \(id) \(arguments)",
            "tool-output-error \(id) \(badArguments)",
        ]
    }

    private static func call(_ id: String?, _ arguments: String = card) -> [String] {
        [Event.call("generateCard", id: id, arguments: arguments), Event.finish("tool_calls")]
    }

    private static func error(_ error: ChatError) -> String {
        #"{"type":"error","error":"\#(error.sentence)"}"#
    }

    // Calls that succeed

    static let tools: [AnswerCase] = [
        AnswerCase(
            name: "one call",
            calls: [call("c1") + [Event.done], Event.answer("Done.")],
            ui: uiCall("c1") + uiDone,
            mamba: mambaCall("c1") + [mambaDone, finish]
        ),
        AnswerCase(
            name: "a call whose answer ends with its body",
            calls: [call("c1"), Event.answer("Done.")],
            ui: uiCall("c1") + uiDone,
            mamba: mambaCall("c1") + [mambaDone, finish]
        ),
        AnswerCase(
            name: "text before a call",
            calls: [
                [Event.text("Let me"), Event.text(" see.")] + call("c1"), Event.answer("Done."),
            ],
            ui: [
                "start-step", "text-start txt-0", "text-delta txt-0 Let me",
                "text-delta txt-0  see.", "tool-input-start c1 generateCard",
                "tool-input-delta c1 \(card)", "text-end txt-0",
                "tool-input-available c1 generateCard \(card)",
                "tool-output-available c1 \(cardResult)", "finish-step", "start-step",
                "text-start txt-1", "text-delta txt-1 Done.", "text-end txt-1", "finish-step",
                ProviderEvent.ending,
            ],
            mamba: [
                #"{"type":"text-delta","textDelta":"Let me"}"#,
                #"{"type":"text-delta","textDelta":" see."}"#,
            ] + mambaCall("c1") + [mambaDone, finish]
        ),
        AnswerCase(
            name: "reasoning before a call",
            calls: [[Event.reasoning("hm")] + call("c1"), Event.answer("Done.")],
            ui: [
                "start-step", "reasoning-start reasoning-0", "reasoning-delta reasoning-0 hm",
                "reasoning-end reasoning-0",
            ] + uiCall("c1").dropFirst() + uiDone,
            mamba: mambaCall("c1") + [mambaDone, finish]
        ),
        AnswerCase(
            name: "two calls side by side",
            calls: [
                [
                    Event.call("generateCard", id: "c1"), Event.arguments(#"{"title""#),
                    Event.call("generateCard", id: "c2", index: 1), Event.arguments(#":"A"}"#),
                    Event.arguments(card, index: 1), Event.finish("tool_calls"), Event.done,
                ],
                Event.answer("Done."),
            ],
            ui: [
                "start-step", "tool-input-start c1 generateCard",
                #"tool-input-delta c1 {"title""#, #"tool-input-delta c1 :"A"}"#,
                "tool-input-start c2 generateCard", "tool-input-delta c2 \(card)",
                "tool-input-available c1 generateCard \(card)",
                "tool-input-available c2 generateCard \(card)",
                "tool-output-available c1 \(cardResult)", "tool-output-available c2 \(cardResult)",
            ] + uiDone,
            mamba: mambaCall("c1") + mambaCall("c2") + [mambaDone, finish]
        ),
        AnswerCase(
            name: "a name in pieces is shown when it is whole",
            calls: [
                [
                    Event.call("generate", id: "c1"), Event.call("Card", id: nil),
                    Event.arguments(card), Event.finish("tool_calls"),
                ],
                Event.answer("Done."),
            ],
            ui: uiCall("c1") + uiDone,
            mamba: mambaCall("c1") + [mambaDone, finish]
        ),
        AnswerCase(
            name: "nothing to say after a call",
            calls: [call("c1"), Event.answer()],
            ui: uiCall("c1") + ["finish-step", "start-step", "finish-step", ProviderEvent.ending],
            mamba: mambaCall("c1") + [finish]
        ),
        AnswerCase(
            name: "a call without an id gets one",
            calls: [call(nil), call(nil), Event.answer("Done.")],
            ui: uiCall("call-a1-1-0") + ["finish-step"] + uiCall("call-a1-2-0") + uiDone,
            mamba: mambaCall("call-a1-1-0") + mambaCall("call-a1-2-0") + [mambaDone, finish]
        ),
        AnswerCase(
            name: "an id that comes again in a later step gets another",
            calls: [call("c1"), call("c1"), Event.answer("Done.")],
            ui: uiCall("c1") + ["finish-step"] + uiCall("call-a1-2-0") + uiDone,
            mamba: mambaCall("c1") + mambaCall("call-a1-2-0") + [mambaDone, finish]
        ),
        AnswerCase(
            name: "the cost of all calls is added up",
            calls: [
                call("c1") + [Event.usage(prompt: 1, completion: 2), Event.done],
                Array(Event.answer("Done.").dropLast())
                    + [Event.usage(prompt: 10, completion: 20), Event.done],
            ],
            ui: uiCall("c1") + uiDone.dropLast()
                + [
                    ProviderEvent.ending(
                        "stop",
                        usage: #"{"inputTokens":11,"outputTokens":22,"totalTokens":33,"#
                            + #""reasoningTokens":0}"#
                    )
                ],
            mamba: mambaCall("c1") + [mambaDone, finish]
        ),
    ]

    // Calls that are refused

    static let refusals: [AnswerCase] = [
        AnswerCase(
            name: "arguments refused once",
            calls: [call("c1", #"{"nope":1}"#), call("c2"), Event.answer("Done.")],
            ui: uiRefused("c1", "generateCard", #"{"nope":1}"#) + ["finish-step"] + uiCall("c2")
                + uiDone,
            mamba: mambaCall("c2") + [mambaDone, finish]
        ),
        AnswerCase(
            name: "arguments refused twice",
            calls: [call("c1", #"{"title":7}"#), call("c2", #"{"title":"#), Event.answer("no")],
            ui: uiRefused("c1", "generateCard", #"{"title":7}"#) + ["finish-step"]
                + uiRefused("c2", "generateCard", #"{"title":"#)
                + another + ["error \(ChatError.toolFailed.sentence)"],
            mamba: [error(.toolFailed)],
            verdict: .failed(.toolFailed)
        ),
        AnswerCase(
            name: "two calls refused in one step count once",
            calls: [
                [
                    Event.call("generateCard", id: "c1", arguments: "{}"),
                    Event.call("generateCard", id: "c2", index: 1, arguments: "[]"),
                    Event.finish("tool_calls"),
                ],
                call("c3"), Event.answer("Done."),
            ],
            ui: [
                "start-step", "tool-input-start c1 generateCard", "tool-input-delta c1 {}",
                "tool-input-start c2 generateCard", "tool-input-delta c2 []",
                "tool-output-error c1 \(badArguments)", "tool-output-error c2 \(badArguments)",
                "finish-step",
            ] + uiCall("c3") + uiDone,
            mamba: mambaCall("c3") + [mambaDone, finish]
        ),
        AnswerCase(
            name: "a tool that does not exist",
            calls: [
                [Event.call("mystery", id: "c1", arguments: "{}"), Event.finish("tool_calls")],
                Event.answer("Done."),
            ],
            ui: uiRefused("c1", "mystery", "{}") + uiDone,
            mamba: [mambaDone, finish]
        ),
        AnswerCase(
            name: "no arguments are an empty object",
            calls: [
                [Event.call("generateCard", id: "c1"), Event.finish("tool_calls")],
                Event.answer("Done."),
            ],
            ui: [
                "start-step", "tool-input-start c1 generateCard",
                "tool-input-delta c1 {}", "tool-output-error c1 \(badArguments)",
            ] + uiDone,
            mamba: [mambaDone, finish]
        ),
        AnswerCase(
            name: "one step more than there may be",
            calls: [call("c1"), call("c2"), call("c3"), call("c4"), Event.answer("no")],
            ui: uiCall("c1") + ["finish-step"] + uiCall("c2") + ["finish-step"] + uiCall("c3")
                + ["finish-step"] + uiCall("c4") + another
                + ["error \(ChatError.stepLimit.sentence)"],
            mamba: ["c1", "c2", "c3", "c4"].flatMap(mambaCall) + [error(.stepLimit)],
            verdict: .failed(.stepLimit)
        ),
    ]
}
