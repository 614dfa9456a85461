// A request without its body.

internal import Bytes

/// The head of a request that has passed all checks of syntax and framing.
///
/// A class, because it passes through many hands: a struct of so many strings would count each at every copy.
public final class RequestHead: Sendable {
    /// The method.
    public let method: Method
    /// The target: path and query.
    public let target: RequestTarget
    /// The version of the protocol.
    public let version: HTTPVersion
    /// The field lines.
    public let fields: HeaderFields
    /// How the body is delimited.
    public let framing: BodyFraming
    /// Tells whether the client wants to use the connection further: RFC 9112 section 9.3.
    public let isPersistent: Bool
    /// Tells whether there is a body and the client waits for 100 before it sends it.
    ///
    /// RFC 9110 section 10.1.1.
    public let expectsContinue: Bool

    /// The path, percent-decoded: what routes are compared with.
    public var path: String { target.path }

    /// What follows the first `?` of the target, as it was sent, or nil.
    public var query: String? { target.query }

    /// The value of the first item of a name in the query, as ``RequestTarget/queryItem(_:)`` gives it.
    public func queryItem(_ name: String) -> String? { target.queryItem(name) }

    /// The host and port asked for: those of the target, which win over Host (RFC 9112 section
    /// 3.2.2); nil if an HTTP/1.0 request names none.
    public var authority: String? { target.authority ?? fields.first("host") }

    /// Checks what only all fields together tell.
    ///
    /// - Throws: `HTTPError` about Host, framing or Expect.
    init(_ line: consuming RequestLine, fields: HeaderFields) throws(HTTPError) {
        try Self.checkHost(of: fields, version: line.version)
        framing = try BodyFraming(of: fields, version: line.version)
        let isExpecting = try Self.isExpectingContinue(fields, version: line.version)
        expectsContinue = isExpecting && framing != .none && framing != .length(0)
        isPersistent =
            !fields.list("connection", contains: "close")
            && (line.version == .http11 || fields.list("connection", contains: "keep-alive"))
        method = line.method
        target = line.target
        version = line.version
        self.fields = fields
    }

    private static func checkHost(
        of fields: HeaderFields,
        version: HTTPVersion
    ) throws(HTTPError) {
        guard let host = fields.firstIndex(of: "host") else {
            guard version == .http10 else { throw .missingHost }
            return
        }
        guard fields.firstIndex(of: "host", from: host + 1) == nil else { throw .duplicateHost }
        guard Authority.isValid(fields.valueBytes(at: host)) else { throw .badHost }
    }

    private static func isExpectingContinue(
        _ fields: HeaderFields,
        version: HTTPVersion
    ) throws(HTTPError) -> Bool {
        // HTTP/1.0 knows no 1xx: the field means nothing there.
        guard version == .http11 else { return false }
        var index = fields.firstIndex(of: "expect")
        let isExpecting = index != nil
        while let found = index {
            guard fields.valueBytes(at: found).equalsIgnoringCase("100-continue") else {
                throw .unknownExpectation
            }
            index = fields.firstIndex(of: "expect", from: found + 1)
        }
        return isExpecting
    }
}
