// Paths, and what they say.

import HTTP
import JSON
import Testing

@testable import MockProvider

@Suite struct MockRouteTests {
    private static let messages = "anthropic-version: 2023-06-01\r\nx-api-key: k\r\n"
    private static let chat = #""messages":[{"role":"user","content":"#
    private static let prompt = ##""#mock tokens=1 interval=0""##

    /// The first member of the answer that names its kind, at each path.
    @Test(arguments: [
        ("/v1/messages", messages, #"{"max_tokens":9,\#(chat)\#(prompt)}]}"#, "type"),
        ("/v1/responses", "Authorization: Bearer k\r\n", #"{"input":\#(prompt)}"#, "output"),
        ("/openai/v1/responses", "Authorization: Bearer k\r\n", #"{"input":\#(prompt)}"#, "output"),
        (
            "/v1beta/models/g:generateContent", "x-goog-api-key: k\r\n",
            #"{"contents":[{"role":"user","parts":[{"text":\#(prompt)}]}]}"#, "candidates"
        ),
        (
            "/v1/models/g:generateContent?key=k", "",
            #"{"contents":[{"role":"user","parts":[{"text":\#(prompt)}]}]}"#, "candidates"
        ),
        (
            "/v1beta1/projects/p/locations/l/publishers/google/models/g:generateContent",
            "Authorization: Bearer k\r\n",
            #"{"contents":[{"role":"user","parts":[{"text":\#(prompt)}]}]}"#, "candidates"
        ),
        (
            "/openai/v1/chat/completions", "api-key: k\r\n", #"{\#(chat)\#(prompt)}]}"#,
            "prompt_filter_results"
        ),
        (
            "/openai/deployments/d/chat/completions?api-version=2024-10-21", "api-key: k\r\n",
            #"{\#(chat)\#(prompt)}]}"#, "prompt_filter_results"
        ),
    ])
    func `each path speaks its dialect`(
        _ path: String,
        _ fields: String,
        _ body: String,
        _ member: String
    ) throws {
        try MockHarness.run { mock in
            let answer = try mock.answer(at: path, fields: fields, body)
            #expect(answer.status == 200)
            #expect(try JSONValue(parsing: answer.body.span)[member] != nil)
        }
    }

    @Test func `the path names Gemini's model and stream`() throws {
        try MockHarness.run { mock in
            let body = #"{"contents":[{"role":"user","parts":[{"text":\#(Self.prompt)}]}]}"#
            let path = "/v1beta/models/gemini-x:streamGenerateContent"
            let events = try mock.answer(
                at: path + "?alt=sse",
                fields: "x-goog-api-key: k\r\n",
                body
            )
            #expect(events.head.contains("Content-Type: text/event-stream\r\n"))
            #expect(events.chunksOfJSON.first?["modelVersion"]?.string == "gemini-x")
            let array = try mock.answer(at: path, fields: "x-goog-api-key: k\r\n", body)
            #expect(array.head.contains("Content-Type: application/json; charset=UTF-8\r\n"))
            #expect(try JSONValue(parsing: array.body.span).array?.count == 2)
        }
    }

    @Test(arguments: [
        "/v1beta/models/g:embedContent", "/v1beta/models/g", "/v1beta/models:generateContent",
        "/openai/deployments/d/completions", "/openai/deployments/d/x/chat/completions",
    ])
    func `other paths are not found`(_ path: String) throws {
        try MockHarness.run { mock in
            let answer = try mock.answer(at: path, fields: "api-key: k\r\n", "{}")
            #expect(answer.status == 404)
        }
    }
}
