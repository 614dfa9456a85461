import HTTP
import Testing

@Suite struct RequestHeadTests {
    @Test(arguments: [
        ("HTTP/1.1", "X: y", true, "1.1 persists by default"),
        ("HTTP/1.1", "Connection: close", false, "close"),
        ("HTTP/1.1", "Connection: CLOSE", false, "tokens have no case"),
        ("HTTP/1.1", "Connection: foo, close", false, "one of a list"),
        ("HTTP/1.1", "Connection: close, TE", false, "one of a list"),
        ("HTTP/1.1", "Connection: TE\r\nConnection: Close", false, "on the second line"),
        ("HTTP/1.1", "Connection: close, keep-alive", false, "close wins"),
        ("HTTP/1.1", "Connection: closed", true, "another token"),
        ("HTTP/1.1", "Connection: keep-alive", true, "said and so"),
        ("HTTP/1.1", "Connection:", true, "an empty list"),
        ("HTTP/1.0", "X: y", false, "1.0 ends by default"),
        ("HTTP/1.0", "Connection: Keep-Alive", true, "1.0 may ask"),
        ("HTTP/1.0", "Connection: keep-alive, close", false, "close wins"),
    ])
    func `a connection persists by version and Connection`(
        version: String,
        field: String,
        isPersistent: Bool,
        why: String
    ) throws {
        let head = try parsedHead("GET / \(version)\r\nHost: a\r\n\(field)\r\n\r\n")
        #expect(head.isPersistent == isPersistent)
    }

    @Test(arguments: [
        ("HTTP/1.1", "Expect: 100-continue\r\nContent-Length: 5", true, "a body waits"),
        ("HTTP/1.1", "Expect: 100-Continue\r\nTransfer-Encoding: chunked", true, "in any case"),
        ("HTTP/1.1", "Expect: 100-continue\r\nContent-Length: 0", false, "nothing waits"),
        ("HTTP/1.1", "Expect: 100-continue", false, "no body"),
        ("HTTP/1.1", "Content-Length: 5", false, "not asked"),
        ("HTTP/1.0", "Expect: 100-continue\r\nContent-Length: 5", false, "1.0 knows no 100"),
        ("HTTP/1.0", "Expect: foo\r\nContent-Length: 5", false, "1.0 knows no Expect"),
    ])
    func `100 is expected where a body waits for it`(
        version: String,
        fields: String,
        expectsContinue: Bool,
        why: String
    ) throws {
        let head = try parsedHead("POST / \(version)\r\nHost: a\r\n\(fields)\r\n\r\n")
        #expect(head.expectsContinue == expectsContinue)
    }

    @Test func `HTTP/1.0 needs no Host`() throws {
        let head = try parsedHead("GET / HTTP/1.0\r\n\r\n")
        #expect(head.version == .http10)
        #expect(head.authority == nil)
    }
}
