// What answers cost, as front ends, the log and metrics tell it.

import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct CostTests {
        private static func event(_ json: String) -> String { "data: \(json)\n\n" }

        private static let text = event(#"{"choices":[{"index":0,"delta":{"content":"a"}}]}"#)
        private static let end = event(
            #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
        )
        private static let usage = event(
            #"{"choices":[],"usage":{"prompt_tokens":100,"prompt_tokens_details":{"cached_tokens":60},"#
                + #""completion_tokens":20,"completion_tokens_details":{"reasoning_tokens":5}}}"#
        )

        private func serve(
            _ steps: [ScriptedProvider.Step],
            _ body: (ChatServer, ScriptedProvider, LoopHarness) throws -> Void
        ) throws {
            try LoopHarness.run { harness in
                let provider = try ScriptedProvider(harness) { _ in steps }
                defer { provider.stop() }
                let prices = #"{"input":2,"cache_read":0.5,"output":10}"#
                let server = try ChatServer(
                    nil,
                    settings: [
                        "OPENAI__BASE_URL": provider.url("/v1"),
                        "HEALTH__OPENAI_CHECK_ENABLED": "false", "STREAM__SHOW_COST": "true",
                        "MODELS": #"[{"id":"m","name":"M","provider":"openai","openai_model":"up","#
                            + #""prices":\#(prices)}]"#,
                    ]
                )
                try body(server, provider, harness)
            }
        }

        private static let body =
            #"{"id":"c","trigger":"submit-message","model":"m","messages":[{"id":"1","role":"user","#
            + #""parts":[{"type":"text","text":"q"}]}]}"#

        private func metrics(_ server: ChatServer) throws -> String {
            let response = try server.connect().request("GET", "/metrics")
            return String(decoding: response.body, as: UTF8.self)
        }

        @Test func `the cost is in the message, the log and the metrics`() throws {
            let stream = Self.text + Self.end + Self.usage + "data: [DONE]\n\n"
            try serve([.streamHead, .chunk(stream), .lastChunk]) { server, _, _ in
                let connection = try server.connect()
                try connection.send("POST", "/chat", body: Self.body)
                let events = try EventReader(connection).rest()
                let metadata = events.first { $0.type == "finish" }?.json?["messageMetadata"]
                // 40 * 2 + 60 * 0.5 + 20 * 10 = 310 millionths of a dollar.
                #expect((metadata as? [String: Any])?["costUSD"] as? Double == 0.00031)
                let line = try server.accessLines("/chat")[0]
                #expect(line["cost_usd"] as? Double == 0.00031)
                #expect(line["cost_is_estimate"] == nil)
                let text = try metrics(server)
                for (kind, count) in [
                    ("input", 40), ("cache_read", 60), ("output", 15), ("reasoning", 5),
                ] {
                    let series = #"{model="up",kind="\#(kind)",source="provider"} \#(count)"#
                    #expect(text.contains("mamba_tokens_total" + series), "\(kind)")
                }
                #expect(
                    text.contains(#"mamba_cost_usd_total{model="up",source="provider"} 0.00031"#)
                )
            }
        }

        @Test func `an answer that is left is paid for by an estimate`() throws {
            try serve([.streamHead, .chunk(Self.text + Self.text), .stall]) { server, _, _ in
                let connection = try server.connect()
                try connection.send("POST", "/chat", body: Self.body)
                let reader = try EventReader(connection)
                _ = try reader.skip(to: "text-delta")
                reader.hangUp()
                let line = try server.accessLines("/chat")[0]
                #expect(line["cost_is_estimate"] as? Bool == true)
                #expect(line["cost_usd"] as? Double ?? 0 > 0)
                let text = try metrics(server)
                #expect(
                    text.contains(
                        #"mamba_tokens_total{model="up",kind="output",source="estimate"} 2"#
                    )
                )
            }
        }

        @Test func `what nobody set a price for has no cost`() throws {
            let stream = Self.text + Self.end + Self.usage + "data: [DONE]\n\n"
            try serve([.streamHead, .chunk(stream), .lastChunk]) { server, _, _ in
                let body = Self.body.replacing(#""model":"m""#, with: #""model":"openai/other""#)
                let response = try server.connect().request("POST", "/chat", body: body)
                #expect(!String(decoding: response.body, as: UTF8.self).contains("costUSD"))
                #expect(try server.accessLines("/chat")[0]["cost_usd"] == nil)
            }
        }
    }
}
