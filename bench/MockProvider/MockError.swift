// Error answers in the form of the OpenAI API.

internal import Bytes
internal import HTTP
internal import JSON

/// An error answer: a status and OpenAI's error object.
struct MockError {
    let status: Status
    private let message: String
    private let type: String
    private let code: String?

    init(_ status: Status, _ message: String, type: String, code: String? = nil) {
        self.status = status
        self.message = message
        self.type = type
        self.code = code
    }

    /// A request that makes no sense.
    static func badRequest(_ message: String) -> MockError {
        MockError(.badRequest, message, type: "invalid_request_error")
    }

    /// A resource that does not exist.
    static let notFound = MockError(
        .notFound,
        "The mock serves POST /v1/chat/completions and GET /v1/models, /mock/stats, /mock/cancels.",
        type: "invalid_request_error",
        code: "unknown_url"
    )

    /// The error that a script asks for, with the words that OpenAI uses for the status.
    static func scripted(_ code: Int) -> MockError {
        switch code {
        case 401:
            MockError(
                .unauthorized,
                "Incorrect API key provided: mock.",
                type: "invalid_request_error",
                code: "invalid_api_key"
            )
        case 404:
            MockError(
                .notFound,
                "The model does not exist or you do not have access to it.",
                type: "invalid_request_error",
                code: "model_not_found"
            )
        case 429:
            MockError(
                .tooManyRequests,
                "Rate limit reached for requests.",
                type: "requests",
                code: "rate_limit_exceeded"
            )
        case 500...:
            MockError(
                Status(code, "Scripted Error"),
                "The server had an error while processing your request.",
                type: "server_error"
            )
        default:
            MockError(
                Status(code, "Scripted Error"),
                "The request was refused, as the script says.",
                type: "invalid_request_error"
            )
        }
    }

    /// The JSON of the answer.
    var body: ByteBuffer {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.beginObject()
        json.key("error")
        json.beginObject()
        json.key("message")
        json.string(message)
        json.key("type")
        json.string(type)
        json.key("param")
        json.null()
        json.key("code")
        if let code { json.string(code) } else { json.null() }
        json.endObject()
        json.endObject()
        return json.finish()
    }
}
