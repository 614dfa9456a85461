// Where a request goes that needs neither TLS nor libcurl's reading of the URL.

/// A URL of plain HTTP in the form in which libcurl would send it: nothing to encode, to remove or to guess.
///
/// RFC 3986. Any other URL, even one that libcurl would repair, is left to libcurl.
struct PlainURL: Equatable {
    /// Scheme, host and port: requests with the same one may share a connection.
    let origin: String
    /// The value of `Host`.
    let authority: String
    /// The path and the query.
    let target: String

    private static let scheme = "http://"
    private static let marks = "-._~!$&'()*+,;=:%"

    /// Reads a URL; nil if it is not of this form.
    init?(_ url: String) {
        let bytes = url.utf8
        guard url.hasPrefix(Self.scheme) else { return nil }
        let start = bytes.index(bytes.startIndex, offsetBy: Self.scheme.utf8.count)
        guard let slash = bytes[start...].firstIndex(of: UInt8(ascii: "/")), slash > start else {
            return nil
        }
        let host = bytes[start..<slash]
        let path = bytes[slash...]
        guard host.allSatisfy({ Self.isPlain($0) || $0 == 0x5B || $0 == 0x5D }),
            path.allSatisfy({ Self.isPlain($0) || $0 == 0x2F || $0 == 0x3F || $0 == 0x40 }),
            !url[slash...].contains("/.")
        else { return nil }
        origin = String(url[..<slash])
        authority = String(url[start..<slash])
        target = String(url[slash...])
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return (0x61...0x7A).contains(letter) || (0x30...0x39).contains(byte)
            || marks.utf8.contains(byte)
    }
}
