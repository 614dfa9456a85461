import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct ToolCallAssemblerTests {
    /// Fragments of calls, and the calls that they make: id, name, arguments.
    struct Case: CustomTestStringConvertible {
        let name: String
        /// Elements of `tool_calls`.
        let fragments: [String]
        let calls: [String]
        var testDescription: String { name }
    }

    private static func call(_ members: String, _ name: String?, _ arguments: String) -> String {
        let name = name.map { #""name":"\#($0)","# } ?? ""
        return #"{\#(members)"function":{\#(name)"arguments":"\#(arguments)"}}"#
    }

    static let cases = [
        Case(
            name: "one call in pieces",
            fragments: [
                call(#""index":0,"id":"a","#, "f", ""), call(#""index":0,"#, nil, "{"),
                call(#""index":0,"#, nil, "}"),
            ],
            calls: ["a f {}"]
        ),
        Case(
            name: "two calls interleaved by index",
            fragments: [
                call(#""index":0,"id":"a","#, "f", "1"), call(#""index":1,"id":"b","#, "g", "2"),
                call(#""index":0,"#, nil, "3"), call(#""index":1,"#, nil, "4"),
            ],
            calls: ["a f 13", "b g 24"]
        ),
        Case(
            name: "two calls interleaved by id, without index",
            fragments: [
                call(#""id":"a","#, "f", "1"), call(#""id":"b","#, "g", "2"),
                call(#""id":"a","#, nil, "3"), call(#""id":"b","#, nil, "4"),
            ],
            calls: ["a f 13", "b g 24"]
        ),
        Case(
            name: "without index and id the last call is meant",
            fragments: [
                call(#""id":"a","#, "f", "1"), call("", nil, "2"), call(#""id":"b","#, "g", "3"),
                call("", nil, "4"),
            ],
            calls: ["a f 12", "b g 34"]
        ),
        Case(
            name: "without an id one is made for each call",
            fragments: [
                call(#""index":0,"#, "f", "1"), call(#""index":1,"#, "g", "2"),
                call(#""index":0,"#, nil, "3"),
            ],
            calls: ["made-0 f 13", "made-1 g 2"]
        ),
        Case(
            name: "an empty id is none",
            fragments: [
                call(#""index":0,"id":"","#, "f", "1"), call(#""index":0,"id":"","#, nil, "2"),
            ],
            calls: ["made-0 f 12"]
        ),
        Case(
            name: "id and name repeated in each fragment",
            fragments: [
                call(#""index":0,"id":"a","#, "f", "{"), call(#""index":0,"id":"a","#, "f", "}"),
            ],
            calls: ["a f {}"]
        ),
        Case(
            name: "a new id with each fragment",
            fragments: [
                call(#""index":0,"id":"a","#, "f", "{"), call(#""index":0,"id":"b","#, "f", "}"),
            ],
            calls: ["a f {}"]
        ),
        Case(
            name: "another id and another name at one index",
            fragments: [
                call(#""index":0,"id":"a","#, "f", "{"), call(#""index":0,"id":"b","#, "g", "1"),
            ],
            calls: ["a f {", "b g 1"]
        ),
        Case(
            name: "one id for two indexes",
            fragments: [
                call(#""index":0,"id":"a","#, "f", ""), call(#""index":1,"id":"a","#, "g", ""),
                call(#""index":0,"id":"a","#, nil, "1"), call(#""index":1,"id":"a","#, nil, "2"),
            ],
            calls: ["a f 1", "made-1 g 2"]
        ),
        Case(
            name: "one id and one index for two calls",
            fragments: [
                call(#""index":0,"id":"a","#, "f", "{}"), call(#""index":0,"id":"a","#, "f", "[]"),
            ],
            calls: ["a f {}", "made-1 f []"]
        ),
        Case(
            name: "whole calls of one tool at one index without ids",
            fragments: [call(#""index":0,"#, "f", "{}"), call(#""index":0,"#, "f", "[]")],
            calls: ["made-0 f {}", "made-1 f []"]
        ),
        Case(
            name: "the name once more behind whole arguments, and nothing",
            fragments: [
                call(#""index":0,"id":"a","#, "f", "{}"), call(#""index":0,"id":"a","#, "f", ""),
                call(#""index":0,"#, nil, ""),
            ],
            calls: ["a f {}"]
        ),
        Case(
            name: "the name once more behind whole arguments, and then others",
            fragments: [
                call(#""index":0,"#, "f", "{}"), call(#""index":0,"#, "f", ""),
                call(#""index":0,"#, nil, "["), call(#""index":0,"#, nil, "]"),
            ],
            calls: ["made-0 f {}", "made-1 f []"]
        ),
        Case(
            name: "an index below zero",
            fragments: [call(#""index":-1,"id":"a","#, "f", "1"), call(#""index":-1,"#, nil, "2")],
            calls: ["a f 12"]
        ),
        Case(
            name: "indexes at the ends of all integers",
            fragments: [
                call(#""index":9223372036854775807,"#, "f", "1"),
                call(#""index":-9223372036854775808,"#, "g", "2"),
                call(#""index":9223372036854775807,"#, nil, "3"),
                call(#""index":9223372036854775808,"#, nil, "4"),
            ],
            calls: ["made-0 f 13", "made-1 g 24"]
        ),
        Case(
            name: "an index that is there at first only",
            fragments: [
                call(#""index":0,"id":"a","#, "f", "1"), call(#""id":"a","#, nil, "2"),
                call("", nil, "3"),
            ],
            calls: ["a f 123"]
        ),
        Case(
            name: "an index that is there later only",
            fragments: [
                call(#""id":"a","#, "f", "1"), call(#""index":0,"id":"a","#, nil, "2"),
                call(#""index":0,"#, nil, "3"),
            ],
            calls: ["a f 123"]
        ),
        Case(
            name: "an id that comes later",
            fragments: [call("", "f", "1"), call(#""id":"a","#, nil, "2")],
            calls: ["made-0 f 12"]
        ),
        Case(
            name: "a name that comes later",
            fragments: [
                call(#""index":0,"id":"a","#, nil, "1"), call(#""index":1,"id":"b","#, "g", "2"),
                call(#""index":0,"#, "f", "3"),
            ],
            calls: ["a f 13", "b g 2"]
        ),
        Case(
            name: "empty names and ids are none",
            fragments: [
                call(#""index":0,"id":"a","#, "", ""), call(#""index":0,"id":"","#, "f", "1"),
                call(#""index":0,"id":"","#, "", "2"),
            ],
            calls: ["a f 12"]
        ),
        Case(
            name: "what says nothing is no call",
            fragments: [
                #"{"index":0}"#, call(#""index":0,"id":"","#, "", ""),
                call(#""index":7,"#, nil, ""),
                #"{"index":0,"id":"a","type":"function"}"#,
            ],
            calls: []
        ),
        Case(
            name: "arguments that are the object itself",
            fragments: [
                #"{"index":0,"function":{"name":"f","arguments":{"a":"\"b"}}}"#,
                #"{"index":0,"function":{"arguments":{"a":"\"b"}}}"#,
            ],
            calls: [#"made-0 f {\"a\":\"\\\"b\"}"#]
        ),
        Case(
            name: "an empty object before the arguments is none",
            fragments: [
                #"{"index":0,"function":{"name":"f","arguments":{}}}"#,
                #"{"index":0,"function":{"arguments":null}}"#, call(#""index":0,"#, nil, "1"),
            ],
            calls: ["made-0 f 1"]
        ),
        Case(
            name: "whole calls that all have index zero",
            fragments: [
                call(#""index":0,"id":"a","#, "f", "1"), call(#""index":0,"id":"b","#, "g", "2"),
                call(#""index":0,"#, nil, "3"),
            ],
            calls: ["a f 1", "b g 23"]
        ),
        Case(
            name: "whole calls without index and id",
            fragments: [call("", "f", "1"), call("", "f", "2")],
            calls: ["made-0 f 1", "made-1 f 2"]
        ),
        Case(
            name: "the name repeated without an id",
            fragments: [call(#""index":0,"id":"a","#, "f", "{"), call(#""index":0,"#, "f", "}")],
            calls: ["a f {}"]
        ),
        Case(
            name: "the name repeated without an index and an id",
            fragments: [call("", "f", "{"), call("", "f", "}"), call("", "g", "{")],
            calls: ["made-0 f {}", "made-1 g {"]
        ),
        Case(
            name: "a name in pieces",
            fragments: [
                call(#""index":0,"id":"a","#, "gene", ""), call(#""index":0,"#, "rate", ""),
                call(#""index":0,"#, nil, "1"),
            ],
            calls: ["a generate 1"]
        ),
        Case(
            name: "another id for a known index, without a name",
            fragments: [
                call(#""index":0,"id":"a","#, "f", "1"), call(#""index":0,"id":"z","#, nil, "2"),
            ],
            calls: ["a f 12"]
        ),
        Case(
            name: "an id that is no text is told apart by its bytes",
            fragments: [
                call(#""id":"\ud83d","#, "f", "1"), call(#""id":"\ude00","#, "g", "2"),
                call(#""id":"\ud83d","#, nil, "3"),
            ],
            calls: ["\u{FFFD} f 13", "made-1 g 2"]
        ),
    ]

    /// Gives fragments to an assembler, each in a chunk of its own.
    private static func take(
        _ fragments: [String],
        _ assembler: inout ToolCallAssembler
    ) throws(ToolCallAssembler.Failure) {
        for fragment in fragments {
            let event = Array(#"{"choices":[{"delta":{"tool_calls":[\#(fragment)]}}]}"#.utf8)
            var decoder = CompletionChunkDecoder()
            guard let chunk = try? decoder.decode(event.span) else { continue }
            for delta in chunk.toolCalls {
                _ = try assembler.take(delta, of: event.span) { "made-\($0)" }
            }
        }
    }

    private static func text(_ call: ToolCall) -> String {
        [call.id, call.name, call.arguments].map { String($0.span) }.joined(separator: " ")
    }

    @Test(arguments: cases)
    func `fragments are joined`(row: Case) throws {
        var assembler = ToolCallAssembler()
        try Self.take(row.fragments, &assembler)
        try assembler.end()
        #expect(assembler.calls.map(Self.text) == row.calls)
    }

    @Test(arguments: [
        #""index":0,"#, #""id":"a","#, #""index":0,"id":"a","#, "",
    ])
    func `arguments that never get a name are a failure`(members: String) throws {
        var assembler = ToolCallAssembler()
        try Self.take([Self.call(members, nil, "{}")], &assembler)
        #expect(throws: ToolCallAssembler.Failure.nameless) { try assembler.end() }
    }

    @Test func `what is told of the arguments is told once`() throws {
        var assembler = ToolCallAssembler()
        try Self.take([Self.call(#""index":0,"#, nil, "12")], &assembler)
        #expect(assembler.tellArguments(of: 0) == 0)
        try Self.take([Self.call(#""index":0,"#, "f", "3")], &assembler)
        #expect(assembler.tellArguments(of: 0) == 2)
        #expect(assembler.tellArguments(of: 0) == 3)
    }

    @Test func `an id that an earlier answer had is not used again`() throws {
        var assembler = ToolCallAssembler()
        try Self.take([Self.call(#""id":"a","#, "f", "1")], &assembler)
        assembler.removeAll()
        #expect(assembler.calls.isEmpty)
        try Self.take(
            [Self.call(#""id":"a","#, "f", "2"), Self.call(#""id":"a","#, nil, "3")],
            &assembler
        )
        #expect(assembler.calls.map(Self.text) == ["made-0 f 23"])
    }

    @Test(arguments: [128, 129])
    func `there are at most 128 calls`(count: Int) {
        var assembler = ToolCallAssembler()
        let fragments = (0..<count).map { Self.call(#""id":"\#($0)","#, "f", "{}") }
        do throws(ToolCallAssembler.Failure) {
            try Self.take(fragments, &assembler)
            #expect(count == 128)
        } catch {
            #expect(error == .tooMuch)
            #expect(count == 129)
        }
        #expect(assembler.calls.count == 128)
    }

    @Test(arguments: [-1, 0, 1])
    func `all arguments together have at most a mebibyte`(excess: Int) throws {
        let half = String(repeating: "x", count: 512 * 1024)
        let rest = String(repeating: "x", count: 512 * 1024 + excess)
        var assembler = ToolCallAssembler()
        try Self.take([Self.call(#""id":"a","#, "f", half)], &assembler)
        do throws(ToolCallAssembler.Failure) {
            try Self.take([Self.call(#""id":"b","#, "g", rest)], &assembler)
            #expect(excess < 1)
        } catch {
            #expect(error == .tooMuch)
            #expect(excess == 1)
        }
        // What is forgotten does not count any more.
        assembler.removeAll()
        try Self.take([Self.call(#""id":"c","#, "g", rest)], &assembler)
        #expect(assembler.calls[0].arguments.count == rest.utf8.count)
    }
}
