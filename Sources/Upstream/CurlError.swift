// What went wrong with a connection or an exchange, in words for the log.

internal import CCurl
internal import HTTP

/// A failure of a transfer: libcurl's, with its code and reason, or one that was found here.
public struct CurlError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The `CURLcode`, or the nearest one of a failure that libcurl had no part in.
    public let code: UInt32
    /// The reason in words; nil takes libcurl's sentence for the code.
    private let reason: String?

    init(_ code: CURLcode, reason: String? = nil) {
        self.code = code.rawValue
        self.reason = reason
    }

    /// The reason, and libcurl's code where it is libcurl's failure.
    public var description: String {
        guard let reason else {
            return "\(String(cString: curl_easy_strerror(CURLcode(rawValue: code)))) (curl \(code))"
        }
        return reason
    }

    /// A failure of libcurl's with the sentence that it wrote for this case, such as why a certificate was refused.
    init(_ code: CURLcode, sentence: String?) {
        self.init(code, reason: sentence.map { "\($0) (curl \(code.rawValue))" })
    }

    /// A fault in the framing of a body.
    init(_ error: HTTPError) {
        switch error {
        case .trailersTooLarge, .chunkLineTooLong:
            self.init(CURLE_WEIRD_SERVER_REPLY, reason: "the lines around the chunks are too long")
        default: self.init(CURLE_RECV_ERROR, reason: "the chunked coding is wrong")
        }
    }

    static let clientIsClosed = CurlError(CURLE_FAILED_INIT, reason: "the client is closed")
    static let multiIsBroken = CurlError(CURLE_OUT_OF_MEMORY)
    static let urlCannotBeUsed = CurlError(CURLE_URL_MALFORMAT)
    static let headerCannotBeSent = CurlError(
        CURLE_BAD_FUNCTION_ARGUMENT,
        reason: "a header line holds what cannot be sent"
    )
    static let nothingReceived = CurlError(
        CURLE_GOT_NOTHING,
        reason: "the provider closed the connection"
    )
    static let connectionBroke = CurlError(CURLE_RECV_ERROR, reason: "the connection was reset")
    static let requestNotTaken = CurlError(
        CURLE_SEND_ERROR,
        reason: "the provider stopped reading the request"
    )
    static let answeredTooEarly = CurlError(
        CURLE_GOT_NOTHING,
        reason: "a success came before the whole request was there, so it answers another one"
    )
    static let bodyIsCut = CurlError(
        CURLE_PARTIAL_FILE,
        reason: "the connection ended within the body"
    )
    static let headTooLarge = CurlError(
        CURLE_WEIRD_SERVER_REPLY,
        reason: "the response head is larger than \(ResponseParser.headByteCountMax / 1024) KiB"
    )
    static let malformedHead = CurlError(
        CURLE_WEIRD_SERVER_REPLY,
        reason: "the response head is not HTTP/1"
    )
    static let connectTimeout = CurlError(CURLE_OPERATION_TIMEDOUT)

    static func check(_ code: CURLcode) throws(CurlError) {
        guard code == CURLE_OK else { throw CurlError(code) }
    }
}
