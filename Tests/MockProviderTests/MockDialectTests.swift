// What each provider demands, refuses and lists.

import JSON
import Testing

@testable import MockProvider

@Suite struct MockDialectTests {
    /// A path with what is needed there.
    struct Door: CustomTestStringConvertible, Sendable {
        let dialect: MockDialect
        let path: String
        let fields: String
        /// The error's class and the member that holds it.
        let kind: @Sendable (JSONValue) -> String?

        var testDescription: String { path }

        func body(_ directive: String) -> String {
            let text = ##""#mock interval=0 tokens=3 \##(directive)""##
            return switch dialect {
            case .chatCompletions, .azure: #"{"messages":[{"role":"user","content":\#(text)}]}"#
            case .messages:
                #"{"max_tokens":99,"messages":[{"role":"user","content":\#(text)}]}"#
            case .generateContent:
                #"{"contents":[{"role":"user","parts":[{"text":\#(text)}]}]}"#
            case .responses: #"{"input":\#(text)}"#
            }
        }
    }

    static let doors = [
        Door(dialect: .chatCompletions, path: "/v1/chat/completions", fields: "") {
            $0["error"]?["type"]?.string
        },
        Door(dialect: .azure, path: "/openai/v1/chat/completions", fields: "api-key: k\r\n") {
            $0["error"]?["code"]?.string
        },
        Door(
            dialect: .messages,
            path: "/v1/messages",
            fields: "anthropic-version: 2023-06-01\r\nx-api-key: k\r\n"
        ) { $0["error"]?["type"]?.string },
        Door(
            dialect: .generateContent,
            path: "/v1beta/models/g:generateContent",
            fields: "x-goog-api-key: k\r\n"
        ) { $0["error"]?["status"]?.string },
        Door(
            dialect: .responses,
            path: "/v1/responses",
            fields: "Authorization: Bearer k\r\n"
        ) { $0["error"]?["type"]?.string },
    ]

    private static let kinds: [[(Int, String)]] = [
        [(400, "invalid_request_error"), (429, "requests"), (503, "server_error")],
        [(400, "400"), (401, "401"), (429, "429"), (500, "500")],
        [
            (400, "invalid_request_error"), (401, "authentication_error"), (402, "billing_error"),
            (403, "permission_error"), (404, "not_found_error"), (409, "conflict_error"),
            (413, "request_too_large"), (429, "rate_limit_error"), (500, "api_error"),
            (504, "timeout_error"), (529, "overloaded_error"),
        ],
        [
            (400, "INVALID_ARGUMENT"), (401, "UNAUTHENTICATED"), (403, "PERMISSION_DENIED"),
            (404, "NOT_FOUND"), (409, "ABORTED"), (429, "RESOURCE_EXHAUSTED"),
            (499, "CANCELLED"), (500, "INTERNAL"), (501, "UNIMPLEMENTED"), (503, "UNAVAILABLE"),
            (504, "DEADLINE_EXCEEDED"),
        ],
        [(400, "invalid_request_error"), (401, "invalid_request_error"), (500, "server_error")],
    ]

    @Test(arguments: zip(doors, kinds))
    func `statuses have the provider's errors`(_ door: Door, _ kinds: [(Int, String)]) throws {
        try MockHarness.run { mock in
            for (status, kind) in kinds {
                let answer = try mock.answer(
                    at: door.path,
                    fields: door.fields,
                    door.body("fault=status:\(status) retry-after=7")
                )
                #expect(answer.status == status)
                let body = try JSONValue(parsing: answer.body.span)
                #expect(door.kind(body) == kind)
                #expect(body["error"]?["message"]?.string?.isEmpty == false)
                #expect(
                    answer.head.contains("Retry-After: 7\r\n") == (door.dialect != .generateContent)
                )
            }
        }
    }

    @Test(arguments: doors.dropFirst())
    func `a request without a key is refused`(_ door: Door) throws {
        try MockHarness.run { mock in
            let answer = try mock.answer(at: door.path, fields: "", door.body(""))
            #expect(answer.status == (door.dialect == .generateContent ? 403 : 401))
            #expect(mock.statistics.started == 0)
        }
    }

    @Test func `Anthropic wants a version and Azure's old paths too`() throws {
        try MockHarness.run { mock in
            let messages = try mock.answer(at: "/v1/messages", fields: "x-api-key: k\r\n", "{}")
            #expect(messages.status == 400)
            #expect(messages.text.contains("anthropic-version: header is required"))
            let azure = try mock.answer(
                at: "/openai/deployments/d/chat/completions",
                fields: "api-key: k\r\n",
                "{}"
            )
            #expect(azure.status == 404)
        }
    }

    @Test(arguments: doors)
    func `the word for what went wrong is the script's`(_ door: Door) throws {
        try MockHarness.run { mock in
            let answer = try mock.answer(
                at: door.path,
                fields: door.fields,
                door.body("fault=status:429 code=spent retry-after=7")
            )
            let error = try #require(try JSONValue(parsing: answer.body.span)["error"])
            switch door.dialect {
            case .chatCompletions, .azure, .responses: #expect(error["code"]?.string == "spent")
            case .messages: #expect(error["details"]?["error_code"]?.string == "spent")
            case .generateContent:
                #expect(error["details"]?[0]?["reason"]?.string == "spent")
                #expect(error["details"]?[1]?["retryDelay"]?.string == "7s")
            }
        }
    }

    @Test func `Anthropic's errors have the id of the request`() throws {
        try MockHarness.run { mock in
            let door = Self.doors[2]
            let answer = try mock.answer(
                at: door.path,
                fields: door.fields,
                door.body("fault=status:500")
            )
            let id = try JSONValue(parsing: answer.body.span)["request_id"]?.string
            #expect(id == "req_mock_1")
            #expect(answer.head.contains("request-id: req_mock_1\r\n"))
        }
    }

    @Test(arguments: doors)
    func `a blocked prompt is an error, or an answer without content`(_ door: Door) throws {
        try MockHarness.run { mock in
            let answer = try mock.answer(
                at: door.path,
                fields: door.fields,
                door.body("fault=blocked")
            )
            let body = try JSONValue(parsing: answer.body.span)
            switch door.dialect {
            case .chatCompletions, .responses:
                #expect(answer.status == 400)
                #expect(body["error"]?["code"]?.string == "invalid_prompt")
            case .azure:
                #expect(answer.status == 400)
                #expect(body["error"]?["code"]?.string == "content_filter")
                let inner = body["error"]?["innererror"]
                #expect(inner?["code"]?.string == "ResponsibleAIPolicyViolation")
                #expect(inner?["content_filter_result"]?["violence"]?["filtered"]?.bool == true)
            case .messages:
                #expect(answer.status == 200)
                #expect(body["stop_reason"]?.string == "refusal")
            case .generateContent:
                #expect(answer.status == 200)
                #expect(body["promptFeedback"]?["blockReason"]?.string == "PROHIBITED_CONTENT")
            }
        }
    }

    @Test(arguments: [
        ("/v1/models", "", "data", "id", "gpt-4o"),
        ("/openai/v1/models", "", "data", "id", "gpt-4o"),
        ("/v1/models", "anthropic-version: 2023-06-01\r\n", "data", "id", "claude-mock"),
        ("/v1/models", "x-goog-api-key: k\r\n", "models", "name", "models/gemini-mock"),
        ("/v1beta/models", "", "models", "name", "models/gemini-mock"),
    ])
    func `models are listed as the provider does`(
        _ path: String,
        _ fields: String,
        _ list: String,
        _ name: String,
        _ model: String
    ) throws {
        try MockHarness.run { mock in
            let client = try mock.client()
            client.get(path, fields: fields)
            try mock.wait { client.answer.isComplete }
            let models = try JSONValue(parsing: client.answer.body.span)
            #expect(models[list]?[0]?[name]?.string == model)
        }
    }
}
