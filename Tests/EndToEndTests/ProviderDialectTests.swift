// Providers that speak another API than OpenAI's, through every door.

import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct ProviderDialectTests {
        /// A provider's answer with a thought, the text `Hello` and 10 and 5 tokens, and how it is asked.
        struct Row: Sendable, CustomTestStringConvertible {
            let dialect: String
            let path: String
            let keyField: String
            let events: [String]
            var testDescription: String { dialect }
        }

        static let rows = [
            Row(
                dialect: "anthropic",
                path: "POST /v1/messages HTTP/1.1",
                keyField: "x-api-key",
                events: [
                    #"{"type":"message_start","message":{"id":"msg_1","model":"big","usage":{"input_tokens":10}}}"#,
                    #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}"#,
                    #"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}"#,
                    #"{"type":"content_block_stop","index":0}"#,
                    #"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#,
                    #"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hel"}}"#,
                    #"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"lo"}}"#,
                    #"{"type":"content_block_stop","index":1}"#,
                    #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}"#,
                    #"{"type":"message_stop"}"#,
                ]
            ),
            Row(
                dialect: "gemini",
                path: "POST /v1/models/big:streamGenerateContent?alt=sse HTTP/1.1",
                keyField: "x-goog-api-key",
                events: [
                    #"{"candidates":[{"content":{"parts":[{"text":"Hm","thought":true}]}}],"modelVersion":"big"}"#,
                    #"{"candidates":[{"content":{"parts":[{"text":"Hel"}]}}]}"#,
                    #"{"candidates":[{"content":{"parts":[{"text":"lo"}]},"finishReason":"STOP"}],"#
                        + #""usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5}}"#,
                ]
            ),
            Row(
                dialect: "responses",
                path: "POST /v1/responses HTTP/1.1",
                keyField: "Authorization",
                events: [
                    #"{"type":"response.created","response":{"id":"resp_1","model":"big"}}"#,
                    #"{"type":"response.reasoning_summary_text.delta","output_index":0,"delta":"Hm"}"#,
                    #"{"type":"response.output_text.delta","output_index":1,"delta":"Hel"}"#,
                    #"{"type":"response.output_text.delta","output_index":1,"delta":"lo"}"#,
                    #"{"type":"response.completed","response":{"usage":{"input_tokens":10,"output_tokens":5}}}"#,
                ]
            ),
            Row(
                dialect: "azure",
                path: "POST /v1/openai/v1/chat/completions HTTP/1.1",
                keyField: "api-key",
                events: [
                    #"{"choices":[],"prompt_filter_results":[{"prompt_index":0}]}"#,
                    #"{"model":"big","choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":"Hm"}}]}"#,
                    #"{"model":"big","choices":[{"index":0,"delta":{"content":"Hel"}}]}"#,
                    #"{"model":"big","choices":[{"index":0,"delta":{"content":"lo"},"content_filter_results":{}}]}"#,
                    #"{"model":"big","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
                    #"{"model":"big","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5}}"#,
                    "[DONE]",
                ]
            ),
        ]

        private func serve(
            _ row: Row,
            steps: [ScriptedProvider.Step]? = nil,
            _ body: (ChatServer, ScriptedProvider, LoopHarness) throws -> Void
        ) throws {
            try LoopHarness.run { harness in
                let stream = row.events.map { "data: \($0)\n\n" }.joined()
                let answer = steps ?? [.streamHead, .chunk(stream), .lastChunk]
                let provider = try ScriptedProvider(harness) { _ in answer }
                defer { provider.stop() }
                let server = try ChatServer(
                    nil,
                    settings: [
                        "PROVIDERS__OTHER__DIALECT": row.dialect,
                        "PROVIDERS__OTHER__BASE_URL": provider.url("/v1"),
                        "PROVIDERS__OTHER__API_KEY": "secret-of-other",
                        "HEALTH__OPENAI_CHECK_ENABLED": "false", "TITLE__MODEL": "other/big",
                        "MODELS":
                            #"[{"id":"big","name":"B","provider":"other","openai_model":"big"}]"#,
                    ]
                )
                try body(server, provider, harness)
            }
        }

        private func chat(_ model: String) -> String {
            #"{"id":"c","trigger":"submit-message","model":"\#(model)","messages":[{"id":"1","role":"user","#
                + #""parts":[{"type":"text","text":"q"}]}]}"#
        }

        private func completion(stream: Bool) -> String {
            #"{"model":"other/big","stream":\#(stream),"stream_options":{"include_usage":true},"#
                + #""messages":[{"role":"user","content":"q"}]}"#
                .replacing(stream ? "" : #""stream_options":{"include_usage":true},"#, with: "")
        }

        @Test(arguments: rows)
        func `a front end of the AI SDK`(row: Row) throws {
            try serve(row) { server, provider, harness in
                for model in ["big", "other/big"] {
                    let connection = try server.connect()
                    try connection.send("POST", "/chat", body: chat(model))
                    let events = try EventReader(connection).rest()
                    func joined(_ type: String) -> String {
                        events.filter { $0.type == type }
                            .compactMap { $0.json?["delta"] as? String }.joined()
                    }
                    #expect(joined("reasoning-delta") == "Hm")
                    #expect(joined("text-delta") == "Hello")
                    let metadata = events.first { $0.type == "finish" }?.json?["messageMetadata"]
                    let facts = try #require(metadata as? [String: Any])
                    #expect(facts["model"] as? String == "big")
                    #expect(facts["provider"] as? String == "other")
                    #expect((facts["usage"] as? [String: Any])?["totalTokens"] as? Int == 15)
                }
                try harness.run { provider.requests.count == 2 }
                let request = provider.requests[0]
                #expect(request.lines.first == row.path)
                #expect(request.field(row.keyField)?.hasSuffix("secret-of-other") == true)
                let line = try server.accessLines("/chat")[0]
                #expect(line["model"] as? String == "big")
                #expect(line["requested_model"] as? String == "other/big")
            }
        }

        @Test(arguments: rows)
        func `the original's protocol, a stream of data and plain text`(row: Row) throws {
            try serve(row) { server, _, _ in
                for (path, text) in [
                    ("/chat/completions", #""textDelta":"Hel""#),
                    ("/chat?protocol=data", #"0:"Hel""#), ("/chat?protocol=text", "Hello"),
                ] {
                    let body =
                        #"{"model":"big","messages":[{"id":"1","role":"user","#
                        + #""parts":[{"type":"text","text":"q"}]}]}"#
                    let response = try server.connect().request("POST", path, body: body)
                    #expect(response.status == 200)
                    let answer = String(decoding: response.body, as: UTF8.self)
                    #expect(answer.contains(text), "\(answer)")
                }
            }
        }

        @Test(arguments: rows)
        func `a client of OpenAI's API, with a stream and whole, and a title`(row: Row) throws {
            try serve(row) { server, _, _ in
                let stream = try server.connect().request(
                    "POST",
                    "/v1/chat/completions",
                    body: completion(stream: true)
                )
                let text = String(decoding: stream.body, as: UTF8.self)
                #expect(text.contains(#""content":"Hel""#), "\(text)")
                #expect(text.contains(#""prompt_tokens":10"#))
                #expect(text.hasSuffix("data: [DONE]\n\n"))
                // Azure's dialect is OpenAI's: what a scripted stream says is no whole answer there.
                guard row.dialect != "azure" else { return }
                let whole = try server.connect().request(
                    "POST",
                    "/v1/chat/completions",
                    body: completion(stream: false)
                )
                let json = try whole.json()
                let choice = (json["choices"] as? [[String: Any]])?.first
                let message = choice?["message"] as? [String: Any]
                #expect(message?["content"] as? String == "Hello")
                #expect(message?["reasoning_content"] as? String == "Hm")
                #expect((json["usage"] as? [String: Any])?["total_tokens"] as? Int == 15)
                let title = try server.connect().request(
                    "POST",
                    "/title/generate",
                    body: #"{"userMessage":"q","conversationId":"c"}"#
                )
                #expect(try title.json()["title"] as? String == "Hello")
            }
        }

        @Test(arguments: rows)
        func `a refusal is an honest error, and secrets stay here`(row: Row) throws {
            let refusal =
                #"{"type":"error","error":{"type":"rate_limit_error","message":"slow secret-of-other"}}"#
            try serve(row, steps: [.whole(429, refusal, "Retry-After: 99")]) { server, _, _ in
                let response = try server.connect().request(
                    "POST",
                    "/v1/chat/completions",
                    body: completion(stream: true)
                )
                #expect(response.status == 429)
                #expect(!String(decoding: response.body, as: UTF8.self).contains("slow"))
                let line = try server.accessLines("/v1/chat/completions")[0]
                #expect(line["error_type"] as? String == "PROVIDER_RATE_LIMITED")
                #expect(!server.program.output.lines.joined().contains("secret-of-other"))
            }
        }

        @Test(arguments: rows)
        func `a stream that is cut is no answer`(row: Row) throws {
            let half = row.events.prefix(row.events.count / 2).map { "data: \($0)\n\n" }.joined()
            try serve(row, steps: [.streamHead, .chunk(half), .lastChunk]) { server, _, _ in
                let connection = try server.connect()
                try connection.send("POST", "/chat", body: chat("big"))
                let events = try EventReader(connection).rest()
                #expect(events.contains { $0.type == "error" })
                #expect(!events.contains { $0.type == "finish" })
            }
        }

        @Test(arguments: ["anthropic", "gemini", "responses"])
        func `what a model has signed goes back to it behind its tools`(dialect: String) throws {
            let mock = try MockServer()
            let server = try ChatServer(
                mock,
                settings: [
                    "PROVIDERS__OTHER__DIALECT": dialect,
                    "PROVIDERS__OTHER__BASE_URL": mock.baseURL,
                    "PROVIDERS__OTHER__API_KEY": "k",
                    "MODELS":
                        #"[{"id":"openai/gpt-4o","name":"B","provider":"other","openai_model":"gpt-5"}]"#,
                ]
            )
            // The mock refuses what comes without its signatures.
            let directive =
                #"#mock strict reasoning=2 tokens=2 interval=0 tool=generateCard args={"title":"A"}"#
            let events = try server.chat(directive, tools: ["generateCard"]).rest()
            #expect(events.contains { $0.type == "tool-output-available" })
            #expect(events.filter { $0.type == "reasoning-start" }.count >= 2)
            #expect(events.suffix(2).map(\.type) == ["finish", "[DONE]"])
        }

        @Test func `what a provider's API has no form for is the client's to change`() throws {
            try serve(Self.rows[2]) { server, provider, _ in
                let body = completion(stream: true).replacing(
                    #""stream":true"#,
                    with: #""stream":true,"stop":["END"]"#
                )
                let response = try server.connect().request(
                    "POST",
                    "/v1/chat/completions",
                    body: body
                )
                #expect(response.status == 400)
                let error = try response.json()["error"] as? [String: Any]
                #expect(error?["param"] as? String == "stop")
                try provider.catchUp()
                #expect(provider.requests.isEmpty)
            }
        }
    }
}
