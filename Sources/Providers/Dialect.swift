// The APIs that providers speak.

/// The API of a provider: where it is asked, how it is authorised, and in which form.
///
/// Everything else of the program knows one form, that of OpenAI's chat completions: what clients send and what most
/// providers speak passes through unchanged. The other dialects are translated from it and into it, by a
/// ``RequestTranslator`` and an ``EventTranslator``.
public enum Dialect: String, Sendable, CaseIterable {
    /// OpenAI's chat completions, and everything that copies them.
    case openai
    /// The same at Azure's addresses, with Azure's key.
    case azure
    /// Anthropic's Messages.
    case anthropic
    /// Google's Gemini API, `generateContent`.
    case gemini
    /// OpenAI's Responses, without stored state.
    case responses

    /// Tells whether requests and events pass as they are.
    public var isNative: Bool {
        switch self {
        case .openai, .azure: true
        case .anthropic, .gemini, .responses: false
        }
    }

    /// The base URL where the operator names none; nil where there is no such address.
    public var standardBaseURL: String? {
        switch self {
        case .openai, .responses: "https://api.openai.com/v1"
        case .azure: nil
        case .anthropic: "https://api.anthropic.com/v1"
        case .gemini: "https://generativelanguage.googleapis.com/v1beta"
        }
    }

    /// Where a model call is sent, behind the base URL, with the query that belongs to it.
    ///
    /// - Parameters:
    ///   - model: The provider's name of the model.
    ///   - operation: The path of OpenAI's API, such as `/chat/completions`; other dialects have one of their own.
    ///   - hasAPIVersion: Whether the operator's query has `api-version`: then Azure is asked by the classic addresses,
    ///     which name the deployment, else by those of its version 1.
    public func path(model: String, hasAPIVersion: Bool, operation: String) -> String {
        switch self {
        case .openai: operation
        case .azure:
            hasAPIVersion
                ? "/openai/deployments/\(Self.pathSegment(model))\(operation)"
                : "/openai/v1\(operation)"
        case .anthropic: "/messages"
        case .gemini: "/models/\(Self.pathSegment(model)):streamGenerateContent?alt=sse"
        case .responses: "/responses"
        }
    }

    /// Where the provider lists its models.
    public var modelListPath: String { self == .azure ? "/openai/v1/models" : "/models" }

    /// The field that carries a key.
    public func authorization(_ key: String) -> (name: String, value: String) {
        switch self {
        case .openai, .responses: ("Authorization", "Bearer " + key)
        case .azure: ("api-key", key)
        case .anthropic: ("x-api-key", key)
        case .gemini: ("x-goog-api-key", key)
        }
    }

    /// Fields that each request needs beside the key, unless the operator sets them.
    public var fields: [(name: String, value: String)] {
        self == .anthropic ? [("anthropic-version", "2023-06-01")] : []
    }

    /// RFC 3986 section 3.3: a segment with everything escaped that could end it.
    private static func pathSegment(_ text: String) -> String {
        var segment = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "@"):
                segment.unicodeScalars.append(UnicodeScalar(byte))
            default:
                segment += "%"
                if byte < 16 { segment += "0" }
                segment += String(byte, radix: 16, uppercase: true)
            }
        }
        return segment
    }
}
