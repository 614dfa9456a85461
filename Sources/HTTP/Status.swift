// Status codes with their reason phrases.

/// A response's status: the code and the phrase that goes with it.
///
/// Two are equal when their codes are. RFC 9110 section 15.
public struct Status: Sendable, Hashable {
    /// The three-digit code.
    public let code: Int
    /// The reason phrase, which clients are free to ignore.
    public let reason: StaticString

    /// Creates a status.
    ///
    /// - Parameter code: 100 to 599.
    public init(_ code: Int, _ reason: StaticString) {
        precondition((100...599).contains(code), "a status code has three digits, the first 1 to 5")
        self.code = code
        self.reason = reason
    }

    /// Tells whether the codes are the same.
    public static func == (left: Status, right: Status) -> Bool { left.code == right.code }

    /// Hashes the code.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension Status {
    /// 100: the client may send the body.
    public static let `continue` = Status(100, "Continue")
    /// 200: the request succeeded.
    public static let ok = Status(200, "OK")
    /// 204: the request succeeded and there is no content.
    public static let noContent = Status(204, "No Content")
    /// 307: the same request is to be made elsewhere.
    public static let temporaryRedirect = Status(307, "Temporary Redirect")
    /// 400: the request is malformed.
    public static let badRequest = Status(400, "Bad Request")
    /// 401: credentials are missing or not valid.
    public static let unauthorized = Status(401, "Unauthorized")
    /// 403: the request is understood and refused.
    public static let forbidden = Status(403, "Forbidden")
    /// 404: there is no such resource.
    public static let notFound = Status(404, "Not Found")
    /// 405: the resource does not know the method.
    public static let methodNotAllowed = Status(405, "Method Not Allowed")
    /// 408: the request took too long to arrive.
    public static let requestTimeout = Status(408, "Request Timeout")
    /// 411: the request needs a body of known length.
    public static let lengthRequired = Status(411, "Length Required")
    /// 413: the body is larger than the server takes.
    public static let contentTooLarge = Status(413, "Content Too Large")
    /// 414: the target is longer than the server takes.
    public static let uriTooLong = Status(414, "URI Too Long")
    /// 415: the content has a type or a coding that the resource does not take.
    public static let unsupportedMediaType = Status(415, "Unsupported Media Type")
    /// 417: the client expects what the server does not do.
    public static let expectationFailed = Status(417, "Expectation Failed")
    /// 422: the content is well formed and makes no sense.
    public static let unprocessableContent = Status(422, "Unprocessable Content")
    /// 429: the client makes too many requests.
    public static let tooManyRequests = Status(429, "Too Many Requests")
    /// 431: the header fields are larger than the server takes.
    public static let requestHeaderFieldsTooLarge = Status(431, "Request Header Fields Too Large")
    /// 500: the server failed.
    public static let internalServerError = Status(500, "Internal Server Error")
    /// 501: the server does not know what the request needs.
    public static let notImplemented = Status(501, "Not Implemented")
    /// 502: the upstream server's answer was of no use.
    public static let badGateway = Status(502, "Bad Gateway")
    /// 503: the server cannot serve now.
    public static let serviceUnavailable = Status(503, "Service Unavailable")
    /// 504: the upstream server did not answer in time.
    public static let gatewayTimeout = Status(504, "Gateway Timeout")
    /// 505: the server does not speak the version of the request.
    public static let httpVersionNotSupported = Status(505, "HTTP Version Not Supported")
}
