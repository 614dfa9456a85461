// The protocol versions served.

internal import Bytes

/// A version of the protocol that this server speaks.
///
/// All others are refused with 505, HTTP/1.2 too, which was never defined. RFC 9112 section 2.3.
public enum HTTPVersion: Sendable, Equatable {
    /// HTTP/1.0: no chunked coding, no 100, connections end by default.
    case http10
    /// HTTP/1.1.
    case http11

    /// Reads the last part of a request line.
    ///
    /// - Throws: `HTTPError.badVersion`, `.unsupportedVersion`.
    init(_ bytes: Span<UInt8>) throws(HTTPError) {
        if bytes.equals("HTTP/1.1") {
            self = .http11
        } else if bytes.equals("HTTP/1.0") {
            self = .http10
        } else {
            let isVersion =
                bytes.count == 8 && bytes.hasPrefix("HTTP/") && ASCII.isDigit(bytes[5])
                && bytes[6] == 0x2E && ASCII.isDigit(bytes[7])
            throw isVersion ? .unsupportedVersion : .badVersion
        }
    }
}
