// A URL of a provider, taken apart.

internal import CCurl

/// The parts of an `http` or `https` URL that a request needs: RFC 3986, as libcurl reads it (`curl_url_set`).
///
/// A class, because each transfer holds one and nearly all the same.
final class ProviderURL: Sendable {
    /// The scheme, host and port, such as `https://api.example.com:443`: what a connection leads to.
    let origin: String
    /// The host, with the port unless it is the scheme's own: the value of `Host`, RFC 9112 section 3.2.
    let authority: String
    /// The path and the query: the request target, RFC 9112 section 3.2.1.
    let target: String
    /// Tells whether TLS is spoken to it.
    let isEncrypted: Bool

    /// Takes a URL apart; nil if it is none, names another protocol, or holds a user's name or password.
    init?(_ text: String) {
        guard let url = curl_url() else { return nil }
        defer { curl_url_cleanup(url) }
        guard curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: url),
            scheme == "http" || scheme == "https",
            let host = Self.part(CURLUPART_HOST, of: url), !host.isEmpty,
            let port = Self.part(CURLUPART_PORT, of: url, Self.defaultPort),
            let path = Self.part(CURLUPART_PATH, of: url),
            Self.part(CURLUPART_USER, of: url) == nil,
            Self.part(CURLUPART_PASSWORD, of: url) == nil
        else { return nil }
        let query = Self.part(CURLUPART_QUERY, of: url)
        isEncrypted = scheme == "https"
        origin = "\(scheme)://\(host):\(port)"
        authority = port == (isEncrypted ? "443" : "80") ? host : "\(host):\(port)"
        target = query.map { "\(path)?\($0)" } ?? path
    }

    /// `CURLU_DEFAULT_PORT`, a macro over a shift, which Swift does not see.
    private static let defaultPort: UInt32 = 1

    private static func part(
        _ part: CURLUPart,
        of url: OpaquePointer,
        _ flags: UInt32 = 0
    ) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
