// Requests that are wrong, and what every response and log line carries.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct RequestTests {
        struct Case: CustomTestStringConvertible {
            let request: String
            let status: Int
            var testDescription: String { request.debugDescription }
        }

        @Test(arguments: [
            Case(request: "GARBAGE\r\n\r\n", status: 400),
            Case(request: "GET / HTTP/1.1\r\n\r\n", status: 400),
            Case(request: "GET / HTTP/2.0\r\nHost: a\r\n\r\n", status: 505),
            Case(request: "GET / HTTP/1.1\nHost: a\n\n", status: 400),
            Case(request: "GET / HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n", status: 400),
            Case(request: "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", status: 400),
            Case(request: "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", status: 400),
            Case(
                request: "POST /chat HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                status: 400
            ),
            Case(
                request: "POST /chat HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                status: 400
            ),
            Case(
                request:
                    "POST /title/generate HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                status: 400
            ),
            Case(
                request: "POST /title/generate HTTP/1.1\r\nHost: a\r\n"
                    + "Content-Length: 99999999999\r\n\r\n",
                status: 413
            ),
            Case(request: "GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\n", status: 414),
            Case(
                request:
                    "GET / HTTP/1.1\r\nHost: a\r\nA: \(String(repeating: "a", count: 40_000))\r\n",
                status: 431
            ),
        ])
        func `a malformed request is refused and the connection closed`(_ example: Case) throws {
            let server = try ChatServer(nil)
            let connection = try server.connect()
            try connection.send(example.request)
            let response = try connection.readResponse()
            #expect(response.status == example.status)
            #expect(response["connection"] == "close")
            #expect(try response.json()["detail"] is String)
            #expect(try connection.isClosedCleanly())
            #expect(try server.connect().request("GET", "/health/live").status == 200)
        }

        @Test(
            arguments: [
                ("GET", "/nothing", nil, 404), ("GET", "/chat", nil, 405),
                ("POST", "/chat", "{", 422), ("POST", "/chat", "[]", 422),
                ("POST", "/chat/completions", "{\"messages\":[]}", 422),
            ] as [(String, String, String?, Int)]
        )
        func `a request that means nothing is refused and the connection kept`(
            method: String,
            path: String,
            body: String?,
            status: Int
        ) throws {
            let server = try ChatServer(nil)
            let connection = try server.connect()
            let response = try connection.request(method, path, body: body)
            #expect(response.status == status)
            #expect(try connection.request("GET", "/health/live").status == 200)
        }

        @Test func `a conversation that takes far more room for the provider is refused`() throws {
            let server = try ChatServer(nil)
            let code = String(repeating: #"\\"#, count: 1_000_000)
            let call =
                #"{"type":"tool-generateCode","toolCallId":"t","input":{"code":"\#(code)"}}"#
            let body =
                #"{"messages":[{"role":"assistant","parts":[\#(call)]},{"role":"user","content":"x"}]}"#
            let connection = try server.connect()
            let response = try connection.request("POST", "/chat", body: body)
            #expect(response.status == 413)
            #expect(response.text.contains("room"))
            #expect(try connection.request("GET", "/health/live").status == 200)
        }

        @Test func `a client's id is kept and others are made`() throws {
            let server = try ChatServer(nil)
            let connection = try server.connect()
            let mine = "0b6e1c5a-3f6d-4c0f-9a7e-0123456789ab"
            let kept = try connection.request("GET", "/models", fields: ["X-Request-ID: \(mine)"])
            #expect(kept["x-request-id"] == mine)
            let made = try connection.request("GET", "/models")["x-request-id"]
            let form = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
            #expect(try #require(made).wholeMatch(of: form) != nil)
            let replaced = try connection.request(
                "GET",
                "/models",
                fields: ["X-Request-ID: a b\t\"c"]
            )
            #expect(try #require(replaced["x-request-id"]).wholeMatch(of: form) != nil)
            #expect(replaced["x-request-id"] != made)
            let ids = try server.accessLines("/models", count: 3).map {
                $0["request_id"] as? String
            }
            #expect(ids == [mine, made, replaced["x-request-id"]])
        }

        /// The keys of an access line: those of each, and those of a chat.
        private static let keys: Set = [
            "timestamp", "level", "message", "logger", "request_id", "method", "path",
            "status_code",
            "duration_ms", "bytes_out", "outcome", "client",
        ]
        private static let chatKeys: Set = [
            "model", "requested_model", "attempts", "steps", "text_events", "first_token_ms",
            "finish_reason",
            "prompt_tokens",
            "completion_tokens",
        ]

        @Test func `each exchange is one line of JSON with the documented keys`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            let connection = try server.connect()
            for path in ["/models", "/models", "/nothing?secret=1"] {
                _ = try connection.request("GET", path, fields: ["Authorization: Bearer secret"])
            }
            let answer = try server.chat("#mock id=4 tokens=5 interval=1ms", on: connection)
            #expect(try answer.rest().last?.type == "[DONE]")
            let models = try server.accessLines("/models", count: 2)
            #expect(models.count == 2)
            for line in models { #expect(Set(line.keys) == Self.keys) }
            let chats = try server.accessLines("/chat")
            #expect(chats.count == 1)
            let chat = try #require(chats.first)
            #expect(Set(chat.keys) == Self.keys.union(Self.chatKeys))
            #expect(chat["outcome"] as? String == "completed")
            #expect(chat["text_events"] as? Int == 5)
            #expect(chat["completion_tokens"] as? Int == 5)
            #expect(chat["finish_reason"] as? String == "stop")
            let timestamp = try #require(chat["timestamp"] as? String)
            #expect(timestamp.contains(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/))
            server.program.signal(SIGTERM)
            #expect(try server.program.exitStatus() == 0)
            for line in server.program.output.lines {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
                #expect(object is [String: Any])
            }
            #expect(!server.program.output.text.contains("secret"))
        }
    }
}
