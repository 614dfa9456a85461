// What the model thought goes back to the provider only where the settings say so.

import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct ReasoningTests {
        private static func event(_ delta: String, finish: String = "null") -> String {
            #"data: {"choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]}"#
                + "\n\n"
        }

        /// A model call that thinks and calls a tool, then one that answers.
        private static let answers = [
            event(#"{"reasoning_content":"Cards, then."}"#)
                + event(
                    #"{"tool_calls":[{"index":0,"id":"c","type":"function","function":"#
                        + #"{"name":"generateCard","arguments":"{\"title\":\"A\"}"}}]}"#
                ) + event("{}", finish: #""tool_calls""#),
            event(#"{"content":"Done."}"#) + event("{}", finish: #""stop""#),
        ]

        private static let body = #"""
            {"id": "c", "trigger": "submit-message", "tools": ["generateCard"], "messages": [
              {"id": "1", "role": "user", "parts": [{"type": "text", "text": "Hello"}]},
              {"id": "2", "role": "assistant", "parts": [{"type": "step-start"},
                {"type": "reasoning", "text": "A greeting."}, {"type": "text", "text": "Hi"}]},
              {"id": "3", "role": "user", "parts": [{"type": "text", "text": "A card, please"}]}]}
            """#

        @Test(arguments: [
            ([:], [nil, nil]),
            (["OPENAI__SEND_REASONING": "true"], ["A greeting.", "Cards, then."]),
        ])
        func `reasoning of the history and of the answer's own calls is sent back if it is to be`(
            settings: [String: String],
            expected: [String?]
        ) throws {
            try LoopHarness.run { harness in
                let provider = try ScriptedProvider(harness) { request in
                    let isSecond = String(decoding: request.body, as: UTF8.self).contains(
                        "\"tool\""
                    )
                    let answer = Self.answers[isSecond ? 1 : 0] + "data: [DONE]\n\n"
                    return [.streamHead, .chunk(answer), .lastChunk]
                }
                defer { provider.stop() }
                let own = [
                    "OPENAI__BASE_URL": provider.url("/v1"),
                    "HEALTH__OPENAI_CHECK_ENABLED": "false",
                ]
                let server = try ChatServer(nil, settings: own.merging(settings) { $1 })
                let connection = try server.connect()
                try connection.send("POST", "/chat", body: Self.body)
                let events = try EventReader(connection).rest()
                #expect(events.contains { $0.type == "reasoning-delta" })
                #expect(events.suffix(2).map(\.type) == ["finish", "[DONE]"])
                try harness.run { provider.requests.count == 2 }
                let json = try JSONSerialization.jsonObject(with: Data(provider.requests[1].body))
                let request = try #require(json as? [String: Any])
                let messages = try #require(request["messages"] as? [[String: Any]])
                #expect(
                    messages.map { $0["role"] as? String ?? "" } == [
                        "user", "assistant", "user", "assistant", "tool",
                    ]
                )
                #expect([1, 3].map { messages[$0]["reasoning_content"] as? String } == expected)
            }
        }
    }
}
