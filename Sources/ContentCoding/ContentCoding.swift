// Which coding a content has.

internal import Bytes

/// A content coding of RFC 9110 section 8.4 that this server can take off.
public enum ContentCoding: Sendable, Equatable {
    /// None.
    case identity
    /// gzip, RFC 1952.
    case gzip
    /// Zstandard, RFC 8878.
    case zstd

    /// The codings that are named where another one is refused: the value of Accept-Encoding.
    public static let acceptable = "gzip, zstd, identity"

    /// Reads the value of Content-Encoding; nil for a coding that is not known, and for several.
    ///
    /// An empty value and those that say that there is no coding are ``identity``.
    public init?(_ value: Span<UInt8>) {
        if value.isEmpty || value.equalsIgnoringCase("identity") {
            self = .identity
        } else if value.equalsIgnoringCase("gzip") || value.equalsIgnoringCase("x-gzip") {
            self = .gzip
        } else if value.equalsIgnoringCase("zstd") {
            self = .zstd
        } else {
            return nil
        }
    }
}
