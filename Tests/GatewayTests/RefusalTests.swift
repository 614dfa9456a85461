// What front ends show of a refusal: one plain sentence, because they show the body as it is.

import AnswerKit
import Chat
@testable import Configuration
import JSON
import Testing

@testable import Gateway

@Suite struct RefusalTests {
    /// A request that is refused before the model is asked.
    struct Case: CustomTestStringConvertible, Sendable {
        let status: Int
        let code: String
        var setUp: @Sendable (inout Settings) -> Void = { _ in }
        var messages: JSONValue = [
            ["id": "1", "role": "user", "parts": [["type": "text", "text": "Hello!"]]]
        ]
        var testDescription: String { "\(status) \(code)" }
    }

    static let cases = [
        Case(
            status: 401,
            code: "AUTH_INVALID",
            setUp: {
                var key = Settings.APIKey()
                key.key = Secret("right-key-0123456789")
                $0.auth.mode = .apiKey
                $0.auth.apiKeys = [key]
            }
        ),
        Case(status: 400, code: "REQUEST_INVALID", messages: []),
        Case(status: 422, code: "REQUEST_INVALID", messages: [["role": "robot"], 7, 8, 9]),
        Case(status: 413, code: "BODY_TOO_LARGE", setUp: { $0.limits.bodyBytesMax = 10 }),
        Case(status: 503, code: "OVERLOADED", setUp: { $0.limits.streamsMax = 0 }),
    ]

    @Test(arguments: cases, ["", "?protocol=ui", "?protocol=data", "?protocol=text"])
    func `a front end is told in one sentence`(row: Case, query: String) throws {
        try GatewayScene.run(row.setUp) { scene in
            let request = GatewayRequest.post("/chat" + query, ["messages": row.messages])
            let response = try scene.response(to: request)
            #expect(response.status == row.status)
            #expect(response.field("Content-Type") == "text/plain; charset=utf-8")
            #expect(response.field("X-Mamba-Error") == row.code)
            #expect(!response.text.isEmpty && response.text.utf8.count < 300)
            #expect(!response.text.contains("{") && !response.text.contains("\n"))
        }
    }

    @Test(arguments: cases, ["/chat?protocol=mamba", "/chat/completions"])
    func `the original's clients are told in JSON`(row: Case, path: String) throws {
        try GatewayScene.run(row.setUp) { scene in
            let body: JSONValue = ["model": "openai/gpt-4o", "messages": row.messages]
            let response = try scene.response(to: .post(path, body))
            #expect(response.status == row.status)
            #expect(response.field("Content-Type") == "application/json")
            #expect(response.field("X-Mamba-Error") == nil)
            #expect(response.json?["detail"] != nil)
        }
    }

    @Test func `a client beyond its share is told in one sentence`() throws {
        try GatewayScene.run({
            $0.limits.requestsPerMinute = 1
            $0.limits.requestBurst = 1
        }) { scene in
            _ = try scene.response(to: .uiChat("tokens=1"))
            let response = try scene.response(to: .uiChat("tokens=1"))
            #expect(response.status == 429)
            #expect(response.field("X-Mamba-Error") == "RATE_LIMITED")
            #expect(response.field("Retry-After") != nil)
            #expect(response.text.hasPrefix("Too many requests."))
        }
    }

    @Test func `a refusal that has no code of its own has that of its status`() throws {
        try GatewayScene.run { scene in
            var request = GatewayRequest.uiChat("tokens=1")
            request.fields.append("Content-Encoding: br")
            let response = try scene.response(to: request)
            #expect(response.status == 415)
            #expect(response.field("X-Mamba-Error") == "UNSUPPORTED_MEDIA_TYPE")
        }
    }
}
