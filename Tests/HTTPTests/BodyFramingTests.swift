import HTTP
import Testing

@Suite struct BodyFramingTests {
    @Test(arguments: [
        ("X: y", BodyFraming.none, "nothing said"),
        ("Content-Length: 0", .length(0), "a length of zero is a body of no bytes"),
        ("Content-Length: 41", .length(41), "a length"),
        ("content-length:\t41 ", .length(41), "blanks around"),
        ("Content-Length: 0000000000000000041", .length(41), "zeros in front, up to 19 digits"),
        ("Content-Length: 9223372036854775807", .length(Int.max), "2^63 - 1"),
        ("Content-Length: 9223372036854775806", .length(Int.max - 1), "2^63 - 2"),
        ("Content-Length: 2147483647", .length(2_147_483_647), "2^31 - 1"),
        ("Content-Length: 2147483648", .length(2_147_483_648), "2^31"),
        ("Content-Length: 4294967296", .length(4_294_967_296), "2^32"),
        ("Content_Length: 41", .none, "another field"),
        (
            "Connection: content-length\r\nContent-Length: 41", .length(41),
            "Connection drops nothing"
        ),
        ("Transfer-Encoding: chunked", .chunked, "chunks"),
        ("tRANSFER-eNCODING:CHUNKED\t", .chunked, "chunks in any case"),
        ("Transfer_Encoding: chunked", .none, "another field"),
    ])
    func `a body is framed by what the head says`(
        fields: String,
        framing: BodyFraming,
        why: String
    ) throws {
        let head = try parsedHead("POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n")
        #expect(head.framing == framing)
    }

    @Test(arguments: ["GET", "HEAD", "DELETE", "OPTIONS", "FOO"])
    func `framing does not depend on the method`(method: String) throws {
        let head = try parsedHead("\(method) / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n")
        #expect(head.framing == .length(3))
    }

    @Test func `HTTP/1.0 may have a length`() throws {
        let head = try parsedHead("POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\n")
        #expect(head.framing == .length(3))
    }
}
