// Texts as settings: what they may contain, and how they are quoted.

private import Bytes
private import JSON

/// The checks that keep a text usable where it goes: header fields, log lines, URLs.
enum SettingText {
    /// Puts a text between quotation marks, escaped as in JSON, which YAML reads too.
    static func quoted(_ text: String) -> String {
        var output = ByteBuffer(minimumCapacity: text.utf8.count + 2)
        output.append(ASCII.quote)
        JSONString.escape(text, into: &output)
        output.append(ASCII.quote)
        return String(output.bytes)
    }

    /// Tells whether there are no control characters, which would break out of a header field.
    static func isOneLine(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// Tells whether all are visible ASCII characters, at least one.
    static func isVisibleASCII(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { 0x21...0x7E ~= $0 }
    }

    /// Tells whether it is a method or header name: a token of RFC 9110 section 5.6.2.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                ASCII.isDigit(byte) || ASCII.lowercased(byte) &- 0x61 < 26
                    || Array("!#$%&'*+-.^_`|~".utf8).contains(byte)
            }
    }

    /// The URL without slashes at its end, or nil if it is no base to append paths to.
    ///
    /// Refused are user information, which would reach the log, and a query, which a path cannot
    /// follow.
    static func baseURL(_ text: String) -> String? {
        guard isVisibleASCII(text), !text.contains(where: { "?#@\\\"<>".contains($0) }) else {
            return nil
        }
        let scheme = text.prefix { $0 != ":" }
        guard ["http", "https"].contains(scheme.lowercased()) else { return nil }
        let rest = text.dropFirst(scheme.count)
        guard rest.hasPrefix("://") else { return nil }
        let authority = rest.dropFirst(3).prefix { $0 != "/" }
        guard isAuthority(authority) else { return nil }
        var base = text[...]
        while base.hasSuffix("/") { base.removeLast() }
        return String(base)
    }

    /// A text in which the user information of a URL, which may hold a password, is not shown.
    ///
    /// RFC 3986 section 7.5.
    static func withoutUserInformation(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://") else { return text }
        // Up to the last sign: a password that is not encoded may hold slashes, and signs like it.
        guard let end = text[scheme.upperBound...].lastIndex(of: "@") else { return text }
        return text[..<scheme.upperBound] + Secret.redaction + text[end...]
    }

    // A host name, an IPv4 address or an IPv6 address in brackets, then perhaps a port.
    static func isAuthority(_ authority: Substring) -> Bool {
        var port = authority[...]
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            let address = authority[..<end].dropFirst()
            guard address.contains(":") else { return false }
            port = authority[end...].dropFirst()
        } else {
            let host = authority.prefix { $0 != ":" }
            guard !host.isEmpty else { return false }
            port = authority.dropFirst(host.count)
        }
        guard !port.isEmpty else { return true }
        guard port.hasPrefix(":"), port.dropFirst().utf8.allSatisfy(ASCII.isDigit),
            let number = Int(port.dropFirst())
        else { return false }
        return 1...65535 ~= number
    }
}

extension SettingType where Value == String {
    /// A text that fulfils a condition.
    static func text(
        _ allowed: String,
        where isAllowed: @escaping @Sendable (String) -> Bool
    ) -> SettingType {
        SettingType(
            SettingShape(name: "text", allowed: allowed),
            read: { node in
                guard case .text(let text) = node.content, isAllowed(text) else { return nil }
                return text
            },
            show: { SettingText.quoted($0) }
        )
    }

    /// A text of one line with something in it.
    static var text: SettingType {
        .text("a text of one line, not empty") { !$0.isEmpty && SettingText.isOneLine($0) }
    }

    /// Any text.
    static var prose: SettingType { .text("a text") { _ in true } }

    /// The name of a method or header field, or the star that stands for all.
    static var token: SettingType {
        .text("a token of RFC 9110, or *") { SettingText.isToken($0) }
    }

    /// The version of a release: up to three numbers with dots between them.
    static var version: SettingType {
        .text("a version such as 6 or 5.0.92") { text in
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return 1...3 ~= parts.count
                && parts.allSatisfy { part in
                    1...6 ~= part.utf8.count && part.utf8.allSatisfy { 0x30...0x39 ~= $0 }
                }
        }
    }

    /// An origin of a page, or the star that stands for all.
    static var origin: SettingType {
        .text("an origin such as https://chat.example.com, or *") {
            SettingText.isVisibleASCII($0)
        }
    }

    /// A URL that paths are appended to, kept without slashes at its end.
    static var baseURL: SettingType {
        SettingType(
            SettingShape(
                name: "URL",
                allowed: "an http or https URL without user, query or fragment"
            ),
            read: { node in
                if case .text(let text) = node.content { SettingText.baseURL(text) } else { nil }
            },
            show: { SettingText.quoted($0) }
        )
    }
}

extension SettingType where Value == Secret {
    /// A secret that is sent or compared as a header field.
    static var secret: SettingType { secret("a text of one line, not empty", isMultiline: false) }

    /// A secret that may be a whole PEM file.
    static var keyMaterial: SettingType { secret("a text, not empty", isMultiline: true) }

    private static func secret(_ allowed: String, isMultiline: Bool) -> SettingType {
        SettingType(
            SettingShape(name: "secret", allowed: allowed, isSecret: true),
            read: { node in
                guard case .text(let text) = node.content, !text.isEmpty,
                    isMultiline || SettingText.isOneLine(text)
                else { return nil }
                return Secret(text)
            },
            show: { _ in SettingText.quoted(Secret.redaction) }
        )
    }
}
