// What a provider tells of a failure, and what follows from it.

internal import Bytes
internal import JSON

/// An error as a provider has told it, in whichever of the shapes there are.
///
/// `{"error":{"message","type","param","code"}}` is OpenAI's; others put the text alone into `error`, the members
/// beside each other, or all of it into an array. Nothing of it reaches a client but what ``members(ofStatus:)`` says.
public struct ProviderError: Sendable {
    /// Tells whether an error was told at all; else what came was none, or no JSON.
    private(set) var isTold = false
    private var code: String?
    private var type: String?
    private var param: String?
    private var message = ""
    /// The text from which it was read, where that was no JSON.
    private var text = ""

    /// What is looked at to recognise a cause, in bytes: sentences, not documents.
    private static let textByteCountMax = 2048

    /// Reads the body of a refusal, an event or the error within it; whatever it is, it is read.
    public init(_ body: Span<UInt8>) {
        guard let value = try? JSONValue(parsing: body, policy: .lenient) else {
            text = String(body.extracting(0..<min(body.count, Self.textByteCountMax)))
            return
        }
        let whole = value[0] ?? value
        guard whole.object != nil || whole.string != nil else { return }
        let error = whole["error"] ?? whole
        isTold = whole["error"] != nil || whole["object"] == "error" || whole.string != nil
        message = Self.words(of: error["message"] ?? whole["message"] ?? error)
        code = Self.name(error["code"]) ?? Self.name(whole["code"])
        type = Self.name(error["type"]) ?? Self.name(whole["error_type"])
        param = error["param"]?.string
    }

    private static func words(of value: JSONValue) -> String {
        let words = value.string ?? value.description
        return words.utf8.count <= textByteCountMax
            ? words : String(words.unicodeScalars.prefix(textByteCountMax / 4))
    }

    /// A code, which may be a number.
    private static func name(_ value: JSONValue?) -> String? {
        guard let name = value?.string ?? value?.number?.text, 1...100 ~= name.utf8.count else {
            return nil
        }
        return name
    }

    // Causes

    /// The cause of a refusal with a status that is no success.
    public func cause(ofStatus status: Int) -> ChatError {
        if status == 402 || isAboutAccount { return .accountExhausted }
        if status < 500, isAboutModel { return .modelNotFound }
        return switch status {
        case 401, 403: .providerAuthentication
        // Who tells an error about something else than the model has not found the path.
        case 404: isTold && !isAboutPath ? .modelNotFound : .providerMisconfigured
        case 405: .providerMisconfigured
        case 408, 504: .firstTokenTimeout
        case 429: .rateLimited
        // Groq's word for having no room at the moment.
        case 498: .providerFailed
        case 400..<500: isAboutSetUp ? .providerMisconfigured : .requestRefused
        default: .providerFailed
        }
    }

    /// The cause of a failure that was told with a status of success.
    public var cause: ChatError {
        if isAboutAccount { return .accountExhausted }
        let names: Set = ["429", "rate_limit_exceeded", "rate_limit_error"]
        let isLimit = names.contains(code ?? "") || names.contains(type ?? "")
        return isLimit ? .rateLimited : .providerFailed
    }

    /// Tells whether the provider refuses the member `stream_options`.
    ///
    /// - Parameter body: The beginning of the refusal.
    public static func refusesStreamOptions(status: Int, _ body: Span<UInt8>) -> Bool {
        guard status == 400 || status == 422 else { return false }
        let text = String(body)
        return text.contains("stream_options") || text.contains("include_usage")
    }

    /// Tells whether the provider refuses what a model has signed or encrypted in an earlier answer.
    ///
    /// The words of Anthropic, Gemini and OpenAI for a signature that has expired, or is another model's.
    ///
    /// - Parameter body: The beginning of the refusal.
    public static func refusesSignatures(status: Int, _ body: Span<UInt8>) -> Bool {
        guard status == 400 else { return false }
        let text = String(body).lowercased()
        let words = [
            "signature", "encrypted_content", "encrypted content", "redacted_thinking",
        ]
        return words.contains { text.contains($0) }
    }

    private var isAboutAccount: Bool {
        let words = ["quota", "billing", "balance", "arrear", "credit"]
        return [code, type].contains { name in
            let name = name?.lowercased() ?? ""
            return words.contains { name.contains($0) }
        }
    }

    private var isAboutModel: Bool {
        code == "model_not_found" || message.contains("Invalid model name")
            || message.contains("Server is pinned to")
    }

    /// A path that there is not, in the words of OpenAI and of llama.cpp.
    private var isAboutPath: Bool {
        code == "unknown_url" || message.hasPrefix("Invalid URL")
            || message.hasPrefix("Unknown request URL") || message == "File Not Found"
    }

    /// What only the operator can mend: a page in place of an interface, plain HTTP where TLS is spoken, a server of
    /// models that was not told how its model calls tools.
    private var isAboutSetUp: Bool {
        let start = text.unicodeScalars.first { !$0.properties.isWhitespace }
        return start == "<" || text.contains("HTTPS") || message.contains("tool-call-parser")
            || message.contains("No connected db")
    }

    // What clients get

    /// What clients of OpenAI's API get of a refusal, or of a failure within an answer (200).
    public func members(ofStatus status: Int) -> ErrorMembers {
        let code = codeForClients
        let passesParam = code != nil || status == 400 || status == 422
        return ErrorMembers(
            code: code,
            param: passesParam && param?.utf8.count ?? 0 <= 200 ? param : nil
        )
    }

    /// A code that programs act upon.
    private var codeForClients: String? {
        let name = [code, type].compactMap { $0 }.first(where: Self.isActedUpon)
        if let name { return name }
        // llama.cpp's name, and the sentences of vLLM, Anthropic and Gemini.
        let isTooLong =
            type == "exceed_context_size_error" || message.contains("maximum context length")
            || message.contains("prompt is too long")
            || message.contains("exceeds the maximum number of tokens")
        return isTooLong ? "context_length_exceeded" : nil
    }

    private static func isActedUpon(_ code: String) -> Bool {
        switch code {
        case "context_length_exceeded", "content_filter", "insufficient_quota",
            "unsupported_parameter", "unsupported_value", "model_not_found", "rate_limit_exceeded":
            true
        default:
            code.hasPrefix("invalid_image")
                && code.utf8.allSatisfy { ASCII.lowercased($0) == $0 && $0 > ASCII.space }
        }
    }
}

/// The members of a provider's error that clients of OpenAI's API get.
public struct ErrorMembers: Sendable, Equatable {
    /// A code that programs act upon.
    public var code: String?
    /// The member of the request that is wrong.
    public var param: String?

    /// Creates members; without any, the client gets none of the provider's.
    public init(code: String? = nil, param: String? = nil) {
        self.code = code
        self.param = param
    }
}
