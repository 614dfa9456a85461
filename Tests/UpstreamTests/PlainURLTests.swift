// Which URLs need nothing of libcurl but the connection.

import Testing

@testable import Upstream

@Suite struct PlainURLTests {
    @Test(arguments: [
        (
            "http://127.0.0.1:8000/v1/models", "http://127.0.0.1:8000", "127.0.0.1:8000",
            "/v1/models"
        ),
        ("http://[::1]/", "http://[::1]", "[::1]", "/"),
        (
            "http://vllm.ai-1.svc/a?b=c/d&e=%20@", "http://vllm.ai-1.svc", "vllm.ai-1.svc",
            "/a?b=c/d&e=%20@"
        ),
    ])
    func `a plain URL is taken apart`(
        url: String,
        origin: String,
        authority: String,
        target: String
    ) throws {
        let plain = try #require(PlainURL(url))
        #expect(plain.origin == origin)
        #expect(plain.authority == authority)
        #expect(plain.target == target)
    }

    @Test(arguments: [
        "", "http://", "http:///", "http://host", "https://host/", "HTTP://host/", "ftp://host/",
        "http://user:word@host/", "http://host/a/./b", "http://host/../b", "http://host/a b",
        "http://host/ä", "http://ho st/", "http://host/a#b", "http://host/\r\nX: y",
        "http://host?/",
        "http://host/\"", "http://host/a\\b", "http://host/{}",
    ])
    func `a URL that libcurl would have to look into is left to it`(url: String) {
        #expect(PlainURL(url) == nil)
    }
}
