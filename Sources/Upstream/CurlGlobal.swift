// libcurl's process-wide state.

internal import CCurl
internal import HTTP

/// What libcurl needs and tells once per process.
public enum CurlGlobal {
    /// Sets libcurl up; to be called in `main` before any thread starts, because it is not thread-safe everywhere.
    ///
    /// libcurl: `curl_global_init`.
    public static func initialize() {
        // 0.6 MiB that nobody would read.
        ccurl_leave_out_tls_sentences()
        let result = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        precondition(result == CURLE_OK, "curl_global_init failed: \(CurlError(result))")
    }

    /// The version of the running library with its TLS back end, such as `7.88.1 (OpenSSL/3.0.17, HTTP/2)`.
    public static var version: String {
        guard let info = ccurl_version_info() else { return "unknown" }
        let number = info.pointee.version.map { String(cString: $0) } ?? "?"
        let tls = info.pointee.ssl_version.map { String(cString: $0) } ?? "no TLS"
        let http2 = info.pointee.features & CURL_VERSION_HTTP2 != 0
        return "\(number) (\(tls)\(http2 ? ", HTTP/2" : ""))"
    }
}

/// An error code of libcurl with its sentence.
public struct CurlError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The `CURLcode`.
    public let code: UInt32

    init(_ code: CURLcode) {
        self.code = code.rawValue
    }

    /// The sentence of libcurl and the code.
    public var description: String {
        "\(String(cString: curl_easy_strerror(CURLcode(rawValue: code)))) (curl \(code))"
    }

    /// The code for a fault in the framing of a body, as libcurl would have it.
    init(_ error: HTTPError) {
        switch error {
        case .trailersTooLarge, .chunkLineTooLong: self.init(CURLE_WEIRD_SERVER_REPLY)
        default: self.init(CURLE_RECV_ERROR)
        }
    }

    static let clientIsClosed = CurlError(CURLE_FAILED_INIT)
    static let multiIsBroken = CurlError(CURLE_FAILED_INIT)
    static let headerCannotBeSent = CurlError(CURLE_BAD_FUNCTION_ARGUMENT)
    static let nothingReceived = CurlError(CURLE_GOT_NOTHING)
    static let bodyIsCut = CurlError(CURLE_PARTIAL_FILE)
    static let headTooLarge = CurlError(CURLE_WEIRD_SERVER_REPLY)
    static let malformedHead = CurlError(CURLE_WEIRD_SERVER_REPLY)
    static let connectTimeout = CurlError(CURLE_OPERATION_TIMEDOUT)

    /// Whether a connection that had been established broke.
    var isBrokenConnection: Bool {
        switch CURLcode(rawValue: code) {
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR: true
        default: false
        }
    }

    static func check(_ code: CURLcode) throws(CurlError) {
        guard code == CURLE_OK else { throw CurlError(code) }
    }
}
