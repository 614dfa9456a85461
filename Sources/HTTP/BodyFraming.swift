// How long the body of a request is.

internal import Bytes

/// How the body of a request is delimited.
public enum BodyFraming: Sendable, Equatable {
    /// There is no body, and nothing was said of one.
    case none
    /// The body has so many bytes; zero where that was said.
    case length(Int)
    /// The body comes in chunks.
    case chunked

    /// Decides how the body of a request is delimited.
    ///
    /// RFC 9112 section 6.3, stricter where two servers in a row could understand a request
    /// differently (section 11.2): both framings together, a repeated Content-Length even if equal,
    /// any Transfer-Encoding but exactly `chunked`, and Transfer-Encoding in HTTP/1.0 are refused.
    ///
    /// - Throws: `HTTPError.conflictingFraming`, `.badContentLength`, `.duplicateContentLength`,
    ///   `.badTransferEncoding`, `.unsupportedTransferCoding`, `.transferEncodingInHTTP10`.
    init(of fields: HeaderFields, version: HTTPVersion) throws(HTTPError) {
        let length = fields.firstIndex(of: "content-length")
        if let coding = fields.firstIndex(of: "transfer-encoding") {
            guard version == .http11 else { throw .transferEncodingInHTTP10 }
            guard length == nil else { throw .conflictingFraming }
            guard fields.firstIndex(of: "transfer-encoding", from: coding + 1) == nil else {
                throw .badTransferEncoding
            }
            try Self.checkCodings(fields.valueBytes(at: coding))
            self = .chunked
        } else if let length {
            guard fields.firstIndex(of: "content-length", from: length + 1) == nil else {
                throw .duplicateContentLength
            }
            self = .length(try Self.byteCount(fields.valueBytes(at: length)))
        } else {
            self = .none
        }
    }

    private static func checkCodings(_ list: Span<UInt8>) throws(HTTPError) {
        if list.equalsIgnoringCase("chunked") { return }
        var position = 0
        var isChunkedLast = false
        while let element = FieldSyntax.nextElement(of: list, at: &position) {
            // Chunked below another coding or twice is an error of the client, not a coding unknown
            // to us.
            guard !isChunkedLast, !element.isEmpty else { throw .badTransferEncoding }
            isChunkedLast = list.extracting(element).equalsIgnoringCase("chunked")
        }
        throw isChunkedLast ? .unsupportedTransferCoding : .badTransferEncoding
    }

    private static func byteCount(_ digits: Span<UInt8>) throws(HTTPError) -> Int {
        // 19 digits hold each Int; more would only be zeros in front, or too much.
        guard (1...19).contains(digits.count) else { throw .badContentLength }
        var value: UInt64 = 0
        for index in digits.indices {
            guard ASCII.isDigit(digits[index]) else { throw .badContentLength }
            value = value * 10 + UInt64(digits[index] - 0x30)
        }
        guard let count = Int(exactly: value) else { throw .badContentLength }
        return count
    }
}
