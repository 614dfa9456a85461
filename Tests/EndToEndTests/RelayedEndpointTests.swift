// The endpoints of OpenAI's API beside chats.

import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct RelayedEndpointTests {
        private func serve(
            _ steps: [ScriptedProvider.Step],
            _ body: (ChatServer, ScriptedProvider, LoopHarness) throws -> Void
        ) throws {
            try LoopHarness.run { harness in
                let provider = try ScriptedProvider(harness) { _ in steps }
                defer { provider.stop() }
                let server = try ChatServer(
                    nil,
                    settings: [
                        "OPENAI__BASE_URL": provider.url("/v1"),
                        "PROVIDERS__ANTHROPIC__BASE_URL": provider.url("/v1"),
                        "HEALTH__OPENAI_CHECK_ENABLED": "false",
                    ]
                )
                try body(server, provider, harness)
            }
        }

        @Test func `embeddings are passed on, and come back as they are`() throws {
            let vectors =
                #"{"object":"list","data":[{"index":0,"embedding":[0.25,1e-3]}],"model":"e","#
                + #""usage":{"prompt_tokens":4,"total_tokens":4}}"#
            try serve([.whole(200, vectors)]) { server, provider, harness in
                let response = try server.connect().request(
                    "POST",
                    "/v1/embeddings",
                    body: #"{"model":"openai/e","input":["a"],"dimensions":2}"#
                )
                #expect(response.status == 200)
                #expect(String(decoding: response.body, as: UTF8.self) == vectors)
                try harness.run { provider.requests.count == 1 }
                let request = provider.requests[0]
                #expect(request.lines.first == "POST /v1/embeddings HTTP/1.1")
                #expect(
                    String(decoding: request.body, as: UTF8.self)
                        == #"{"model":"e","input":["a"],"dimensions":2}"#
                )
                let line = try server.accessLines("/v1/embeddings")[0]
                #expect(line["prompt_tokens"] as? Int == 4)
            }
        }

        @Test func `a completion streams its text`() throws {
            func event(_ choice: String) -> String {
                "data: {\"object\":\"text_completion\",\"choices\":[\(choice)]}\n\n"
            }
            let first = event(#"{"index":0,"text":"Once","finish_reason":null}"#)
            let rest =
                event(#"{"index":0,"text":" upon","finish_reason":"length"}"#) + "data: [DONE]\n\n"
            try serve([
                .streamHead, .chunk(first), .wait(.milliseconds(50)), .chunk(rest), .lastChunk,
            ]) { server, provider, harness in
                let response = try server.connect().request(
                    "POST",
                    "/v1/completions",
                    body: #"{"model":"openai/i","prompt":"p","stream":true}"#
                )
                #expect(String(decoding: response.body, as: UTF8.self) == first + rest)
                try harness.run { provider.requests.count == 1 }
                #expect(provider.requests[0].lines.first == "POST /v1/completions HTTP/1.1")
            }
            // What is cut does not look whole.
            try serve([.streamHead, .chunk(first), .lastChunk]) { server, _, _ in
                let response = try server.connect().request(
                    "POST",
                    "/v1/completions",
                    body: #"{"model":"openai/i","prompt":"p","stream":true}"#
                )
                let text = String(decoding: response.body, as: UTF8.self)
                #expect(text.contains("answer_incomplete") || text.contains("error"))
                #expect(!text.contains("[DONE]"))
            }
        }

        @Test func `a provider without the endpoint is not asked`() throws {
            try serve([.whole(200, "{}")]) { server, provider, _ in
                for (path, subject) in [("/v1/embeddings", "input"), ("/v1/completions", "prompt")]
                {
                    let response = try server.connect().request(
                        "POST",
                        path,
                        body: #"{"model":"anthropic/claude","\#(subject)":"a"}"#
                    )
                    #expect(response.status == 400)
                    let error = try response.json()["error"] as? [String: Any]
                    #expect(error?["param"] as? String == "model")
                }
                try provider.catchUp()
                #expect(provider.requests.isEmpty)
            }
        }
    }
}
