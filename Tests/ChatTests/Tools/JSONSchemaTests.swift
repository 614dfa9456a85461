// What the schemas of tools can say, and what they refuse.

import JSON
import Testing

@testable import Chat

@Suite struct JSONSchemaTests {
    private func violations(_ schema: JSONValue, _ text: String) throws -> [String] {
        let compiled = try #require(JSONSchema(schema, definitions: schema["$defs"]))
        return compiled.violations(in: try #require(JSONValue(text: text))).map(\.type)
    }

    @Test(arguments: [
        ("string", #""""#, true), ("string", "1", false), ("string", "null", false),
        ("integer", "1", true), ("integer", "-0", true), ("integer", "1.0", true),
        ("integer", "1e2", true),
        ("integer", "1.5", false), ("integer", "12345678901234567890", true),
        ("integer", "1e400", false),
        ("integer", "true", false), ("integer", #""1""#, false), ("number", "1.5", true),
        ("number", "1e400", true),
        ("number", "false", false), ("boolean", "true", true), ("boolean", "1", false),
        ("boolean", #""yes""#, false), ("null", "null", true), ("null", "0", false),
    ])
    func `a type takes its own values and converts none`(
        _ type: String,
        _ text: String,
        _ isRight: Bool
    ) throws {
        #expect(try violations(["type": .string(type)], text).isEmpty == isRight)
    }

    @Test func `an enumeration takes one of its texts`() throws {
        let schema: JSONValue = ["type": "string", "enum": ["a", "b", "c"]]
        #expect(try violations(schema, #""b""#).isEmpty)
        let compiled = try #require(JSONSchema(schema))
        #expect(compiled.violations(in: "d").map(\.message) == ["Input should be 'a', 'b' or 'c'"])
        #expect(compiled.violations(in: 5).map(\.type) == ["literal_error"])
    }

    @Test func `references are followed into the definitions`() throws {
        let schema: JSONValue = [
            "type": "array", "items": ["$ref": "#/$defs/Point"],
            "$defs": [
                "Point": [
                    "type": "object", "properties": ["x": ["type": "number"]], "required": ["x"],
                ]
            ],
        ]
        #expect(try violations(schema, #"[{"x":1},{"x":2,"y":"more"}]"#).isEmpty)
        #expect(
            try violations(schema, #"[{"y":1},{"x":null},3]"#) == [
                "missing", "float_type", "model_type",
            ]
        )
    }

    @Test func `of alternatives one must be met`() throws {
        let schema: JSONValue = [
            "anyOf": [["type": "string"], ["type": "integer"], ["type": "null"]]
        ]
        for text in [#""a""#, "1", "null"] { #expect(try violations(schema, text).isEmpty) }
        #expect(try violations(schema, "1.5") == ["string_type", "int_type"])
    }

    @Test(
        arguments: [
            [:], ["type": "date"], ["type": ["string", "null"]], ["type": "array"],
            ["$ref": "#/definitions/X"],
            ["$ref": "#/$defs/Missing"], ["anyOf": [["type": "nope"]]],
            ["type": "object", "properties": ["a": ["type": "nope"]]],
            ["type": "array", "items": ["type": "nope"]],
        ] as [JSONValue]
    )
    func `a schema that says more than can be checked is not compiled`(_ schema: JSONValue) {
        #expect(JSONSchema(schema) == nil)
    }

    @Test func `no more than a hundred differences are looked for`() throws {
        let schema: JSONValue = ["type": "array", "items": ["type": "string"]]
        let text = "[" + Array(repeating: "1", count: 100_000).joined(separator: ",") + "]"
        #expect(try violations(schema, text).count == 100)
    }
}
