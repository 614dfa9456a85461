// Request methods.

internal import Bytes

/// A request method; its name is case-sensitive.
///
/// RFC 9110 section 9.
public enum Method: Sendable, Hashable, CustomStringConvertible {
    /// Transfer a representation of the target.
    case get
    /// The same as GET without the content.
    case head
    /// Process the content.
    case post
    /// Replace the target by the content.
    case put
    /// Remove the target.
    case delete
    /// Describe how the target can be used; also the preflight of CORS.
    case options
    /// Change the target partly. RFC 5789.
    case patch
    /// Return the request as it arrived.
    case trace
    /// Any other token, as it was sent.
    case other(String)

    /// Reads a method that is known to be a token.
    init(_ token: Span<UInt8>) {
        if token.equals("GET") {
            self = .get
        } else if token.equals("POST") {
            self = .post
        } else if token.equals("HEAD") {
            self = .head
        } else if token.equals("OPTIONS") {
            self = .options
        } else if token.equals("PUT") {
            self = .put
        } else if token.equals("DELETE") {
            self = .delete
        } else if token.equals("PATCH") {
            self = .patch
        } else if token.equals("TRACE") {
            self = .trace
        } else {
            self = .other(String(token))
        }
    }

    /// The name as it stands in a request line.
    public var description: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .patch: "PATCH"
        case .trace: "TRACE"
        case .other(let name): name
        }
    }
}
