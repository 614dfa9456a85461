// A front end runs a tool as soon as its input is available: no call may look so that the model has not completed.

import AnswerKit
import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct UnfinishedCallTests {
    private typealias Event = ProviderEvent

    /// A model call that ends before its tool call is complete and accepted.
    struct Cause: CustomTestStringConvertible, Sendable {
        let name: String
        var events: [String]
        var error: ChatError?
        var testDescription: String { name }
    }

    private static let begun = Event.call("deleteFile", id: "c", arguments: #"{"path":"/a"#)
    private static let named = Event.call("deleteFile", id: "c")
    private static let whole = Event.call("deleteFile", id: "c", arguments: #"{"path":"/a"}"#)

    static let causes =
        [begun, named, whole].flatMap { call in
            [
                Cause(name: "cut", events: [call]),
                Cause(name: "an error", events: [call, Event.error("down")]),
                Cause(name: "no JSON", events: [call, "{oops"]),
                Cause(
                    name: "a content filter",
                    events: [call, Event.finish("content_filter"), Event.done]
                ),
                Cause(name: "a stall", events: [call], error: .idleTimeout),
                Cause(name: "the time limit", events: [call], error: .totalTimeout),
                Cause(name: "the server's end", events: [call], error: .shuttingDown),
            ]
        }
        + [begun, named].flatMap { call in
            [
                Cause(name: "an end mark", events: [call, Event.done]),
                Cause(name: "the longest answer", events: [call, Event.finish("length")]),
            ]
        } + [
            Cause(
                name: "broken arguments",
                events: [begun, Event.finish("tool_calls"), Event.done]
            ),
            Cause(
                name: "arguments that are no object",
                events: [
                    Event.call("deleteFile", id: "c", arguments: "7"), Event.finish("tool_calls"),
                ]
            ),
            Cause(
                name: "arguments against the schema",
                events: [
                    Event.call("generateCard", id: "c", arguments: #"{"nope":1}"#),
                    Event.finish("tool_calls"),
                ]
            ),
            Cause(
                name: "a tool that there is not",
                events: [
                    Event.call("mystery", id: "c", arguments: "{}"), Event.finish("tool_calls"),
                ]
            ),
        ]

    private func output(
        _ cause: Cause,
        _ answer: StreamProtocol,
        release: String = "5.0.0"
    ) -> String {
        var tools = ToolCatalog.all
        tools.add([ClientTool(name: "deleteFile", description: nil, parameters: nil)])
        let client = Transcript.Client(answer: answer, release: release, tools: tools)
        // A body that ends would be an ending of its own.
        let calls = cause.error == nil ? [cause.events, Event.answer("Sorry.")] : []
        guard let error = cause.error else {
            return String(Transcript(calls, for: client).output.span)
        }
        let open = Transcript(open: cause.events, for: client, failing: error)
        return String(open.output.span)
    }

    @Test(arguments: causes, ChunkSchema.releases)
    func `in ui it fails behind its fragments`(cause: Cause, release: String) {
        let stream = UIStream(Array(output(cause, .ui, release: release).utf8))
        let types = stream.chunks.compactMap { $0["type"]?.string }
        #expect(!types.contains("tool-input-available"))
        #expect(!types.contains("tool-input-error"))
        #expect(types.count { $0 == "tool-output-error" } == 1)
        #expect(types.contains("tool-input-delta"))
    }

    @Test(arguments: causes)
    func `in data it has a result and no arguments`(cause: Cause) {
        let lines = output(cause, .data).split(separator: "\n")
        #expect(!lines.contains { $0.hasPrefix("9:") })
        #expect(lines.contains { $0.hasPrefix("c:") })
        #expect(lines.count { $0.hasPrefix(#"a:{"toolCallId":"c","result":{"error""#) } == 1)
    }

    @Test(arguments: causes)
    func `in mamba it is not there`(cause: Cause) {
        #expect(!output(cause, .mamba).contains("tool-call"))
    }

    @Test func `a call without arguments that the model completed is one`() {
        for reason in ["tool_calls", "stop"] {
            let cause = Cause(name: "", events: [Self.named, Event.finish(reason), Event.done])
            let lines = UIStream(Array(output(cause, .ui).utf8)).lines
            #expect(lines.contains("tool-input-available c deleteFile {}"))
        }
    }

    // Behind a failure a client that sends by itself must not find all calls of the last step answered.

    private static let card = Event.call("generateCard", id: "k", arguments: #"{"title":"A"}"#)

    /// What may become of the model call behind a display tool's; the rules of the stream look for the rest.
    @Test(
        arguments: [
            [], [Event.error("x")], [Event.done], [Event.role], [Event.text("x")],
            [Event.reasoning("x"), Event.error("x")], [card, Event.error("x")],
            [Event.finish("content_filter")], Event.answer(), [#"{"choices":[]}"#, Event.done],
            [#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#],
        ],
        ChunkSchema.releases
    )
    func `nothing behind a display tool sets a client off again`(events: [String], release: String)
    {
        let client = Transcript.Client(answer: .ui, release: release)
        let transcript = Transcript(
            [[Self.card, Event.finish("tool_calls"), Event.done], events],
            for: client
        )
        #expect(UIStream(transcript.output).doneCount == 1)
    }

    @Test func `an error in a message that goes on adds a step for clients that would ask again`() {
        let tail = ["error \(ChatError.providerFailed.sentence)"]
        let old = Transcript([[Event.error("x")]], as: .ui, continuing: "m")
        #expect(old.uiLines == ["start m", "start-step", "message-metadata {}"] + tail)
        let client = Transcript.Client(
            answer: .ui,
            release: "5.0.92",
            continuation: Continuation(messageID: "m")
        )
        #expect(Transcript([[Event.error("x")]], for: client).uiLines == tail)
        #expect(Transcript([[Event.error("x")]], as: .ui).uiLines == tail)
    }
}
