// A model with several targets: who is asked next, and what the operator sees of it.

import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct FallbackTests {
        private static let good: [ScriptedProvider.Step] = [
            .streamHead,
            .chunk(
                #"data: {"choices":[{"index":0,"delta":{"content":"good"},"finish_reason":"stop"}]}"#
                    + "\n\ndata: [DONE]\n\n"
            ), .lastChunk,
        ]

        /// How the first target fails.
        struct Failure: Sendable, CustomTestStringConvertible {
            let name: String
            let steps: [ScriptedProvider.Step]
            let phase: String
            var testDescription: String { name }
        }

        static let failures = [
            Failure(name: "500", steps: [.whole(500, "{}")], phase: "status_5xx"),
            Failure(
                name: "429",
                steps: [.whole(429, "{}", "Retry-After: 100")],
                phase: "status_429"
            ), Failure(name: "reset", steps: [.reset], phase: "before_head"),
            Failure(name: "silence", steps: [.stall], phase: "first_token"),
            Failure(
                name: "error in the stream",
                steps: [
                    .streamHead,
                    .chunk(
                        #"data: {"choices":[{"index":0,"delta":{"role":"assistant"}}]}"#
                            + "\n\ndata: {\"error\":{\"message\":\"busy\"}}\n\n"
                    ), .stall,
                ],
                phase: "answer"
            ),
        ]

        private func settings(_ first: String, _ second: String) -> [String: String] {
            let targets =
                #"[{"provider":"first","model":"a"},{"provider":"second","model":"b","order":1}]"#
            return [
                "PROVIDERS__FIRST__BASE_URL": first, "PROVIDERS__SECOND__BASE_URL": second,
                "PROVIDERS__FIRST__FIRST_TOKEN_TIMEOUT_SECONDS": "0.3",
                "HEALTH__OPENAI_CHECK_ENABLED": "false",
                "MODELS": #"[{"id":"both","name":"B","provider":"x","targets":\#(targets)}]"#,
            ]
        }

        private static let body =
            #"{"id":"c","trigger":"submit-message","model":"both","messages":[{"id":"1","role":"user","#
            + #""parts":[{"type":"text","text":"q"}]}]}"#

        @Test(arguments: failures)
        func `the second answers where the first fails before its content`(failure: Failure) throws
        {
            try LoopHarness.run { harness in
                let first = try ScriptedProvider(harness) { _ in failure.steps }
                let second = try ScriptedProvider(harness) { _ in Self.good }
                defer {
                    first.stop()
                    second.stop()
                }
                let server = try ChatServer(
                    nil,
                    settings: settings(first.url("/v1"), second.url("/v1"))
                )
                let connection = try server.connect()
                try connection.send("POST", "/chat", body: Self.body)
                let events = try EventReader(connection).rest()
                #expect(
                    events.map(\.type) == [
                        "start", "start-step", "text-start", "text-delta", "text-end",
                        "finish-step", "finish", "[DONE]",
                    ]
                )
                let finish = events.first { $0.type == "finish" }
                let metadata = finish?.json?["messageMetadata"] as? [String: Any]
                #expect(metadata?["provider"] as? String == "second")
                try harness.run { first.requests.count == 1 && second.requests.count == 1 }
                #expect(String(decoding: second.requests[0].body, as: UTF8.self).contains(#""b""#))
                let line = try server.accessLines("/chat")[0]
                #expect(line["attempts"] as? Int == 2)
                let metrics = try server.connect().request("GET", "/metrics")
                let text = String(decoding: metrics.body, as: UTF8.self)
                #expect(
                    text.contains(#"mamba_upstream_fallbacks_total{phase="\#(failure.phase)"} 1"#)
                )
                #expect(text.contains(#"gen_ai_request_model="second/b""#))
            }
        }

        @Test func `when all have failed the round begins anew with the first`() throws {
            try LoopHarness.run { harness in
                let first = try ScriptedProvider(harness) { request in
                    request.connection == 0 ? [.whole(500, "{}"), .end] : Self.good
                }
                let second = try ScriptedProvider(harness) { _ in [.whole(503, "{}")] }
                defer {
                    first.stop()
                    second.stop()
                }
                var settings = settings(first.url("/v1"), second.url("/v1"))
                settings["RETRY__BASE_SECONDS"] = "0.001"
                let server = try ChatServer(nil, settings: settings)
                let response = try server.connect().request("POST", "/chat", body: Self.body)
                #expect(String(decoding: response.body, as: UTF8.self).contains("good"))
                try harness.run { first.requests.count == 2 && second.requests.count == 1 }
                let line = try server.accessLines("/chat")[0]
                #expect(line["attempts"] as? Int == 3)
                #expect(line["provider"] as? String == "first")
            }
        }

        @Test func `a provider that asks for a rest gets it`() throws {
            try LoopHarness.run { harness in
                let busy = Self.failures[1].steps
                let first = try ScriptedProvider(harness) { _ in busy }
                let second = try ScriptedProvider(harness) { _ in Self.good }
                defer {
                    first.stop()
                    second.stop()
                }
                let server = try ChatServer(
                    nil,
                    settings: settings(first.url("/v1"), second.url("/v1"))
                )
                for _ in 0..<4 {
                    let response = try server.connect().request("POST", "/chat", body: Self.body)
                    #expect(String(decoding: response.body, as: UTF8.self).contains("good"))
                }
                try harness.run { second.requests.count == 4 }
                try first.catchUp()
                #expect(first.requests.count == 1)
            }
        }
    }
}
