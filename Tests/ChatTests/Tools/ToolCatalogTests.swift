// Which tools a conversation has, and what becomes of a model's calls.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct ToolCatalogTests {
    private func check(_ name: String, _ arguments: String, tools: ToolCatalog = .all)
        -> ToolCatalog.Verdict
    {
        tools.check(name: name, arguments: arguments.utf8.span)
    }

    private func message(_ verdict: ToolCatalog.Verdict) -> String? {
        switch verdict {
        case .accepted, .leftToClient: nil
        case .refused(let message), .unknown(let message): message
        }
    }

    @Test func `tools are selected by their names in the server's order`() {
        let tools = ToolCatalog(named: ["generateCard", "nope", "", "generateForm", "generateCard"])
        #expect(tools.names == ["generateForm", "generateCard"])
        #expect(
            ToolCatalog.all.names == [
                "generateForm", "generateChart", "generateCode", "generateCard",
            ]
        )
        #expect(ToolCatalog.none.isEmpty && ToolCatalog(named: ["nope"]).isEmpty)
        #expect(!tools.isEmpty)
    }

    @Test func `definitions are the documented ones, with references that resolve`() throws {
        var buffer = ByteBuffer()
        buffer.append("[")
        ToolCatalog.all.appendDefinitions(into: &buffer, Span())
        buffer.append("]")
        let documented = Fixture.text("contract/tools.documented.json")
            .replacing(#""definitions":"#, with: #""$defs":"#)
        #expect(JSONValue(text: String(buffer.bytes)) == JSONValue(text: documented))
    }

    @Test func `a good call is answered by its kind and all its arguments`() {
        let verdict = check(
            "generateCard",
            #"{"title":"t","media":{"type":"image","url":"u"},"extra":1}"#
        )
        let media: JSONValue = ["type": "image", "url": "u"]
        #expect(
            verdict
                == .accepted(
                    arguments: ["title": "t", "media": media, "extra": 1],
                    result: [
                        "type": "card", "title": "t", "description": nil, "content": nil,
                        "media": media, "actions": nil,
                    ]
                )
        )
    }

    @Test(arguments: [
        ("generateForm", #"{"title":"a","fields":[]}"#),
        ("generateForm", #"{"title":"a","fields":[],"type":"form"}"#),
        (
            "generateForm",
            #"""
            {"title":"","fields":[{"id":"n","type":"slider","label":"L","min":0,"max":1e2,
             "step":1.0,"required":true,"defaultValue":5,"options":[{"label":"a","value":"b"}]}],
             "submitLabel":null}
            """#
        ),
        (
            "generateForm",
            #"{"fields":[{"id":"n","type":"date","label":"L","defaultValue":false}],"title":"x"}"#
        ),
        (
            "generateChart",
            #"""
            {"chartType":"pie","title":"t","data":[{"label":"a","value":-0.0},
             {"label":"b","value":12345678901234567890}]}
            """#
        ),
        ("generateCode", #"{"language":"x","code":"y","editable":false,"showLineNumbers":null}"#),
        (
            "generateCard",
            #"{"title":"t","description":null,"content":null,"media":null,"actions":null}"#
        ),
        (
            "generateCard",
            #"{"title":"t","actions":[{"label":"l","action":"a","variant":"outline"}]}"#
        ),
    ])
    func `arguments that fit the schema are accepted`(_ name: String, _ arguments: String) {
        #expect(message(check(name, arguments)) == nil)
    }

    /// A call that is refused, and the places and kinds of what is wrong with it.
    @Test(arguments: [
        ("generateForm", "", ["title: missing", "fields: missing"]),
        (
            "generateForm", #"{"title":1,"fields":"x"}"#,
            ["title: string_type", "fields: list_type"]
        ),
        ("generateForm", "[]", [": model_type"]), ("generateForm", "null", [": model_type"]),
        (
            "generateForm", #"{"title":"t","fields":[1,{"id":"a","type":"colour"}]}"#,
            ["fields.0: model_type", "fields.1.type: literal_error", "fields.1.label: missing"]
        ),
        (
            "generateForm",
            #"""
            {"title":"t","fields":[{"id":"a","type":"text","label":"l","min":1.5,
             "required":"yes","defaultValue":[]}]}
            """#,
            [
                "fields.0.required: bool_type", "fields.0.defaultValue.str: string_type",
                "fields.0.defaultValue.int: int_type", "fields.0.defaultValue.bool: bool_type",
                "fields.0.min: int_type",
            ]
        ),
        (
            "generateChart",
            #"{"chartType":"donut","title":"x","data":[{"label":"a","value":"1"}]}"#,
            ["chartType: literal_error", "data.0.value: float_type"]
        ),
        (
            "generateCode", #"{"language":"x","code":"y","editable":"yes","showLineNumbers":1}"#,
            ["editable: bool_type", "showLineNumbers: bool_type"]
        ),
        (
            "generateCard",
            #"""
            {"title":"t","media":{"type":"audio"},
             "actions":[{"label":"l","action":"a","variant":""}]}
            """#,
            ["media.type: literal_error", "media.url: missing", "actions.0.variant: literal_error"]
        ),
        ("generateCard", "not json", [": json_invalid"]),
        ("generateCard", #"{"title":"t"} x"#, [": json_invalid"]),
    ])
    func `arguments that do not fit are refused with what is wrong`(
        _ name: String,
        _ arguments: String,
        _ expected: [String]
    ) throws {
        let verdict = check(name, arguments)
        guard case .refused(let message) = verdict else {
            Issue.record("not refused: \(verdict)")
            return
        }
        let count = expected.count
        #expect(message.hasPrefix("\(count) validation error\(count == 1 ? "" : "s"):\n```json\n["))
        #expect(message.hasSuffix("]\n```\n\nFix the errors and try again."))
        let json = message.drop { $0 != "[" }.prefix(while: { $0 != "`" })
        let found = try #require(JSONValue(text: String(json))?.array).map { error in
            let location = error["loc"]?.array?.map { $0.string ?? $0.description } ?? []
            return location.joined(separator: ".") + ": " + (error["type"]?.string ?? "")
        }
        #expect(found == expected)
    }

    @Test func `a tool that is not selected is as unknown as one that does not exist`() {
        let offered = ToolCatalog(named: ["generateForm", "generateCode"])
        let ending = "\n\nFix the errors and try again."
        #expect(
            check("generateCard", #"{"title":"t"}"#, tools: offered)
                == .unknown(
                    messageForModel:
                        "Unknown tool name: 'generateCard'. "
                        + "Available tools: 'generateForm', 'generateCode'"
                        + ending
                )
        )
        #expect(
            check("launchRocket", "{}", tools: .none)
                == .unknown(
                    messageForModel: "Unknown tool name: 'launchRocket'. No tools available."
                        + ending
                )
        )
    }

    @Test func `half of a surrogate pair in arguments becomes a replacement character`() {
        guard case .accepted(let arguments, _) = check("generateCard", #"{"title":"\ud800"}"#)
        else {
            Issue.record("not accepted")
            return
        }
        #expect(arguments["title"] == "\u{FFFD}")
    }
}
