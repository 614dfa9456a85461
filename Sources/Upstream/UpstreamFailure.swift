// Why a transfer ended without a whole answer.

internal import CCurl

/// The ways a transfer can fail, by cause; statuses are not among them.
public enum UpstreamFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The provider's name did not resolve.
    case nameNotResolved(CurlError)
    /// No connection within the connect timeout.
    case connectTimeout(CurlError)
    /// Nobody listens, or the network is unreachable.
    case connectionFailed(CurlError)
    /// The TLS handshake or the certificate failed.
    case tlsFailed(CurlError)
    /// The connection broke before the answer's head was complete.
    case closedBeforeHead(CurlError)
    /// The answer's body was cut.
    case bodyCut(CurlError)
    /// What came was not HTTP, or its head was beyond all bounds.
    case malformedAnswer(CurlError)
    /// The transfer could not be set up: for want of memory, because of its URL, or because the client is closed.
    case notStarted(CurlError)

    /// The failure of a transfer that had a connection.
    init(_ error: CurlError, headWasComplete: Bool) {
        switch CURLcode(rawValue: error.code) {
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE,
            CURLE_OUT_OF_MEMORY:
            self = headWasComplete ? .bodyCut(error) : .closedBeforeHead(error)
        default: self = .malformedAnswer(error)
        }
    }

    /// The failure of a transfer that had no connection yet.
    init(connecting error: CurlError) {
        switch CURLcode(rawValue: error.code) {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self = .nameNotResolved(error)
        case CURLE_OPERATION_TIMEDOUT: self = .connectTimeout(error)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
            self = .tlsFailed(error)
        case CURLE_URL_MALFORMAT, CURLE_FAILED_INIT, CURLE_BAD_FUNCTION_ARGUMENT,
            CURLE_OUT_OF_MEMORY:
            self = .notStarted(error)
        default: self = .connectionFailed(error)
        }
    }

    /// Tells whether another try may help; it neither mends a certificate nor a provider that does not speak HTTP.
    public var isRetryable: Bool {
        switch self {
        case .nameNotResolved, .connectTimeout, .connectionFailed, .closedBeforeHead, .bodyCut:
            true
        case .tlsFailed, .malformedAnswer, .notStarted: false
        }
    }

    /// The cause in words, with libcurl's own, for the log; never for a client.
    public var description: String {
        switch self {
        case .nameNotResolved(let error): "provider name not resolved: \(error)"
        case .connectTimeout(let error): "connect timeout: \(error)"
        case .connectionFailed(let error): "connection failed: \(error)"
        case .tlsFailed(let error): "TLS failed: \(error)"
        case .closedBeforeHead(let error): "connection closed before an answer: \(error)"
        case .bodyCut(let error): "answer cut: \(error)"
        case .malformedAnswer(let error): "malformed answer: \(error)"
        case .notStarted(let error): "transfer not started: \(error)"
        }
    }
}
