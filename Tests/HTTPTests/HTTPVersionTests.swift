import Testing

@testable import HTTP

@Suite struct HTTPVersionTests {
    @Test(arguments: [("HTTP/1.1", HTTPVersion.http11), ("HTTP/1.0", .http10)])
    func `two versions are spoken`(text: String, version: HTTPVersion) throws {
        #expect(try HTTPVersion(text.utf8.span) == version)
    }

    @Test(arguments: ["HTTP/0.9", "HTTP/1.2", "HTTP/1.9", "HTTP/2.0", "HTTP/9.9"])
    func `another version is known as one`(text: String) {
        #expect(throws: HTTPError.unsupportedVersion) { try HTTPVersion(text.utf8.span) }
    }

    @Test(arguments: [
        "", "HTTP/", "HTTP/1", "HTTP/1.", "HTTP/11", "HTTP/1.10", "HTTP/01.1", "HTTP/1.1 ",
        "http/1.1", "HTTP/1,1", "HTTP/a.1", "HTTP/1.a", "ICY/1.1", "IHTTP/1.0", "HTTP 1.1",
    ])
    func `anything else is malformed`(text: String) {
        #expect(throws: HTTPError.badVersion) { try HTTPVersion(text.utf8.span) }
    }
}
