// What a model is told about calls that were refused.

import JSON
import Testing

@testable import Chat

@Suite struct RetryPromptTests {
    @Test func `the layout is the original's`() {
        let violation = SchemaViolation(
            type: "t",
            location: [.name("a"), .index(2)],
            message: "m \"é\"",
            input: ["b": [], "c": [1, [:]]]
        )
        #expect(
            RetryPrompt.invalid([violation])
                == """
                1 validation error:
                ```json
                [
                  {
                    "type": "t",
                    "loc": [
                      "a",
                      2
                    ],
                    "msg": "m \\"é\\"",
                    "input": {
                      "b": [],
                      "c": [
                        1,
                        {}
                      ]
                    }
                  }
                ]
                ```

                Fix the errors and try again.
                """
        )
    }

    @Test func `long inputs and many errors are cut`() throws {
        let long = SchemaViolation(
            type: "t",
            location: [],
            message: "m",
            input: .string(String(repeating: "x", count: 1025))
        )
        let prompt = RetryPrompt.invalid(Array(repeating: long, count: 50))
        #expect(prompt.hasPrefix("50 validation errors:"))
        let json = prompt.drop { $0 != "[" }.prefix { $0 != "`" }
        let errors = try #require(JSONValue(text: String(json))?.array)
        #expect(errors.count == 20)
        #expect(errors[0]["input"]?.string == String(repeating: "x", count: 256) + "…")
    }

    @Test func `an input of a kibibyte is whole`() {
        let input = String(repeating: "x", count: 1024)
        let violation = SchemaViolation(
            type: "t",
            location: [],
            message: "m",
            input: .string(input)
        )
        #expect(RetryPrompt.invalid([violation]).contains(input))
    }

    @Test func `an invented name is not repeated without end`() {
        let prompt = RetryPrompt.unknownTool(String(repeating: "n", count: 10_000), offered: [])
        #expect(prompt.utf8.count < 300)
    }
}
