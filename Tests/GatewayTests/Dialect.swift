// Provider's streams in dialects that real providers speak, and what each comes to.

import AnswerKit
import Testing

/// One stream, from its first byte to its proper end, and what clients are to make of it.
///
/// The shapes are from public reports about providers and gateways; the words are our own.
struct Dialect: CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    var text = "Hello there."
    var reasoning = ""
    /// The names of the calls that the client is told of, each with its arguments.
    var calls: [String] = []
    /// Input, output and total tokens as the client is told; nil if it is told none.
    var usage: [Int?]?
    /// How the answer ends for front ends; nil in success.
    var failure: String?
    /// Whether it ends well for clients of OpenAI's API; nil if it is as for front ends.
    var isRelayed: Bool?
    /// What the log is told.
    var log: String?

    var testDescription: String { name }

    init(
        _ name: String,
        _ parts: Part...,
        done: Bool = true,
        text: String = "Hello there.",
        reasoning: String = "",
        calls: [String] = [],
        usage: [Int?]? = nil,
        failure: String? = nil,
        isRelayed: Bool? = nil,
        log: String? = nil
    ) {
        self.name = name
        let stream = parts.map(\.text).joined() + (done ? "data: [DONE]\n\n" : "")
        bytes = Array(stream.utf8)
        self.text = text
        self.reasoning = reasoning
        self.calls = calls
        self.usage = usage
        self.failure = failure
        self.isRelayed = isRelayed
        self.log = log
    }

    /// A part of a stream.
    struct Part: ExpressibleByStringLiteral {
        let text: String

        /// Bytes as they stand.
        init(stringLiteral text: String) { self.text = text }

        private init(data: String) { text = "data: \(data)\n\n" }

        /// An event.
        static func data(_ json: String) -> Part { Part(data: json) }

        /// A chunk with a delta and further members of its choice and of the chunk.
        static func delta(
            _ json: String,
            finish: String? = nil,
            choice: String = "",
            top: String = ""
        ) -> Part {
            let reason = finish.map { "\"\($0)\"" } ?? "null"
            return data(
                #"{"id":"1","model":"m","choices":[{"index":0,"delta":\#(json),"finish_reason":"#
                    + "\(reason)\(choice)}]\(top)}"
            )
        }

        /// The usual text, in two chunks behind the role.
        static let hello = Part(
            stringLiteral: delta(#"{"role":"assistant","content":""}"#).text
                + delta(#"{"content":"Hello"}"#).text + delta(#"{"content":" there."}"#).text
        )
        static let stop = delta("{}", finish: "stop")
        static let usage = data(
            #"{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"#
        )

        /// A fragment of a call.
        static func call(_ members: String, finish: String? = nil) -> Part {
            delta(#"{"tool_calls":[{\#(members)}]}"#, finish: finish)
        }
    }
}

extension Dialect {
    private static let provider = "PROVIDER_ERROR"
    private static let words = #""error":{"message":"words"}"#

    // What says that the answer has failed

    static let failures: [Dialect] =
        ["error", "network_error", "insufficient_system_resource", "Upstream_Error"].map {
            (reason: String) in
            Dialect(
                "the reason \(reason)",
                .hello,
                .delta("{}", finish: reason),
                failure: provider,
                log: reason
            )
        }
        + [
            words, #""error":"words""#, #""error_type":"words""#, #""error_message":"words""#,
            #""object":"error","message":"words""#, #""x_groq":{"error":"words"}"#,
            #""base_resp":{"status_code":1008,"status_msg":"words"}"#,
        ].flatMap { (member: String) in
            [
                Dialect(
                    "\(member) in place of a chunk",
                    .hello,
                    .data("{\(member)}"),
                    failure: provider,
                    log: "words"
                ),
                Dialect(
                    "\(member) in the last chunk",
                    .hello,
                    .delta("{}", finish: "stop", top: ",\(member)"),
                    failure: provider,
                    log: "words"
                ),
            ]
        } + [
            Dialect(
                "an error in the choice",
                .hello,
                .delta("{}", finish: "stop", choice: "," + words),
                failure: provider,
                log: "words"
            ),
            Dialect(
                "an error in an array",
                .hello,
                .data("[{\(words)}]"),
                failure: provider,
                log: "words"
            ),
            Dialect(
                "a limit of requests",
                .data(#"{"error":{"message":"words","code":429}}"#),
                text: "",
                failure: "PROVIDER_RATE_LIMITED",
                log: "words"
            ),
            Dialect(
                "a quota that is used up",
                .data(#"{"error":{"message":"words","code":"insufficient_quota"}}"#),
                text: "",
                failure: "PROVIDER_ACCOUNT",
                log: "words"
            ),
            Dialect(
                "an event called error with words",
                .hello,
                "event: error\ndata: words\n\n",
                failure: provider,
                log: "words"
            ),
            Dialect(
                "an event called error that looks like a chunk",
                .hello,
                "event:error\n",
                .delta(#"{"content":"words"}"#),
                failure: provider,
                log: "words"
            ),
            Dialect(
                "an event called error without data",
                .hello,
                "event: error\n\n",
                failure: provider
            ),
        ]
        + [
            "", #""error":null"#, #""error":{}"#, #""error":{ }"#, #""error":"""#,
            #""error":false"#,
            #""error":[]"#, #""error_type":null,"error_message":"""#,
            #""object":"chat.completion.chunk""#,
            #""x_groq":{"id":"1","error":null}"#, #""base_resp":{"status_code":0}"#,
        ].map { (member: String) in
            Dialect(
                "no failure: \(member)",
                .hello,
                .delta("{}", finish: "stop", top: member.isEmpty ? "" : ",\(member)")
            )
        }

    // What is no event, or several

    static let signs: [Dialect] =
        [
            "data:\n\n", "data: \t\n\n", "data: null\n\n", "data: \"\"\n\n",
            "data: : keepalive\n\n",
            ":\n\n", "event: ping\ndata: {\"type\":\"ping\"}\n\n",
            "event: heartbeat\ndata: 17:00\n\n",
            "event: keep-alive\ndata: x\n\n",
            "event: ping\ndata: {\"choices\":[{\"delta\":{\"content\":\"no\"}}]}\n\n",
        ].map {
            Dialect(
                "a sign of life: \($0.debugDescription)",
                .hello,
                Part(stringLiteral: $0),
                .stop
            )
        }
        + [
            Dialect("an end mark in quotes", .hello, "data: \"[DONE]\"\n\n", done: false),
            Dialect(
                "lines that are chunks each for itself",
                .hello,
                #"data: {"choices":[{"index":0,"delta":{"content":" So"}}]}"#,
                "\n",
                #"data: {"choices":[{"index":0,"delta":{"content":" long."}}]}"#,
                "\n\n",
                .stop,
                text: "Hello there. So long."
            ),
            Dialect(
                "chunks and the end mark as lines of one event",
                #"data: {"choices":[{"index":0,"delta":{"content":"Hello there."}}]}"#,
                "\n",
                "data: [DONE]\n\n",
                done: false
            ),
            Dialect(
                "lines of which one is half a chunk",
                .hello,
                "data: {\"choices\":[]}\ndata: {\"choices\":\n\n",
                failure: "ANSWER_INVALID",
                log: "choices"
            ),
            Dialect(
                "the last event without its end",
                .hello,
                #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
                done: false
            ),
            Dialect(
                "half an event behind the reason",
                .hello,
                .stop,
                #"data: {"choices":[],"usa"#,
                done: false
            ),
            Dialect(
                "half an event before the reason",
                .hello,
                #"data: {"choices":[{"index":0,"finish_"#,
                done: false,
                failure: "ANSWER_INCOMPLETE"
            ),
            Dialect(
                "an array that is no error",
                .hello,
                .data("[1]"),
                failure: "ANSWER_INVALID",
                log: "[1]"
            ),
            Dialect(
                "a page in place of a stream",
                "<html>\n<p>words</p>\n</html>",
                done: false,
                text: "",
                failure: provider,
                log: "words"
            ),
            Dialect(
                "an error in place of a stream",
                "{\"error\":{\"message\":\"words\",\n\"code\":429}}",
                done: false,
                text: "",
                failure: "PROVIDER_RATE_LIMITED",
                log: "words"
            ),
            Dialect("nothing in place of a stream", "", done: false, text: "", failure: provider),
            Dialect("the end mark alone", text: "", failure: "ANSWER_EMPTY"),
        ]

    // How an answer ends

    static let endings: [Dialect] = [
        Dialect("no reason but the end mark", .hello),
        Dialect("a reason and no end mark", .hello, .stop, done: false),
        Dialect("neither reason nor end mark", .hello, done: false, failure: "ANSWER_INCOMPLETE"),
        Dialect(
            "a choice without its reason",
            .hello,
            .data(#"{"choices":[{"index":1,"delta":{"content":""}}]}"#),
            .stop,
            done: false,
            failure: "ANSWER_INCOMPLETE"
        ),
        Dialect(
            "reasoning and nothing else",
            .delta(#"{"reasoning_content":"Hm."}"#),
            .stop,
            text: "",
            reasoning: "Hm.",
            failure: "ANSWER_EMPTY",
            isRelayed: true
        ),
    ]
}
