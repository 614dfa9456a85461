// An error as clients of OpenAI's API expect it.

public import Bytes
internal import JSON

/// A failure in the shape of OpenAI's API: `{"error":{"message","type","param","code"}}`.
///
/// OpenAI API reference: errors.
public struct OpenAIError: Error, Equatable, Sendable {
    /// What is wrong, for people.
    public let message: String
    /// The family of the error.
    public let type: String
    /// The member of the request that is wrong, if it is one.
    public let param: String?
    /// A stable name of the cause.
    public let code: String?
    /// The status to answer with while the response has not begun.
    public let status: Int

    /// Creates an error.
    public init(
        status: Int,
        _ message: String,
        type: String? = nil,
        param: String? = nil,
        code: String? = nil
    ) {
        self.status = status
        self.message = message
        self.type = type ?? Self.type(of: status)
        self.param = param
        self.code = code
    }

    /// The error for a cause that ends an answer, with the sentence that all protocols have for it.
    ///
    /// - Parameter members: What the provider has told that programs act upon.
    public init(_ cause: ChatError, _ members: ErrorMembers = ErrorMembers()) {
        self.init(
            status: cause.status,
            cause.sentence.description,
            type: cause == .requestRefused ? "invalid_request_error" : nil,
            param: members.param ?? (cause == .modelNotFound ? "model" : nil),
            code: members.code
                ?? (cause == .rateLimited ? "rate_limit_exceeded" : cause.code.lowercased())
        )
    }

    /// The refusal of a model that nobody offers.
    public static let modelNotFound = OpenAIError(.modelNotFound)

    /// The family for a status, as OpenAI's API and its clients divide them.
    private static func type(of status: Int) -> String {
        switch status {
        case 429: "rate_limit_error"
        case ..<500: "invalid_request_error"
        default: "server_error"
        }
    }

    /// Appends the error as a JSON text.
    public func write(into output: inout ByteBuffer) {
        var json = JSONWriter(appendingTo: output)
        json.beginObject()
        json.key("error")
        json.beginObject()
        json.key("message")
        json.string(message)
        json.key("type")
        json.string(type)
        json.key("param")
        if let param { json.string(param) } else { json.null() }
        json.key("code")
        if let code { json.string(code) } else { json.null() }
        json.endObject()
        json.endObject()
        output = json.finish()
    }
}
