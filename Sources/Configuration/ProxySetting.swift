// The proxy before the provider: what the setting may hold, and what the environment says instead.

private import Bytes

extension Settings {
    /// How the provider is reached.
    public enum Proxy: Sendable, Equatable {
        /// By a connection of our own, whatever the environment says.
        case direct
        /// Through a proxy, whose URL may hold a password.
        case server(Secret)
    }
}

extension SettingType where Value == Settings.Proxy {
    /// The URL of a proxy, or the word `none`.
    ///
    /// A proxy to which TLS is spoken is refused: two layers of TLS cannot tell whether a connection is silent, and
    /// TLS to the provider runs from end to end through any of the others.
    static var proxy: SettingType {
        SettingType(
            SettingShape(
                name: "URL",
                allowed: "none, or a URL such as http://HOST:PORT, with http, socks4, socks4a,"
                    + " socks5 or socks5h, perhaps USER:PASSWORD@ before the host, and no path",
                isSecret: true
            ),
            read: { node in
                guard case .text(let text) = node.content else { return nil }
                if text.lowercased() == "none" { return .direct }
                return ProxyURL.normalized(text).map { .server(Secret($0)) }
            },
            show: { proxy in
                switch proxy {
                case .direct: SettingText.quoted("none")
                case .server(let url):
                    SettingText.quoted(SettingText.withoutUserInformation(String(url.bytes)))
                }
            }
        )
    }
}

extension Secret {
    /// The password within a URL's user information, as it stands there; nil if there is none.
    ///
    /// RFC 3986 section 3.2.1.
    public var userPassword: String? {
        let url = String(bytes)
        guard let scheme = url.firstRange(of: "://"),
            let end = url[scheme.upperBound...].lastIndex(of: "@")
        else { return nil }
        let user = url[scheme.upperBound..<end]
        return user.firstIndex(of: ":").map { String(user[user.index(after: $0)...]) }
    }
}

/// The URLs of proxies.
enum ProxyURL {
    private static let schemes: Set<String> = ["http", "socks4", "socks4a", "socks5", "socks5h"]

    /// The URL with its scheme and without a slash at its end; nil if it names no proxy that can be used.
    ///
    /// As everywhere in the environment, `HOST:PORT` alone is a proxy that speaks HTTP. The port is needed, because
    /// programs do not agree about the one that is meant where there is none.
    static func normalized(_ text: String) -> String? {
        guard SettingText.isVisibleASCII(text), !text.contains(where: { "?#\\\"<>".contains($0) })
        else { return nil }
        let parts = text.firstRange(of: "://")
        let scheme = parts.map { text[..<$0.lowerBound].lowercased() } ?? "http"
        var rest = parts.map { text[$0.upperBound...] } ?? text[...]
        guard schemes.contains(scheme) else { return nil }
        if rest.hasSuffix("/") { rest.removeLast() }
        let host = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
        guard SettingText.isAuthority(host), let colon = host.lastIndex(of: ":"),
            !host[colon...].contains("]")
        else { return nil }
        return "\(scheme)://\(rest)"
    }

    /// The variable that names the proxy before a URL, with its value; nil if none does.
    ///
    /// As libcurl reads them: `https_proxy` and `HTTPS_PROXY` for TLS, `http_proxy` otherwise (`HTTP_PROXY` may be a
    /// client's header in programs that are started for a request, CVE-2016-5385), `all_proxy` and `ALL_PROXY` for
    /// both; an empty one means no proxy. As in Go, what runs on this machine is reached without one.
    static func variable(
        for baseURL: String,
        in environment: [String: String]
    ) -> (name: String, value: String)? {
        guard !isLoopback(baseURL) else { return nil }
        let isEncrypted = baseURL.lowercased().hasPrefix("https:")
        let own = isEncrypted ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
        for name in own + ["all_proxy", "ALL_PROXY"] {
            guard let value = environment[name] else { continue }
            return value.isEmpty ? nil : (name, value)
        }
        return nil
    }

    private static func isLoopback(_ url: String) -> Bool {
        let authority = url.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" }
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.prefix { $0 != ":" }.lowercased()
        let isAddress = host.utf8.allSatisfy { 0x30...0x39 ~= $0 || $0 == 0x2E }
        return host == "localhost" || host.hasSuffix(".localhost")
            || isAddress && host.hasPrefix("127.")
    }
}
