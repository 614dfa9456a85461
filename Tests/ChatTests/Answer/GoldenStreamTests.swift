import AnswerKit
import Foundation
import JSON
import Testing

@testable import Chat

/// Our UI streams beside those that the AI SDK's own server sends.
@Suite struct GoldenStreamTests {
    private typealias Event = ProviderEvent

    /// A scenario: what the provider sends, and how the streams may differ.
    struct Case: Sendable {
        let name: String
        let calls: [[String]]
        /// From the stream recorded with the SDK's package for compatible providers.
        var differences: [GoldenDifference] = []
        /// From the one recorded with its package for OpenAI's own API; nil if these are the same.
        var openAIDifferences: [GoldenDifference]?
        /// The tools that the client brings along.
        var clientTools: [String] = []
        /// What the answer goes on with; the recording has the response before it too.
        var continuation: Continuation?
        /// The first release in which the client's part can happen.
        var oldestRelease = SDKRelease.oldest
        /// An error that ends the answer before the provider has sent anything.
        var error: ChatError?

        /// The recordings of the scenario; those of two responses are of one package only.
        var recordings: [Recording] {
            let compatible = Recording(row: self, name: name, differences: differences)
            guard continuation == nil else { return [compatible] }
            let openAI = Recording(
                row: self,
                name: name + ".openai-provider",
                differences: openAIDifferences ?? differences
            )
            return [compatible, openAI]
        }
    }

    /// A recorded stream, and how ours may differ from it.
    struct Recording: Sendable, CustomTestStringConvertible {
        let row: Case
        let name: String
        let differences: [GoldenDifference]
        var testDescription: String { name }
    }

    private static func call(_ id: String, _ pieces: String..., index: Int = 0) -> [String] {
        [Event.call("generateCard", id: id, index: index)]
            + pieces.map { Event.arguments($0, index: index) }
    }

    private static let end = [Event.finish("tool_calls"), Event.done]
    private static let done = Event.answer("All ", "done.")

    static let cases = [
        Case(name: "text", calls: [Event.answer("Hel", "lo")]),
        Case(
            name: "length",
            calls: [[Event.role, Event.text("cut"), Event.finish("length"), Event.done]]
        ),
        Case(
            name: "oddfinish",
            calls: [[Event.role, Event.text("x"), Event.finish("end_turn"), Event.done]]
        ),
        Case(
            name: "nofinish",
            calls: [[Event.role, Event.text("x"), Event.done]],
            differences: [.plainEnd],
            openAIDifferences: []
        ),
        Case(
            name: "reasoning",
            calls: [
                [Event.reasoning("hm "), Event.reasoning("so"), Event.text("Hi")]
                    + [Event.finish("stop"), Event.done]
            ],
            openAIDifferences: [.reasoningIsShown]
        ),
        Case(
            name: "refusal",
            calls: [
                [Event.role, Event.refusal("I can't help."), Event.finish("stop"), Event.done]
            ],
            differences: [.refusalIsText],
            openAIDifferences: [.noEmptyText, .refusalIsText]
        ),
        Case(
            name: "filter",
            calls: [[Event.role, Event.finish("content_filter"), Event.done]],
            differences: [.filteredAnswer],
            openAIDifferences: [.noEmptyText, .filteredAnswer]
        ),
        Case(
            name: "errorchunk",
            calls: [[Event.role, Event.text("half"), Event.error("no"), Event.done]],
            differences: [.error(.providerFailed)]
        ),
        Case(
            name: "errorfirst",
            calls: [[Event.error("no"), Event.done]],
            differences: [.error(.providerFailed)]
        ),
        Case(
            name: "badjson",
            calls: [[Event.role, Event.text("half"), "{oops", Event.text(" on"), Event.done]],
            differences: [.error(.answerInvalid)]
        ),
        Case(
            name: "cut",
            calls: [[Event.role, Event.text("half")]],
            differences: [.error(.answerCut)]
        ),
        Case(
            name: "tool",
            calls: [
                [Event.role, Event.text("Let me see.")]
                    + call("call_1", #"{"ti"#, #"tle":"A"#, #""}"#) + end,
                done,
            ],
            differences: [.wholeOutput]
        ),
        Case(
            name: "toolonly",
            calls: [call("call_1", #"{"title":"A"}"#) + end, done],
            differences: [.wholeOutput]
        ),
        Case(
            name: "parallel",
            calls: [
                call("call_1", #"{"title":"#, #""A"}"#)
                    + call("call_2", #"{"title":"B"}"#, index: 1) + end,
                done,
            ],
            differences: [.wholeOutput]
        ),
        Case(
            name: "interleaved",
            calls: [
                call("call_1", #"{"title""#) + call("call_2", #"{"ti"#, index: 1) + [
                    Event.arguments(#":"A"}"#), Event.arguments(#"tle":"B"}"#, index: 1),
                ] + end,
                done,
            ],
            differences: [.wholeOutput]
        ),
        Case(
            name: "badargs",
            calls: [call("call_1", #"{"title":"#) + end, done],
            differences: [.refusedCall]
        ),
        Case(
            name: "wrongargs",
            calls: [call("call_1", #"{"nope":1}"#) + end, done],
            differences: [.refusedCall]
        ),
        Case(
            name: "unknowntool",
            calls: [[Event.call("mystery", id: "call_1", arguments: "{}")] + end, done],
            differences: [.refusedCall]
        ),
        Case(
            name: "forever",
            calls: ["call_222ek", "call_7xdta", "call_fmfjr"].map { id in
                call(id, #"{"title":"A"}"#) + end
            },
            differences: [
                .wholeOutput,
                .errorInPlaceOfFinish(
                    .stepLimit,
                    "a client that sends by itself would ask again at once, for ever"
                ),
            ]
        ),
        Case(
            name: "http401",
            calls: [],
            differences: [.error(.providerAuthentication)],
            error: .providerAuthentication
        ),
        Case(
            name: "http429",
            calls: [],
            differences: [.error(.rateLimited)],
            error: .rateLimited
        ),
    ]

    private static let recordings = (cases + clientCases).flatMap(\.recordings)

    @Test(arguments: recordings, ChunkSchema.releases)
    func `our stream is the recorded one but for what we intend`(
        recording: Recording,
        release: String
    ) throws {
        let row = recording.row
        guard try #require(SDKRelease(release)) >= row.oldestRelease else { return }
        var expected = try Self.chunks(of: recording.name, isSecond: row.continuation != nil)
        for difference in recording.differences {
            let changed = difference.apply(expected)
            #expect(changed != expected, "no such difference any more: \(difference.name)")
            expected = changed
        }
        for difference in GoldenDifference.differences(of: release) {
            expected = difference.apply(expected)
        }
        #expect(Self.withRelations(UIStream(Self.answer(row, release)).chunks) == expected)
    }

    /// What we send in a scenario.
    private static func answer(_ row: Case, _ release: String) -> [UInt8] {
        var tools = ToolCatalog.all
        tools.add(row.clientTools.map { ClientTool(name: $0, description: nil, parameters: nil) })
        let client = Transcript.Client(
            answer: .ui,
            release: release,
            tools: tools,
            continuation: row.continuation
        )
        return Transcript(row.calls, for: client, stepCountMax: 3, failing: row.error).output
    }

    /// The recordings that are not compared, and why.
    private static let leftOut = [
        "throwing": "a tool that fails at its work: ours hand their arguments on and have none",
        "throwing.openai-provider": "the same",
    ]

    @Test func `every recording is compared, or named as left out`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path())
        let recorded = names.filter { $0.hasSuffix(".sse") }.map { String($0.dropLast(4)) }
        #expect(recorded.sorted() == (Self.recordings.map(\.name) + Self.leftOut.keys).sorted())
    }

    @Test(arguments: leftOut.keys.sorted())
    func `what is left out is what our tools never do`(name: String) throws {
        #expect(Self.hasFailedTool(try Self.chunks(of: name, isSecond: false)))
        for row in Self.cases + Self.clientCases {
            let ours = UIStream(Self.answer(row, "7.0.70")).chunks
            #expect(!Self.hasFailedTool(ours), "\(row.name)")
        }
    }

    /// Tells whether a call whose arguments were right has an error as its output.
    private static func hasFailedTool(_ chunks: [JSONValue]) -> Bool {
        let called = chunks.filter { $0["type"] == "tool-input-available" }
        return chunks.contains { chunk in
            chunk["type"] == "tool-output-error"
                && called.contains { $0["toolCallId"] == chunk["toolCallId"] }
        }
    }

    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/golden")

    /// The chunks of a recording, its tool exchanged for one of ours that takes the same arguments.
    ///
    /// - Parameter isSecond: Whether the second of two responses is meant.
    private static func chunks(of name: String, isSecond: Bool) throws -> [JSONValue] {
        let file = folder.appending(path: "\(name).sse")
        let text = try String(contentsOf: file, encoding: .utf8)
            .replacing("generateForm", with: "generateCard")
            .replacing(#""type":"form""#, with: #""type":"card""#)
        let responses = text.split(separator: "data: [DONE]\n\n").map { $0 + "data: [DONE]\n\n" }
        return withRelations(UIStream(Array(responses[isSecond ? 1 : 0].utf8)).chunks)
    }

    /// The chunks with ids that say only what belongs together: the number of the part or call.
    private static func withRelations(_ chunks: [JSONValue]) -> [JSONValue] {
        var numbers: [String: Int] = [:]
        var count = ["text": 0, "reasoning": 0, "tool": 0]
        return chunks.map { chunk in
            guard let type = chunk["type"]?.string else { return chunk }
            if type == "start" { return chunk.with("messageId", "message") }
            let kind = type.split(separator: "-").first.map(String.init) ?? ""
            for name in ["id", "toolCallId"] {
                guard let id = chunk[name]?.string else { continue }
                if type.hasSuffix("-start") {
                    numbers["\(kind) \(id)"] = count[kind]
                    count[kind, default: 0] += 1
                }
                let number = numbers["\(kind) \(id)"].map { "\($0)" } ?? "of no part"
                return chunk.with(name, .string("\(kind) \(number)"))
            }
            return chunk
        }
    }
}
