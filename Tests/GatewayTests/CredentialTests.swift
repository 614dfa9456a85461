// What a provider repeats of our credentials reaches neither the log nor a client.

import AnswerKit
import JSON
import TestKit
import Testing

@testable import Configuration
@testable import Gateway

@Suite struct CredentialTests {
    private static let key = "sk-THE-SECRET/KEY"

    /// How a provider repeats the credentials.
    struct Echo: CustomTestStringConvertible, Sendable {
        let name: String
        /// The answer to a request with this value of `Authorization`.
        let answer: @Sendable (String) -> String
        var testDescription: String { name }

        static func response(_ status: String, _ type: String, _ body: String) -> String {
            "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
                + "Connection: close\r\n\r\n\(body)"
        }
    }

    static let echoes = [
        Echo(name: "a status") { .init(Echo.response("401 No", "text/plain", "got \($0)")) },
        Echo(name: "an escaped status") { authorization in
            let escaped = authorization.replacing("/", with: #"\/"#)
            return Echo.response("400 No", "application/json", #"{"error":"\#(escaped)"}"#)
        },
        Echo(name: "a status cut within the key") { authorization in
            let fill = String(repeating: "x", count: 1024 - authorization.utf8.count + 6)
            return Echo.response("400 No", "text/plain", fill + authorization)
        },
        Echo(name: "an error in the stream") {
            let error = #"data: {"error":{"message":"\#($0)"}}"#
            return Echo.response("200 OK", "text/event-stream", error + "\n\n")
        },
        Echo(name: "an error cut within the key") { authorization in
            let fill = String(repeating: "x", count: 512 - 12 - authorization.utf8.count + 6)
            let error = #"data: {"error":{"message":"\#(fill)\#(authorization)"}}"#
            return Echo.response("200 OK", "text/event-stream", error + "\n\n")
        },
        Echo(name: "a whole error") {
            Echo.response("200 OK", "application/json", #"{"error":{"message":"\#($0)"}}"#)
        },
        Echo(name: "a model") {
            let chunk = #"{"model":"\#($0)","choices":[{"delta":{},"finish_reason":"stop"}]}"#
            return Echo.response(
                "200 OK",
                "text/event-stream",
                "data: \(chunk)\n\ndata: [DONE]\n\n"
            )
        },
    ]

    private static let message: JSONValue = [
        "id": "1", "role": "user", "parts": [["type": "text", "text": "Hello!"]],
    ]

    private static let requests: [GatewayRequest] = [
        .post("/chat", ["messages": [message]]),
        .post("/v1/chat/completions", ["stream": true, "messages": [["role": "user"]]]),
        .post("/v1/chat/completions", ["messages": [["role": "user"]]]),
        .post("/title/generate", ["userMessage": "Hello!", "conversationId": "1"]),
    ]

    @Test(arguments: echoes, requests.indices)
    func `neither a line of the log nor an answer has them`(echo: Echo, index: Int) throws {
        try check(echo, index) { $0.openai.apiKey = Secret(Self.key) }
    }

    // A provider may repeat the credential without its scheme.
    @Test(arguments: echoes)
    func `nor has it those of the operator's own header fields`(echo: Echo) throws {
        try check(echo, 0) {
            $0.openai.apiKey = nil
            $0.openai.headers = [NamedSecret("Authorization", Secret("Bearer \(Self.key)"))]
        }
    }

    private func check(
        _ echo: Echo,
        _ index: Int,
        _ settings: (inout Settings) -> Void
    ) throws {
        try LoopHarness.run { harness in
            let provider = try ScriptedProvider(harness) { request in
                let key = (request.field("Authorization") ?? "").replacing("Bearer ", with: "")
                return [.send(Array(echo.answer(key).utf8)), .end]
            }
            defer { provider.stop() }
            try GatewayScene.run({
                $0.openai.baseURL = provider.url("/v1")
                settings(&$0)
                $0.openai.maxRetries = 1
            }) { scene in
                let response = try scene.response(to: Self.requests[index])
                // A model's own name passes to clients that want the provider's chunks as they are.
                if echo.name != "a model" { #expect(!response.text.contains("sk-T")) }
                let lines = try scene.logText()
                #expect(lines.contains("Request completed"))
                #expect(!lines.contains("sk-T"), "\(lines)")
            }
        }
    }
}
