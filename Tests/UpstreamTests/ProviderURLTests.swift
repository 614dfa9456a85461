// URLs of providers, taken apart.

import Testing

@testable import Upstream

@Suite struct ProviderURLTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let url: String
        let origin: String
        let authority: String
        let target: String
        var testDescription: String { url }
    }

    static let rows = [
        Row(
            url: "http://127.0.0.1:8000/v1/models",
            origin: "http://127.0.0.1:8000",
            authority: "127.0.0.1:8000",
            target: "/v1/models"
        ),
        Row(url: "http://[::1]/", origin: "http://[::1]:80", authority: "[::1]", target: "/"),
        Row(url: "http://host", origin: "http://host:80", authority: "host", target: "/"),
        Row(
            url: "HTTPS://api.example.com:443/v1",
            origin: "https://api.example.com:443",
            authority: "api.example.com",
            target: "/v1"
        ),
        Row(
            url: "https://vllm.ai-1.svc:8443/a?b=c/d&e=%20@#f",
            origin: "https://vllm.ai-1.svc:8443",
            authority: "vllm.ai-1.svc:8443",
            target: "/a?b=c/d&e=%20@"
        ),
        Row(
            url: "http://host/a/../b/./c",
            origin: "http://host:80",
            authority: "host",
            target: "/b/c"
        ),
        Row(url: "http://host?x", origin: "http://host:80", authority: "host", target: "/?x"),
    ]

    @Test(arguments: rows)
    func `a URL is taken apart`(row: Row) throws {
        let url = try #require(ProviderURL(row.url))
        #expect(url.origin == row.origin)
        #expect(url.authority == row.authority)
        #expect(url.target == row.target)
        #expect(url.isEncrypted == row.origin.hasPrefix("https"))
    }

    @Test(arguments: [
        "", "http://", "http:///", "ftp://host/", "file:///etc/passwd", "http://[::1",
        "http://user@host/", "http://user:word@host/", "http://host/a b", "http://ho st/",
        "http://host/\r\nX: y", "http://host\r\n/", "http://host:99999/", "host/path",
    ])
    func `what is no URL of a provider is refused`(text: String) {
        #expect(ProviderURL(text) == nil)
    }
}
