// Dialects of what an answer holds: its text, its thoughts, its calls, its cost.

import AnswerKit

extension Dialect {
    // Content

    static let contents: [Dialect] = [
        Dialect(
            "content as a list",
            .delta(
                #"{"content":[{"type":"text","text":"Hello"},{"type":"text","text":" there."}]}"#
            ),
            .stop
        ),
        Dialect(
            "a thought in the list",
            .delta(#"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]}]}"#),
            .delta(
                #"{"content":[{"type":"thinking","thinking":"m."},{"type":"reference","text":"no"}]}"#
            ),
            .hello,
            .stop,
            reasoning: "Hmm."
        ),
        Dialect("an empty list", .delta(#"{"content":[]}"#), .hello, .stop),
        Dialect(
            "details of reasoning",
            .delta(#"{"content":"","reasoning_details":[{"type":"reasoning.text","text":"Hm"}]}"#),
            .delta(#"{"reasoning_details":[{"type":"reasoning.summary","summary":"m."}]}"#),
            .delta(#"{"reasoning_details":[{"type":"reasoning.encrypted","data":"no"}]}"#),
            .hello,
            .stop,
            reasoning: "Hmm."
        ),
        Dialect(
            "reasoning that comes twice",
            .delta(#"{"reasoning":"Hmm.","reasoning_details":[{"text":"Hmm."}]}"#),
            .hello,
            .stop,
            reasoning: "Hmm."
        ),
        Dialect(
            "details before the reasoning that they repeat",
            .delta(#"{"reasoning_details":[{"text":"Hmm."}],"reasoning":"Hmm."}"#),
            .hello,
            .stop,
            reasoning: "Hmm."
        ),
    ]

    // Calls

    private static let paris = #"{\"city\":\"Paris\"}"#
    private static let rome = #"{\"city\":\"Rome\"}"#
    private static let toParis = #"weather {"city":"Paris"}"#
    private static let toRome = #"weather {"city":"Rome"}"#

    static let calls: [Dialect] = [
        Dialect(
            "whole calls that all have index 0",
            .call(#""index":0,"id":"a","function":{"name":"weather","arguments":"\#(paris)"}"#),
            .call(#""index":0,"id":"b","function":{"name":"weather","arguments":"\#(rome)"}"#),
            .stop,
            text: "",
            calls: [toParis, toRome]
        ),
        Dialect(
            "a call whose name comes late",
            .call(#""index":0,"id":"a","function":{"arguments":"{\"city\":"}"#),
            .call(#""index":0,"function":{"name":"weather","arguments":"\"Paris\"}"}"#),
            .stop,
            text: "",
            calls: [toParis]
        ),
        Dialect(
            "no index and no id",
            .call(#""function":{"name":"weather","arguments":"\#(paris)"}"#),
            .call(#""function":{"name":"weather","arguments":"\#(rome)"}"#),
            .stop,
            text: "",
            calls: [toParis, toRome]
        ),
        Dialect(
            "one id for two calls",
            .call(#""index":0,"id":"a","function":{"name":"weather","arguments":"\#(paris)"}"#),
            .call(#""index":1,"id":"a","function":{"name":"weather","arguments":"\#(rome)"}"#),
            .stop,
            text: "",
            calls: [toParis, toRome]
        ),
        Dialect(
            "arguments that are an object",
            .call(
                #""index":0,"id":"a","function":{"name":"weather","arguments":{"city":"Paris"}}"#
            ),
            .stop,
            text: "",
            calls: [toParis]
        ),
        Dialect(
            "a call that is no list",
            .delta(#"{"tool_calls":{"function":{"name":"weather","arguments":"\#(paris)"}}}"#),
            .stop,
            text: "",
            calls: [toParis]
        ),
        Dialect(
            "a call of the old interface",
            .delta(#"{"function_call":{"name":"weather","arguments":""}}"#),
            .delta(#"{"function_call":{"arguments":"\#(paris)"}}"#),
            .delta("{}", finish: "function_call"),
            text: "",
            calls: [toParis]
        ),
        Dialect(
            "calls of nothing",
            .hello,
            .call(#""index":0,"id":"","type":"function","function":{"name":"","arguments":""}"#),
            .call(#""index":0,"id":"a","type":"function""#),
            .call(#""index":1"#),
            .stop
        ),
        Dialect(
            "arguments without a name",
            .hello,
            .call(#""index":0,"id":"a","function":{"arguments":"\#(paris)"}"#),
            .stop,
            failure: "ANSWER_INVALID",
            isRelayed: true
        ),
        Dialect(
            "indexes beyond all measure",
            .call(#""index":1e400,"function":{"name":"weather","arguments":"{\"city\":"}"#),
            .call(#""index":99999999999999999999,"function":{"arguments":"\"Paris\"}"}"#),
            .data(
                #"{"created":1e999,"choices":[{"index":-1e999,"delta":{},"finish_reason":"stop"}]}"#
            ),
            text: "",
            calls: [toParis]
        ),
    ]

    // Costs

    static let costs: [Dialect] = [
        Dialect("the chunk of its own", .hello, .stop, .usage, usage: [7, 3, 10]),
        Dialect(
            "in the choice",
            .hello,
            .delta(
                "{}",
                finish: "stop",
                choice: #","usage":{"prompt_tokens":7,"completion_tokens":3}"#
            ),
            usage: [7, 3, 10]
        ),
        Dialect(
            "in x_groq",
            .hello,
            .delta("{}", finish: "stop", top: #","x_groq":{"usage":{"prompt_tokens":7}}"#),
            usage: [7, nil, nil]
        ),
        Dialect(
            "zeros behind it",
            .hello,
            .stop,
            .usage,
            .data(#"{"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}}"#),
            usage: [7, 3, 10]
        ),
        Dialect(
            "nothing that is known",
            .hello,
            .delta("{}", finish: "stop", top: #","usage":{}"#)
        ),
        Dialect(
            "beyond all measure",
            .hello,
            .stop,
            .data(#"{"choices":[],"usage":{"prompt_tokens":1e400,"completion_tokens":-1e400}}"#)
        ),
        Dialect(
            "at the end of all integers",
            .hello,
            .stop,
            .data(
                #"{"choices":[],"usage":{"prompt_tokens":9223372036854775807,"#
                    + #""completion_tokens":9223372036854775807}}"#
            ),
            usage: [.max, .max, .max]
        ),
    ]
}
