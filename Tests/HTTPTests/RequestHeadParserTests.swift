import Bytes
import HTTP
import Testing

@Suite struct RequestHeadParserTests {
    static let complete = """
        POST /chat/completions?stream=1 HTTP/1.1\r
        Host: example.test:8000\r
        Content-Type: application/json\r
        X-Empty:\r
        X-Padded: \t a b \t \r
        X-Obs: \u{E9}\u{FF}\r
        content-length: 5\r
        !#$%&'*+-.^_`|~x: 1\r
        \r

        """

    @Test func `a head is read the same however it is cut`() throws {
        let bytes = latin1(Self.complete)
        let whole = ParsedHead(bytes)
        let summary = try #require(whole.summary)
        #expect(summary.line == "POST /chat/completions stream=1 http11")
        #expect(summary.fields.count == 7)
        #expect(summary.fields[3].value == "a b")
        #expect(summary.framing == .length(5))
        for ends in Splits(of: bytes) { #expect(ParsedHead(bytes, ends: ends) == whole) }
    }

    @Test func `what follows the head is left alone`() {
        let head = latin1(Self.complete)
        let bytes = head + latin1("hello\0\n\n\r\r")
        guard case .head(_, let byteCount) = ParsedHead(bytes) else {
            Issue.record("the head is refused")
            return
        }
        #expect(byteCount == head.count)
    }

    @Test func `each proper beginning of a head is incomplete`() {
        let bytes = latin1(Self.complete)
        for count in 0..<bytes.count {
            #expect(ParsedHead(Array(bytes[..<count])) == .incomplete)
        }
    }

    @Test(arguments: RefusedHead.all)
    func `a faulty head is refused for its reason, however it is cut`(row: RefusedHead) {
        let bytes = row.bytes
        for ends in Splits(of: bytes) {
            let outcome = ParsedHead(bytes, ends: ends)
            guard outcome != .refused(row.error) else { continue }
            Issue.record("\(outcome) when cut at \(ends)")
            return
        }
    }

    @Test func `a faulty line is refused before the head is whole`() {
        #expect(ParsedHead(latin1("GET /\r\n")).error == .badRequestLine)
        #expect(ParsedHead(latin1("GET / HTTP/1.1\r\nHost : a\r\n")).error == .badFieldName)
    }

    @Test(arguments: 0...5)
    func `up to four empty lines may come first`(count: Int) {
        let bytes = latin1(String(repeating: "\r\n", count: count) + Self.complete)
        let outcome = ParsedHead(bytes)
        if count <= 4 {
            #expect(outcome.summary == ParsedHead(latin1(Self.complete)).summary)
        } else {
            #expect(outcome == .refused(.tooManyEmptyLines))
        }
        #expect(ParsedHead(bytes, ends: Array(1...bytes.count)) == outcome)
    }

    @Test(arguments: [-1, 0, 1])
    func `a request line may be as long as its limit`(excess: Int) {
        var limits = HTTPLimits()
        limits.requestLineBytesMax = 100
        let path = "/" + String(repeating: "a", count: 100 + excess - "GET / HTTP/1.1".count)
        let bytes = latin1("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        for ends in Splits(of: bytes) {
            let outcome = ParsedHead(bytes, ends: ends, limits: limits)
            #expect(outcome.error == (excess > 0 ? .uriTooLong : nil))
            #expect((outcome.summary == nil) == (excess > 0))
        }
    }

    @Test func `an endless request line is refused at its limit`() {
        let bytes = [UInt8](repeating: 0x41, count: 8194)
        #expect(ParsedHead(Array(bytes.dropLast())) == .incomplete)
        #expect(ParsedHead(bytes) == .refused(.uriTooLong))
    }

    @Test(arguments: [-1, 0, 1])
    func `a head may be as long as its limit`(excess: Int) {
        var limits = HTTPLimits()
        limits.headBytesMax = 200
        let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
        let padding = String(repeating: "a", count: 200 + excess - start.utf8.count - 4)
        let bytes = latin1(start + padding + "\r\n\r\n")
        #expect(bytes.count == 200 + excess)
        for ends in Splits(of: bytes) {
            let outcome = ParsedHead(bytes, ends: ends, limits: limits)
            #expect(outcome.error == (excess > 0 ? .headTooLarge : nil))
            #expect((outcome.summary == nil) == (excess > 0))
        }
    }

    @Test func `an endless field is refused at the limit of the head`() {
        let start = latin1("GET / HTTP/1.1\r\nHost: a\r\nX: ")
        let bytes = start + [UInt8](repeating: 0x61, count: 32 * 1024 - start.count)
        #expect(ParsedHead(Array(bytes.dropLast())) == .incomplete)
        #expect(ParsedHead(bytes) == .refused(.headTooLarge))
    }

    @Test(arguments: [99, 100, 101])
    func `a head may have as many fields as its limit`(count: Int) {
        let fields = (1..<count).map { "X-\($0): y\r\n" }.joined()
        let outcome = ParsedHead(latin1("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"))
        #expect(outcome.error == (count > 100 ? .tooManyFields : nil))
        #expect(outcome.summary?.fields.count == (count > 100 ? nil : count))
    }

    @Test func `a value of seven kibibytes is fine`() {
        let value = String(repeating: "a", count: 7 * 1024)
        let outcome = ParsedHead(latin1("GET / HTTP/1.1\r\nHost: a\r\nCookie: \(value)\r\n\r\n"))
        #expect(outcome.summary?.fields.last?.value == value)
    }
}
