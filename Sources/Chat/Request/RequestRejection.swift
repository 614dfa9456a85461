// The answer to a request that is not taken.

public import Bytes
internal import JSON

/// Why a request is refused, as the status and the JSON body of the answer.
///
/// The bodies are those of FastAPI and pydantic 2.12, on which the original's clients rely.
/// Whatever they echo of the request is bounded: no answer has more than 64 KiB.
public struct RequestRejection: Error, Sendable {
    /// The HTTP status: 400, 413 or 422.
    public let status: Int
    private let body: [UInt8]

    /// Appends the answer's JSON body.
    public func write(into output: inout ByteBuffer) {
        output.append(body.span)
    }

    /// The answer to a conversation that grows too much when it is written for the provider.
    static let conversationTooLong = RequestRejection(
        status: 413,
        detail: "The conversation takes too much room in the form that models are sent"
    )

    /// The refusal in one sentence for the person who reads it, without anything of the request.
    public var sentence: String {
        guard let detail = (try? JSONValue(parsing: body.span))?["detail"] else {
            return "The request is not valid."
        }
        if let text = detail.string { return text }
        let errors = detail.array ?? []
        let named = errors.prefix(Self.namedErrorCountMax).compactMap(Self.description(of:))
        let more = errors.count > named.count ? "; and \(errors.count - named.count) more" : ""
        return "The request is not valid. \(named.joined(separator: "; "))\(more)"
    }

    private static let namedErrorCountMax = 3

    /// Where an error is, and what it is.
    private static func description(of error: JSONValue) -> String? {
        guard let message = error["msg"]?.string else { return nil }
        let place = (error["loc"]?.array ?? []).dropFirst().map { $0.string ?? $0.description }
        return place.isEmpty ? message : "\(place.joined(separator: ".")): \(message)"
    }

    /// A 400 with a sentence.
    public init(badRequest detail: String) {
        self.init(status: 400, detail: detail)
    }

    private init(status: Int, detail: String) {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.beginObject()
        json.key("detail")
        json.string(detail)
        json.endObject()
        let buffer = json.finish()
        self.init(status: status, buffer.bytes)
    }

    /// The answer to a body whose type is not JSON: 422, or as for no body at all if it is empty.
    public static func notAnObject(_ body: Span<UInt8>) -> RequestRejection {
        guard !body.isEmpty else { return missingBody() }
        guard body.isUTF8 else { return unreadable }
        var report = RejectionReport()
        report.add("model_attributes_type", RejectionReport.notAnObject, text: body)
        return report.finish()
    }

    /// The answer to a chat without messages: 400, because the original checks it after everything
    /// else.
    static let noMessages = RequestRejection(badRequest: "Messages array cannot be empty")

    /// The answer to the wish for a protocol that there is not.
    public static let unknownProtocol = RequestRejection(
        badRequest: "protocol must be one of "
            + StreamProtocol.allCases.map(\.rawValue).joined(separator: ", ")
    )

    /// The answer to a body that is no text, or nested too deeply.
    static let unreadable = RequestRejection(badRequest: "There was an error parsing the body")

    /// The answer to an absent body, and to `null`.
    static func missingBody() -> RequestRejection {
        var report = RejectionReport()
        report.addMissingBody()
        return report.finish()
    }

    /// The answer to a body that is JSON of another kind than an object.
    static func notAnObject(json body: Span<UInt8>) -> RequestRejection {
        var report = RejectionReport()
        report.add("model_attributes_type", RejectionReport.notAnObject, json: body)
        return report.finish()
    }

    /// The answer to a body that is not JSON.
    static func invalid(_ error: JSONError, in body: Span<UInt8>) -> RequestRejection {
        // The original decodes the whole body before it reads it as JSON.
        guard let message = error.kind.pythonMessage, body.isUTF8 else { return unreadable }
        var report = RejectionReport()
        report.addInvalidJSON(message, at: body.extracting(0..<error.offset).unicodeScalarCount)
        return report.finish()
    }

    /// The answer to a body that breaks rules.
    static func invalid(_ errors: [RequestError], in body: Span<UInt8>) -> RequestRejection {
        var report = RejectionReport()
        for error in errors where !report.isFull { report.add(error, in: body) }
        return report.finish()
    }

    init(status: Int, _ body: Span<UInt8>) {
        self.status = status
        self.body = Array(body)
    }
}

extension JSONError.Kind {
    /// The words of Python's `json` module; nil for what it does not say.
    fileprivate var pythonMessage: String? {
        switch self {
        case .expectingValue: "Expecting value"
        case .expectingPropertyName: "Expecting property name enclosed in double quotes"
        case .expectingColon: "Expecting ':' delimiter"
        case .expectingComma: "Expecting ',' delimiter"
        case .extraData: "Extra data"
        case .invalidControlCharacter: "Invalid control character at"
        case .invalidEscape: "Invalid \\escape"
        case .invalidUnicodeEscape: "Invalid \\uXXXX escape"
        case .unterminatedString: "Unterminated string starting at"
        case .invalidUTF8, .tooDeep, .unexpectedKind: nil
        }
    }
}

extension Span where Element == UInt8 {
    /// Tells whether the bytes are well-formed UTF-8.
    var isUTF8: Bool {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: self)
            return true
        } catch {
            return false
        }
    }

    /// The number of characters in the sense of Python: code points.
    var unicodeScalarCount: Int {
        var count = 0
        // Continuation bytes are 10xxxxxx; every other byte begins a character.
        for index in indices where self[index] & 0xC0 != 0x80 { count += 1 }
        return count
    }
}
