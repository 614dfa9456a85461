// Every reason for which a request is refused by its bytes alone.

/// Why a request is refused before anybody looks at its meaning.
///
/// The raw value is a stable name for logs. After any of these the connection ends, because what
/// follows on it cannot be told apart from the faulty request.
public enum HTTPError: String, Error, Sendable, Equatable, CaseIterable {
    /// More empty lines before a request than a confused client would send.
    case tooManyEmptyLines
    /// The method is no token.
    case badMethod
    /// The request line does not have three parts.
    case badRequestLine
    /// The request line is longer than its limit.
    case uriTooLong
    /// The target has none of the forms for its method, or holds a byte that no URI holds.
    case badTarget
    /// The path holds a `%` without two hexadecimal digits.
    case badPercentEncoding
    /// The method is CONNECT, which only proxies serve.
    case connectNotSupported
    /// The protocol version is malformed.
    case badVersion
    /// The protocol version is neither 1.0 nor 1.1.
    case unsupportedVersion
    /// A line ends with a line feed alone.
    case bareLineFeed
    /// A field line begins with a blank: folding, which RFC 9112 section 5.2 retires.
    case obsoleteLineFolding
    /// A field line has no colon.
    case badFieldLine
    /// A field name is no token, or a blank stands before the colon.
    case badFieldName
    /// A field value holds a control character.
    case badFieldValue
    /// The head is longer than its limit.
    case headTooLarge
    /// The head has more fields than its limit.
    case tooManyFields
    /// A request of HTTP/1.1 has no Host.
    case missingHost
    /// A request has more than one Host.
    case duplicateHost
    /// Host, or the authority of the target, is no host with an optional port.
    case badHost
    /// A request has both Content-Length and Transfer-Encoding.
    case conflictingFraming
    /// Content-Length is no decimal number of at most 19 digits below 2^63.
    case badContentLength
    /// A request has more than one Content-Length.
    case duplicateContentLength
    /// Transfer-Encoding is malformed, or does not end with `chunked`.
    case badTransferEncoding
    /// Transfer-Encoding applies codings below `chunked`.
    case unsupportedTransferCoding
    /// A request of HTTP/1.0 has Transfer-Encoding.
    case transferEncodingInHTTP10
    /// Expect holds something else than `100-continue`.
    case unknownExpectation
    /// A chunk size is no hexadecimal number of at most 16 digits.
    case badChunkSize
    /// A chunk extension is malformed.
    case badChunkExtension
    /// A chunk's first line is longer than its limit.
    case chunkLineTooLong
    /// A chunk's data is not followed by a line end.
    case badChunkEnd
    /// A trailer field is malformed.
    case badTrailer
    /// The trailer fields are longer than their limit.
    case trailersTooLarge
    /// The body is longer than its limit.
    case bodyTooLarge
    /// The bodies of other requests take all the memory that there is for them.
    case noRoomForBody
    /// The request took too long to arrive.
    case requestTimeout
}

extension HTTPError {
    /// The status to answer with.
    public var status: Status {
        switch self {
        case .uriTooLong: .uriTooLong
        case .unsupportedVersion: .httpVersionNotSupported
        case .connectNotSupported, .unsupportedTransferCoding: .notImplemented
        case .headTooLarge, .tooManyFields, .trailersTooLarge: .requestHeaderFieldsTooLarge
        case .unknownExpectation: .expectationFailed
        case .bodyTooLarge: .contentTooLarge
        case .noRoomForBody: .serviceUnavailable
        case .requestTimeout: .requestTimeout
        case .tooManyEmptyLines, .badMethod, .badRequestLine, .badTarget, .badPercentEncoding,
            .badVersion, .bareLineFeed, .obsoleteLineFolding, .badFieldLine, .badFieldName,
            .badFieldValue, .missingHost, .duplicateHost, .badHost, .conflictingFraming,
            .badContentLength, .duplicateContentLength, .badTransferEncoding,
            .transferEncodingInHTTP10, .badChunkSize, .badChunkExtension, .chunkLineTooLong,
            .badChunkEnd, .badTrailer:
            .badRequest
        }
    }
}

extension HTTPError: CustomStringConvertible {
    /// One sentence for the client, without anything the client sent.
    public var description: String {
        switch self {
        case .tooManyEmptyLines: "Too many empty lines precede the request."
        case .badMethod: "The request method is not a token."
        case .badRequestLine: "The request line is not a method, a target and a version."
        case .uriTooLong: "The request line is too long."
        case .badTarget: "The request target is not valid."
        case .badPercentEncoding: "The path holds an incomplete percent-encoding."
        case .connectNotSupported: "CONNECT is not supported."
        case .badVersion: "The protocol version is malformed."
        case .unsupportedVersion: "The protocol version is not supported."
        case .bareLineFeed: "A line ends without a carriage return."
        case .obsoleteLineFolding: "A header line begins with a blank."
        case .badFieldLine: "A header line has no colon."
        case .badFieldName: "A header name is not a token."
        case .badFieldValue: "A header value holds a control character."
        case .headTooLarge: "The request head is too large."
        case .tooManyFields: "The request has too many header fields."
        case .missingHost: "The Host header is missing."
        case .duplicateHost: "There is more than one Host header."
        case .badHost: "The Host header is not a host and an optional port."
        case .conflictingFraming: "Content-Length and Transfer-Encoding exclude each other."
        case .badContentLength: "Content-Length is not a number of bytes."
        case .duplicateContentLength: "There is more than one Content-Length header."
        case .badTransferEncoding: "Transfer-Encoding is not exactly chunked."
        case .unsupportedTransferCoding: "No transfer coding but chunked is supported."
        case .transferEncodingInHTTP10: "HTTP/1.0 has no Transfer-Encoding."
        case .unknownExpectation: "No expectation but 100-continue can be met."
        case .badChunkSize: "A chunk size is not a hexadecimal number of at most 16 digits."
        case .badChunkExtension: "A chunk extension is malformed."
        case .chunkLineTooLong: "The line before a chunk is too long."
        case .badChunkEnd: "A chunk is not followed by a line end."
        case .badTrailer: "A trailer field is malformed."
        case .trailersTooLarge: "The trailer fields are too large."
        case .bodyTooLarge: "The request body is too large."
        case .noRoomForBody: "The server has as many request bodies as it can hold."
        case .requestTimeout: "The request took too long to arrive."
        }
    }
}
