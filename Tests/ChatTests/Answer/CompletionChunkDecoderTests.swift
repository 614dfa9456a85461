import AnswerKit
import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct CompletionChunkDecoderTests {
    private typealias Event = ProviderEvent

    private static func facts(_ event: String) -> ChunkFacts? {
        ChunkFacts(freshlyDecoding: Array(event.utf8))
    }

    // What is read

    /// An event, and what it says.
    struct Case: CustomTestStringConvertible {
        let name: String
        let event: String
        var facts = ChunkFacts()
        var testDescription: String { name }
    }

    private static func choice(_ delta: String) -> String {
        #"{"choices":[{"index":0,"delta":\#(delta)}]}"#
    }

    static let cases = [
        Case(name: "content", event: choice(#"{"content":"Hi"}"#), facts: .init(content: "Hi")),
        Case(name: "empty content", event: choice(#"{"content":""}"#)),
        Case(name: "null content", event: choice(#"{"content":null}"#)),
        Case(name: "content that is no string", event: choice(#"{"content":[{"text":"x"}]}"#)),
        Case(
            name: "content twice",
            event: choice(#"{"content":"a","content":"b"}"#),
            facts: .init(content: "b")
        ),
        Case(
            name: "escapes are left",
            event: choice(#"{"content":"a\n\u00e9\ud83d\ude00\/"}"#),
            facts: .init(content: #"a\n\u00e9\ud83d\ude00\/"#)
        ),
        Case(
            name: "escaped names",
            event: #"{"\u0063hoices":[{"delt\u0061":{"c\u006fntent":"x"}}]}"#,
            facts: .init(content: "x")
        ),
        Case(
            name: "white space",
            event: " { \"choices\" : [ { \"delta\" : { \"content\" : \"x\" } } ] } ",
            facts: .init(content: "x")
        ),
        Case(
            name: "only the first choice of a chunk counts",
            event: #"{"choices":[{"delta":{"content":"a"}},{"delta":{"content":"b"}}]}"#,
            facts: .init(content: "a")
        ),
        Case(
            name: "reasoning by its older name",
            event: choice(#"{"reasoning_content":"r"}"#),
            facts: .init(reasoning: "r")
        ),
        Case(
            name: "reasoning by its newer name",
            event: choice(#"{"reasoning":"r"}"#),
            facts: .init(reasoning: "r")
        ),
        Case(
            name: "reasoning by both names",
            event: choice(#"{"reasoning":"r","reasoning_content":"r","content":""}"#),
            facts: .init(reasoning: "r")
        ),
        Case(
            name: "reasoning by both names, one of them null",
            event: choice(#"{"reasoning":"r","reasoning_content":null,"content":null}"#),
            facts: .init(reasoning: "r")
        ),
        Case(name: "refusal", event: choice(#"{"refusal":"no"}"#), facts: .init(refusal: "no")),
        Case(
            name: "a reason",
            event: #"{"choices":[{"delta":{},"finish_reason":"length"}]}"#,
            facts: .init(finishReason: .length)
        ),
        Case(
            name: "text and a reason in one chunk",
            event: #"{"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}"#,
            facts: .init(content: "x", finishReason: .stop)
        ),
        Case(
            name: "the cost",
            event: Event.usage(prompt: 3, completion: 4),
            facts: .init(usage: [3, 4, 7])
        ),
        Case(
            name: "a cost of null",
            event: #"{"choices":[{"delta":{"content":"x"}}],"usage":null}"#,
            facts: .init(content: "x")
        ),
        Case(
            name: "a cost of nothing we know",
            event: #"{"usage":{"prompt_tokens":null,"details":{"a":[1]},"prompt_tokens_x":9}}"#,
            facts: .init(usage: [nil, nil, nil])
        ),
        Case(
            name: "calls",
            event: choice(
                #"{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","#
                    + #""arguments":""}},{"index":1,"function":{"arguments":"{\"a\""}},7]}"#
            ),
            facts: .init(calls: ["0 c f -", #"1 - - {\"a\""#])
        ),
        Case(
            name: "a call with nothing in it",
            event: choice(#"{"tool_calls":[{"index":null,"id":null,"function":null}]}"#),
            facts: .init(calls: ["- - - -"])
        ),
        Case(
            name: "an error",
            event: #"{"error":{"message":"m"}}"#,
            facts: .init(error: #"{"message":"m"}"#)
        ),
        Case(
            name: "an error that is a string",
            event: #"{"error":"m"}"#,
            facts: .init(error: #""m""#)
        ),
        Case(name: "an error of null", event: #"{"error":null}"#),
        Case(name: "unknown members", event: #"{"a":{"choices":[]},"b":[1,2,{"error":1}]}"#),
    ]

    @Test(arguments: cases)
    func `a chunk says`(row: Case) {
        #expect(Self.facts(row.event) == row.facts)
    }

    @Test(arguments: [
        "", "{", "{}{}", "[1,]", "[]", "7", #""x""#, "nul",
        #"{"choices":[{"delta":{"content":"x}}]}"#, "{'a':1}",
    ])
    func `what is no JSON object is refused`(event: String) {
        #expect(Self.facts(event) == nil)
    }

    // The template

    /// Reads events with one decoder, and tells for each whether it was read by its text alone.
    private static func pathsOfReading(_ events: [String]) throws -> [Bool] {
        var decoder = CompletionChunkDecoder()
        var paths: [Bool] = []
        for event in events {
            let bytes = Array(event.utf8)
            let isReadByText = decoder.text(of: bytes.span) != nil
            if !isReadByText { _ = try decoder.read(bytes.span) }
            paths.append(isReadByText)
        }
        return paths
    }

    @Test func `chunks that differ in their text are read by it alone`() throws {
        let texts = [
            "a", "", "b\"\n", "\u{1F600}", "\u{2028}", String(repeating: "x", count: 9000),
        ]
        let paths = try Self.pathsOfReading(texts.map { Event.text($0) })
        #expect(paths == [false, true, true, true, true, true])
    }

    @Test func `a chunk that says more is read whole, and the next one by its text again`() throws {
        let paths = try Self.pathsOfReading([
            Event.role, Event.text("a"), Event.text("b"), Event.reasoning("r"), Event.text("c"),
            Event.finish("stop"),
        ])
        #expect(paths == [false, false, true, false, true, false])
    }

    @Test(arguments: [
        [Event.text("a")], [Event.role], [Event.role, Event.text("a")],
        [Event.text("a"), Event.role],
        [Event.role, Event.role, Event.text("a"), Event.reasoning("b")],
    ])
    func `what begins like one that was read is read from its choices on`(
        events: [String]
    ) throws {
        var decoder = CompletionChunkDecoder()
        var models: [Bool] = []
        for event in events {
            let event = Array(event.utf8)
            let model = try decoder.read(event.span).model
            models.append(model != nil)
        }
        #expect(models == [true] + Array(repeating: false, count: events.count - 1))
        let end = Array(Event.finish("stop").utf8)
        let ending = try decoder.read(end.span)
        // The model stands before the choices, and is known.
        #expect(ending.model == nil)
        #expect(ending.finishReason == .stop)
        let other = Array(Event.finish("stop").replacing("{", with: "{ ", maxReplacements: 1).utf8)
        let otherModel = try decoder.read(other.span).model
        #expect(otherModel != nil)
    }

    @Test(arguments: ["null", "7", "{}", #"[{"delta":{"content":"b"}}],"choices":[]"#])
    func `choices of another kind behind a known beginning mean the same`(choices: String) {
        let before = Array(#"{"id":"x","choices":[{"delta":{"content":"a"}}]}"#.utf8)
        let event = Array(#"{"id":"x","choices":\#(choices),"usage":{"prompt_tokens":1}}"#.utf8)
        var decoder = CompletionChunkDecoder()
        #expect(ChunkFacts(decoding: before, with: &decoder)?.content == "a")
        let known = ChunkFacts(decoding: event, with: &decoder)
        #expect(known == ChunkFacts(freshlyDecoding: event))
        #expect(known?.usage == [1, nil, nil])
    }

    @Test(arguments: [#""usage":{"prompt_tokens":1}"#, #""error":{"message":"no"}"#])
    func `a beginning that says something is not skipped when it comes again`(member: String) {
        let event = Array("{\(member),\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}".utf8)
        var decoder = CompletionChunkDecoder()
        let first = ChunkFacts(decoding: event, with: &decoder)
        #expect(first?.usage != nil || first?.error != nil)
        #expect(ChunkFacts(decoding: event, with: &decoder) == first)
    }

    @Test func `events that end in noise are read whole`() throws {
        // OpenAI pads its chunks against those who guess the text from the size.
        let events = ["aaaa", "bb", "cc"].map { noise in
            String(Event.text("x").dropLast()) + #","obfuscation":"\#(noise)"}"#
        }
        #expect(try Self.pathsOfReading(events) == [false, false, false])
        #expect(events.allSatisfy { Self.facts($0)?.content == "x" })
    }

    /// Events that begin and end like the one before, and mean something else.
    @Test(arguments: [
        #"x","refusal":"no"#, #"x"},"finish_reason":"stop"}],"y":[{"a":{"b":"#, #"\"#, #"\\\"#,
        #"\u00"#, #"\ud8"#, "\n", "\u{0}", #"",""#, #"" "#, #"x","content":"y"#,
    ])
    func `what looks like the text of a template is not taken for it`(text: String) throws {
        let before = Array(Event.content("one").utf8)
        let event = Array(Event.content(text).utf8)
        var decoder = CompletionChunkDecoder()
        _ = try decoder.decode(before.span)
        #expect(ChunkFacts(decoding: event, with: &decoder) == ChunkFacts(freshlyDecoding: event))
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func `a decoder that knows a template reads the same facts as a fresh one`(seed: UInt64) {
        var random = RandomChunks(seed: seed)
        for _ in 0..<40 {
            var decoder = CompletionChunkDecoder()
            for event in random.stream() {
                let known = ChunkFacts(decoding: event, with: &decoder)
                let fresh = ChunkFacts(freshlyDecoding: event)
                #expect(known == fresh, "\(String(event.span))")
            }
        }
    }

    @Test func `beginnings that are too long are not remembered`() throws {
        for (count, isRead) in [(2048, true), (2049, false)] {
            let frame = #"{"choices":[{"delta":{"content":""}}],"model":"m","pad":""}"#.utf8.count
            let pad = String(repeating: "p", count: count - frame)
            let events = ["a", "b"].map {
                #"{"choices":[{"delta":{"content":"\#($0)"}}],"model":"m","pad":"\#(pad)"}"#
            }
            #expect(try Self.pathsOfReading(events) == [false, isRead])
        }
    }
}
