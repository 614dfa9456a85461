// Refusals must be what the original's clients know, and never big.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct RequestRejectionTests {
    struct Judged: CustomTestStringConvertible, Sendable {
        let body: String
        let detail: JSONValue

        var testDescription: String { body }

        static let all = Fixture.lines("contract/pydantic.jsonl").map { line in
            Judged(body: line["body"]?.string ?? "", detail: line["detail"] ?? .null)
        }
    }

    @Test(arguments: Judged.all)
    func `all errors are told at once in the words and the order of pydantic`(_ judged: Judged) {
        let rejection = refusal(of: judged.body)
        #expect(rejection?.status == 422)
        #expect(rejection?.json == ["detail": judged.detail])
    }

    @Test(arguments: [
        ("", "Expecting value", 0), ("  ", "Expecting value", 2), ("{", "name", 1),
        (#"{"a" 1}"#, "Expecting ':' delimiter", 5), (#"{"a":1 "b":2}"#, "',' delimiter", 7),
        (#"{"é😀": nope}"#, "Expecting value", 7), (#"["\u12"]"#, #"\uXXXX"#, 3),
        (#"["\q"]"#, #"Invalid \escape"#, 2), ("[1] 2", "Extra data", 4),
        ("[\"a\u{1}\"]", "Invalid control character at", 3), (#"["a"#, "Unterminated", 1),
        ("NaN", "Expecting value", 0), ("\u{FEFF}{}", "Expecting value", 0),
        ("{\"messages\":Infinity}", "Expecting value", 12),
    ])
    func `what is no JSON is told with Python's words and the position in characters`(
        _ body: String,
        _ words: String,
        _ position: Int
    ) throws {
        guard !body.isEmpty else {
            #expect(refusal(of: body)?.json == ["detail": [Self.missingBody]])
            return
        }
        let rejection = try #require(refusal(of: body))
        let detail = try #require(rejection.json?["detail"]?[0])
        #expect(rejection.status == 422)
        #expect(detail["type"] == "json_invalid")
        #expect(detail["loc"] == ["body", .number(JSONNumber(position))])
        #expect(detail["ctx"]?["error"]?.string?.contains(words) == true)
    }

    private static let missingBody: JSONValue = [
        "type": "missing", "loc": ["body"], "msg": "Field required", "input": nil,
    ]

    @Test func `a body of null is a missing body`() {
        #expect(refusal(of: " null ")?.json == ["detail": [Self.missingBody]])
    }

    @Test(arguments: ["[]", "1", #""x""#, "true", " [1.0] "])
    func `a body of another kind than an object is echoed`(_ body: String) throws {
        let detail = try #require(refusal(of: body)?.json?["detail"]?[0])
        #expect(detail["type"] == "model_attributes_type")
        #expect(detail["loc"] == ["body"])
        #expect(detail["input"] == JSONValue(text: body))
    }

    @Test(arguments: [
        [0x7B, 0xFF, 0x7D], Array("{\"a\":\"".utf8) + [0xC3] + Array("\"}".utf8),
        Array("{oops".utf8) + [0xED, 0xA0, 0x80],
    ])
    func `a body that is no text is a bad request without an echo`(_ body: [UInt8]) {
        let rejection = refusal(of: body)
        #expect(rejection?.status == 400)
        #expect(rejection?.json == ["detail": "There was an error parsing the body"])
    }

    @Test func `a body that is nested too deeply is a bad request`() {
        let deep = #"{"x":"# + String(repeating: "[", count: 100_000)
        #expect(refusal(of: deep)?.status == 400)
    }

    @Test func `a body of another content type is echoed as text`() {
        let json = RequestRejection.notAnObject("{oops\n".utf8.span).json
        #expect(json?["detail"]?[0]?["input"] == "{oops\n")
        let empty: [UInt8] = []
        #expect(RequestRejection.notAnObject(empty.span).json == ["detail": [Self.missingBody]])
        let binary: [UInt8] = [0xFF]
        #expect(RequestRejection.notAnObject(binary.span).status == 400)
    }

    @Test func `a long but usual echo is whole`() {
        let long = String(repeating: "😀", count: 10_001)
        let rejection = refusal(of: #"{"messages":[],"model":"\#(long)"}"#)
        #expect(rejection?.json?["detail"]?[0]?["input"]?.string == long)
    }

    @Test func `a megabyte is not echoed`() throws {
        let name = String(repeating: "x", count: 1_000_000)
        let rejection = try #require(
            refusal(of: #"{"messages":[],"model":"\#(name)","tools":[1]}"#)
        )
        let detail = try #require(rejection.json?["detail"])
        #expect(detail[0]?["input"]?.string == String(repeating: "x", count: 200) + "…")
        #expect(detail[1]?["input"] == 1)
    }

    @Test(arguments: [
        #"{"messages":[\#(Array(repeating: "1", count: 100_000).joined(separator: ","))]}"#,
        #"{"messages":[\#(Array(repeating: "{}", count: 5_000).joined(separator: ","))]}"#,
        #"{"tools":[\#(Array(repeating: "1e15", count: 12_000).joined(separator: ","))]}"#,
        #"{"tools":{"a":[\#(Array(repeating: "1e15", count: 9_000).joined(separator: ","))]}}"#,
        #"["\#(String(repeating: #"\u0001"#, count: 9_000))"]"#,
        #"{"messages":[{"parts":["\#(String(repeating: "\\", count: 80_000))"]}]}"#,
        #"{"messages":[\#(String(repeating: #"{"role":"\ud83d\ude00"},"#, count: 9_999))1]}"#,
    ])
    func `no answer has more than 64 KiB`(_ body: String) throws {
        let rejection = try #require(refusal(of: body))
        var buffer = ByteBuffer()
        rejection.write(into: &buffer)
        #expect(rejection.status == 422)
        #expect(buffer.count < 64 * 1024)
        #expect(rejection.json != nil)
    }

    @Test func `text of another content type is cut too`() {
        for unit in ["x", "\u{1}", "😀"] {
            let text = String(repeating: unit, count: 45_000)
            var buffer = ByteBuffer()
            RequestRejection.notAnObject(text.utf8.span).write(into: &buffer)
            #expect(buffer.count < 64 * 1024)
        }
    }

    @Test func `half of a surrogate pair is echoed as a replacement character`() {
        let rejection = refusal(of: #"{"messages":[],"model":"a\ud800b"}"#)
        #expect(rejection?.json?["detail"]?[0]?["input"] == "a\u{FFFD}b")
    }

    @Test(arguments: [
        (#"{"type":"text","text":5}"#, #"["body","messages",0,"parts",0,"text","text"]"#),
        ("7", #"["body","messages",0,"parts",0]"#),
        (#"{"text":"a"}"#, #"["body","messages",0,"parts",0]"#),
        (
            #"{"type":"tool-invocation","toolCallId":"t","toolName":"n","args":[]}"#,
            #"["body","messages",0,"parts",0,"tool-invocation","args"]"#
        ),
    ])
    func `the wrong role and the wrong part of one message are both told`(
        _ part: String,
        _ location: String
    ) {
        for message in [
            #"{"id":"1","role":"nobody","parts":[\#(part)]}"#,
            #"{"parts":[\#(part)],"role":null,"id":"1"}"#,
        ] {
            let body = #"{"messages":[\#(message)],"model":"openai/gpt-4o"}"#
            let errors = refusal(of: body)?.json?["detail"]?.array ?? []
            #expect(errors.count == 2)
            #expect(errors.first?["loc"] == ["body", "messages", 0, "role"])
            #expect(errors.last?["loc"] == JSONValue(text: location))
        }
    }
}
