// Every chunk keeps to what all releases of the AI SDK from 5.0.0 on accept.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct OldClientTests {
        /// The keys of each chunk beside `type`: those that must be there, and those that may.
        private static let chunks: [String: (required: Set<String>, optional: Set<String>)] = [
            "start": ([], ["messageId", "messageMetadata"]),
            "start-step": ([], []), "finish-step": ([], []),
            "text-start": (["id"], []), "text-delta": (["id", "delta"], []),
            "text-end": (["id"], []),
            "reasoning-start": (["id"], []), "reasoning-delta": (["id", "delta"], []),
            "reasoning-end": (["id"], []),
            "tool-input-start": (["toolCallId", "toolName"], []),
            "tool-input-delta": (["toolCallId", "inputTextDelta"], []),
            "tool-input-available": (["toolCallId", "toolName", "input"], []),
            "tool-output-available": (["toolCallId", "output"], []),
            "tool-output-error": (["toolCallId", "errorText"], []),
            "message-metadata": (["messageMetadata"], []),
            "finish": ([], ["messageMetadata"]),
            "error": (["errorText"], []),
        ]

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
            Case(directive: "tokens=9 fault=status:400", types: ["start", "error", "[DONE]"]),
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
            var open: Set<String> = []
            for event in events where event.type != "comment" {
                guard event.type != "[DONE]" else { continue }
                let chunk = try #require(event.json, "no JSON object: \(event.text)")
                try check(chunk)
                checkOrder(chunk, &open)
            }
            #expect(open.isEmpty, "parts that were never ended")
            #expect(events.filter { ["finish", "error"].contains($0.type) }.count == 1)
        }

        private func check(_ chunk: [String: Any]) throws {
            let type = try #require(chunk["type"] as? String)
            let keys = try #require(Self.chunks[type], "\(type) is in no old release")
            let given = Set(chunk.keys).subtracting(["type"])
            #expect(keys.required.subtracting(given) == [], "\(type) lacks a key")
            #expect(given.subtracting(keys.required).subtracting(keys.optional) == [], "in \(type)")
            for key in given where !["input", "output", "messageMetadata"].contains(key) {
                #expect(chunk[key] is String, "\(key) of \(type) is no string")
            }
        }

        // Deltas need their start in the same step; outputs need their input.
        private func checkOrder(_ chunk: [String: Any], _ open: inout Set<String>) {
            let type = chunk["type"] as? String ?? ""
            let id = chunk["id"] as? String ?? chunk["toolCallId"] as? String ?? ""
            switch type {
            case "text-start", "reasoning-start": #expect(open.insert(id).inserted)
            case "text-delta", "reasoning-delta": #expect(open.contains(id))
            case "text-end", "reasoning-end": #expect(open.remove(id) != nil)
            case "finish-step", "finish": #expect(open.isEmpty)
            case "error": open = []
            default: break
            }
        }
    }
}
