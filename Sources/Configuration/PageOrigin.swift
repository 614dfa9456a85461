// Origins of pages as browsers send them.

private import Bytes

/// The origins that browsers send, and why a text is none of them.
enum PageOrigin {
    /// Why no page's origin is this text; nil if one may be.
    ///
    /// RFC 6454 section 6.2.
    static func mismatch(_ text: String) -> String? {
        if text == "*" || text == "null" { return nil }
        guard let mark = text.firstRange(of: "://"), mark.lowerBound > text.startIndex else {
            return "an origin begins with a scheme, such as https://"
        }
        let scheme = text[..<mark.lowerBound]
        let rest = text[mark.upperBound...]
        if rest.contains("*") { return "a star stands for all origins, and only alone" }
        if rest.isEmpty { return "there is no host" }
        if rest.contains("/") { return "an origin has no path, and no slash at its end" }
        if text.contains(where: { "?#@".contains($0) }) {
            return "an origin is a scheme, a host and perhaps a port"
        }
        if text.utf8.contains(where: { ASCII.lowercased($0) != $0 }) {
            return "browsers send origins in lower case"
        }
        let ports = ["http": ":80", "https": ":443"]
        if let port = ports[String(scheme)], rest.hasSuffix(port) {
            return "browsers leave out the usual port, \(port.dropFirst())"
        }
        return nil
    }
}
