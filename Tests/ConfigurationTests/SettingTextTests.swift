// What texts may contain where they become URLs, header fields and lines.

import Testing

@testable import Configuration

@Suite struct SettingTextTests {
    @Test(
        arguments: [
            ("https://api.openai.com/v1", "https://api.openai.com/v1"),
            ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1"),
            ("http://127.0.0.1:8080//", "http://127.0.0.1:8080"),
            ("HTTP://host", "HTTP://host"), ("http://[::1]:9/v1", "http://[::1]:9/v1"),
            ("http://[::1]", "http://[::1]"),
            ("https://h/proxy/openai/v1", "https://h/proxy/openai/v1"),
            ("http://h:1", "http://h:1"), ("http://h:65535", "http://h:65535"),
        ]
    )
    func `a base URL is kept without slashes at its end`(text: String, kept: String) {
        #expect(SettingText.baseURL(text) == kept)
    }

    @Test(
        arguments: [
            "", "127.0.0.1:8080/v1", "ftp://h", "http:/h", "http://", "http:///v1", "https:",
            "http://user:pw@h/v1", "http://h/v1?a=1", "http://h/v1#f", "http://h /v1",
            "http://h/v1\n", "http://h\r\nX: y", "http://h:0", "http://h:65536", "http://h:",
            "http://h:8a", "http://h:1:2", "http://[::1", "http://[]:1", "http://[1]", "http://é/",
            "javascript:alert(1)", "http://[::1]x", "http://h:+1",
        ]
    )
    func `what paths cannot be appended to is no base URL`(text: String) {
        #expect(SettingText.baseURL(text) == nil)
    }

    @Test(arguments: [
        ("\"http://user:pw@h/v1\"", "\"http://‹redacted›@h/v1\""),
        ("http://pw@h@x/v1", "http://‹redacted›@x/v1"), ("http://u:p/w@h", "http://‹redacted›@h"),
        ("http://h/v1", "http://h/v1"), ("me@example.org", "me@example.org"), ("", ""),
    ])
    func `a refused URL is shown without its user information`(text: String, shown: String) {
        #expect(SettingText.withoutUserInformation(text) == shown)
    }

    @Test(arguments: [
        ("GET", true), ("X-API-Key", true), ("*", true), ("", false), ("a b", false), ("a:", false),
        ("é", false), ("a\r\nb", false), ("a,b", false),
    ])
    func `a token has no separators`(text: String, isToken: Bool) {
        #expect(SettingText.isToken(text) == isToken)
    }

    @Test(arguments: [
        ("a b", true), ("é", true), ("", true), ("a\nb", false), ("\u{7F}", false),
        ("a\u{1F}", false), ("a\tb", false),
    ])
    func `one line has no control characters`(text: String, isOneLine: Bool) {
        #expect(SettingText.isOneLine(text) == isOneLine)
    }

    @Test func `a quoted text reads back as YAML`() throws {
        let text = "a\"b\\c\nd\té # ‹x›"
        let bytes = Array(SettingText.quoted(text).utf8)
        #expect(try YAMLSource.parse(bytes).content == .text(text))
    }
}
