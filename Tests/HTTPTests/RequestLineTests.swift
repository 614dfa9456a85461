import Testing

@testable import HTTP

@Suite struct RequestLineTests {
    @Test func `a line is taken apart at its two blanks`() throws {
        let line = try RequestLine("PUT /a?b HTTP/1.0".utf8.span)
        #expect(line.method == .put)
        #expect(line.target.path == "/a")
        #expect(line.version == .http10)
    }

    @Test(arguments: [
        ("(GET nothing", HTTPError.badMethod, "the method before the number of parts"),
        ("GET nothing", .badRequestLine, "the number of parts before the target"),
        ("GET nothing HTTP/2.0", .unsupportedVersion, "the version before the target"),
        ("CONNECT nothing HTTP/1.1", .connectNotSupported, "CONNECT before its target"),
        ("CONNECT nothing HTTP/1", .badVersion, "the version before CONNECT"),
        ("GET nothing HTTP/1.1", .badTarget, "the target last"),
        (" / HTTP/1.1", .badMethod, "an empty method"),
        ("", .badMethod, "an empty line"),
    ])
    func `of several faults the first in this order is told`(
        text: String,
        error: HTTPError,
        why: String
    ) {
        #expect(throws: error) { _ = try RequestLine(text.utf8.span) }
    }
}
