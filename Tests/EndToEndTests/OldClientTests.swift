// Answers of all kinds to clients of the oldest release of the AI SDK; UIStreamCheck judges what is read of them.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct OldClientTests {
        struct Case: CustomTestStringConvertible {
            let directive: String
            /// Types that this answer must hold, so that it tests them.
            let types: Set<String>
            var testDescription: String { directive }
        }

        private static let code = #"{"language":"swift","code":"let a = \"ü\""}"#

        @Test(arguments: [
            Case(directive: "tokens=20", types: ["text-delta", "finish", "[DONE]"]),
            Case(directive: "reasoning=5 tokens=5", types: ["reasoning-delta", "text-delta"]),
            Case(
                directive: "preface=2 tool=generateCode args=\(code) tokens=3",
                types: [
                    "tool-input-delta", "tool-input-available", "tool-output-available", "finish",
                ]
            ),
            Case(
                directive:
                    "tool=generateCode args=\(code) tool=generateCard args={\"title\":\"A\"} interleave",
                types: ["tool-input-start", "tool-input-available"]
            ),
            Case(
                directive: "tool=generateCode args={\"language\":1}",
                types: ["tool-output-error"]
            ),
            Case(directive: "tokens=9 fault=error:3", types: ["text-delta", "error", "[DONE]"]),
            Case(directive: "tokens=9 fault=garbage:3", types: ["error", "[DONE]"]),
            Case(directive: "tokens=9 fault=status:400", types: ["error", "[DONE]"]),
            Case(directive: "tokens=0", types: ["error", "[DONE]"]),
            Case(directive: "tokens=4 finish=length", types: ["finish"]),
        ])
        func `each chunk is one that old clients accept`(_ example: Case) throws {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            let answer = try server.chat(
                "#mock id=3 interval=0 \(example.directive)",
                tools: ["generateCode", "generateCard"]
            )
            let events = try answer.rest()
            #expect(example.types.subtracting(events.map(\.type)) == [])
        }
    }
}
