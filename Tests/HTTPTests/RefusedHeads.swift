// Heads that must be refused, and why.

import HTTP
import Testing

/// A head and the reason for which it is refused.
struct RefusedHead: CustomTestStringConvertible {
    let text: String
    let error: HTTPError
    let why: String

    init(_ text: String, _ error: HTTPError, _ why: String) {
        self.text = text
        self.error = error
        self.why = why
    }

    var bytes: [UInt8] { latin1(text) }
    var testDescription: String { "\(why): \(text.prefix(80).debugDescription)" }

    /// A request line before a valid rest.
    private static func line(_ line: String, _ error: HTTPError, _ why: String) -> RefusedHead {
        RefusedHead(line + "\r\nHost: a\r\n\r\n", error, why)
    }

    /// Field lines behind a valid request line.
    private static func fields(_ fields: String, _ error: HTTPError, _ why: String) -> RefusedHead {
        RefusedHead("POST / HTTP/1.1\r\n" + fields + "\r\n\r\n", error, why)
    }

    static let all = lines + lineEnds + syntax + hosts + lengths + codings + others

    static let lines: [RefusedHead] = [
        line("", .badMethod, "an empty line is skipped, and Host is no request line"),
        line(" GET / HTTP/1.1", .badMethod, "a blank before the method"),
        line("GE\u{1}T / HTTP/1.1", .badMethod, "a control character in the method"),
        line("GET: / HTTP/1.1", .badMethod, "a delimiter in the method"),
        line("GET\t/\tHTTP/1.1", .badMethod, "tabs for blanks"),
        line("GET\u{B}/ HTTP/1.1", .badMethod, "a vertical tab for a blank"),
        line("G\u{C9}T / HTTP/1.1", .badMethod, "a byte beyond ASCII in the method"),
        line("(GET / HTTP/1.1", .badMethod, "a delimiter is the first byte"),
        RefusedHead("\u{16}\u{3}\u{1}\u{0}\u{C8}", .badMethod, "TLS, without any line end"),
        RefusedHead("\0\0\0\0", .badMethod, "nothing but NUL, without any line end"),
        line("GET /", .badRequestLine, "HTTP/0.9"),
        line("GET", .badRequestLine, "a method alone"),
        line("SSH-2.0-OpenSSH_9.0", .badRequestLine, "another protocol's banner"),
        line("*1", .badRequestLine, "a command of Redis"),
        line("GET / ", .badVersion, "an empty version"),
        line("GET / HTTP/1.1 ", .badVersion, "a blank behind the version"),
        line("GET / HTTP/1.1 x", .badVersion, "a fourth part"),
        line("GET  / HTTP/1.1", .badVersion, "two blanks make an empty target"),
        line("GET /  HTTP/1.1", .badVersion, "two blanks behind the target"),
        line("GET  HTTP/1.1", .badTarget, "an empty target"),
        line("GET / x HTTP/1.1", .badVersion, "a blank in the target"),
        line("GET / HTTP/11", .badVersion, "no dot"),
        line("GET / HTTP/1", .badVersion, "no minor version"),
        line("GET / HTTP/1.10", .badVersion, "two digits"),
        line("GET / HTTP/01.1", .badVersion, "two digits in front"),
        line("GET / HTTP/-1.1", .badVersion, "a sign"),
        line("GET / HTTP/1,1", .badVersion, "a comma"),
        line("GET / HTTP/a.1", .badVersion, "a letter"),
        line("GET / http/1.1", .badVersion, "the name is upper-case only"),
        line("GET / ICY/1.1", .badVersion, "another protocol"),
        line("GET / HTTP/1.1\r", .badVersion, "CR CR LF"),
        line("GET / HTTP/0.9", .unsupportedVersion, "too old"),
        line("GET / HTTP/1.2", .unsupportedVersion, "never defined"),
        line("GET / HTTP/2.0", .unsupportedVersion, "too new"),
        line("GET / HTTP/9.9", .unsupportedVersion, "too new by far"),
        RefusedHead("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion, "preface of HTTP/2"),
        line("GET health HTTP/1.1", .badTarget, "no slash"),
        line("GET * HTTP/1.1", .badTarget, "an asterisk is for OPTIONS"),
        line("OPTIONS ** HTTP/1.1", .badTarget, "two asterisks are nothing"),
        line("GET /\0 HTTP/1.1", .badTarget, "NUL"),
        line("GET /\u{1} HTTP/1.1", .badTarget, "a control character"),
        line("GET /\u{7F} HTTP/1.1", .badTarget, "DEL"),
        line("GET /a\r/b HTTP/1.1", .badTarget, "a bare CR"),
        line("GET /\t HTTP/1.1", .badTarget, "a tab"),
        line("GET /?\u{C3}\u{A9} HTTP/1.1", .badTarget, "bytes beyond ASCII"),
        line("GET /#x HTTP/1.1", .badTarget, "a fragment"),
        line("GET ftp://a/ HTTP/1.1", .badTarget, "a scheme that is not HTTP"),
        line("GET http:/a HTTP/1.1", .badTarget, "one slash"),
        line("GET http:// HTTP/1.1", .badHost, "no authority"),
        line("GET http:///x HTTP/1.1", .badHost, "an empty authority"),
        line("GET http://u@a/ HTTP/1.1", .badHost, "user information"),
        line("GET http://a:b/ HTTP/1.1", .badHost, "a port of letters"),
        line("GET /% HTTP/1.1", .badPercentEncoding, "no digits"),
        line("GET /%4 HTTP/1.1", .badPercentEncoding, "one digit"),
        line("GET /%4g HTTP/1.1", .badPercentEncoding, "no hexadecimal digit"),
        line("GET /%u0041 HTTP/1.1", .badPercentEncoding, "not our way to encode"),
        line("GET /%4?1 HTTP/1.1", .badPercentEncoding, "the query does not lend digits"),
        line("CONNECT a:443 HTTP/1.1", .connectNotSupported, "we are no proxy"),
        line("CONNECT / HTTP/1.1", .connectNotSupported, "whatever the target"),
        line("PROXY TCP4 1.1.1.1 2.2.2.2 1 2", .badVersion, "the proxy protocol"),
    ]

    static let lineEnds: [RefusedHead] = [
        RefusedHead("GET / HTTP/1.1\nHost: a\r\n\r\n", .bareLineFeed, "the request line"),
        RefusedHead("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", .bareLineFeed, "a field"),
        RefusedHead("GET / HTTP/1.1\nHost: a\n\n", .bareLineFeed, "all"),
        RefusedHead("GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineFeed, "the end"),
        RefusedHead("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .bareLineFeed, "the start"),
        RefusedHead("\r\n\nGET / HTTP/1.1\r\n", .bareLineFeed, "the second empty line"),
        RefusedHead("\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", .badMethod, "CR alone at the start"),
        RefusedHead("GET / HTTP/1.1\rHost: a\r\r\n", .badVersion, "CR alone as line end"),
        fields("Host: a\r\n\r", .badFieldName, "CR CR LF as the end"),
    ]

    static let syntax: [RefusedHead] = [
        fields("Host: a\r\nX: b\r\n c", .obsoleteLineFolding, "folded with a blank"),
        fields("Host: a\r\nX: b\r\n\tc", .obsoleteLineFolding, "folded with a tab"),
        fields(" X: b\r\nHost: a", .obsoleteLineFolding, "a blank before the first field"),
        fields("Host: a\r\n ", .obsoleteLineFolding, "a line of one blank"),
        fields("Host: a\r\nX", .badFieldLine, "no colon"),
        fields("Host : a", .badFieldName, "a blank before the colon"),
        fields("Host\t: a", .badFieldName, "a tab before the colon"),
        fields("Host: a\r\n: b", .badFieldName, "no name"),
        fields("Host: a\r\nX A: b", .badFieldName, "a blank in the name"),
        fields("Host: a\r\nX(A): b", .badFieldName, "a delimiter in the name"),
        fields("Host: a\r\nX\0A: b", .badFieldName, "NUL in the name"),
        fields("Host: a\r\nX\u{1}: b", .badFieldName, "a control character in the name"),
        fields("Host: a\r\nX-\u{C3}\u{A9}: b", .badFieldName, "a byte beyond ASCII in the name"),
        fields("Host: a\r\nX: a\0b", .badFieldValue, "NUL in the value"),
        fields("Host: a\r\nX: a\rb", .badFieldValue, "CR in the value"),
        fields("Host: a\r\nX: a\rY: b", .badFieldValue, "CR before another field"),
        fields("Host: a\r\nX: \r", .badFieldValue, "CR CR LF"),
        fields("Host: a\r\nX: a\u{1}b", .badFieldValue, "a control character in the value"),
        fields("Host: a\r\nX: a\u{7F}b", .badFieldValue, "DEL in the value"),
        fields("Host: a\r\nX: \u{1B}[31m", .badFieldValue, "an escape sequence"),
    ]

    static let hosts: [RefusedHead] = [
        fields("X: a", .missingHost, "no Host"),
        fields("Host: a\r\nHost: b", .duplicateHost, "two Hosts"),
        fields("Host: a\r\nhOsT: a", .duplicateHost, "two equal Hosts"),
        fields("Host:", .badHost, "an empty Host"),
        fields("Host: a, b", .badHost, "a list"),
        fields("Host: a b", .badHost, "a blank"),
        fields("Host: a/b", .badHost, "a slash"),
        fields("Host: u@a", .badHost, "user information"),
        fields("Host: \u{C3}\u{A9}", .badHost, "bytes beyond ASCII"),
        fields("Host: a:99999999", .badHost, "a port of eight digits"),
        fields("Host: a\u{1}b", .badFieldValue, "a control character"),
        RefusedHead("GET http://b/ HTTP/1.1\r\nX: a\r\n\r\n", .missingHost, "absolute form"),
        RefusedHead("GET http://b/ HTTP/1.1\r\nHost: a b\r\n\r\n", .badHost, "absolute form"),
        RefusedHead("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", .duplicateHost, "HTTP/1.0"),
    ]

    private static func length(_ value: String, _ error: HTTPError, _ why: String) -> RefusedHead {
        fields("Host: a\r\nContent-Length:" + value, error, why)
    }

    static let lengths: [RefusedHead] = [
        length("", .badContentLength, "no digit"),
        length(" ,", .badContentLength, "an empty list"),
        length(" 41, 5", .badContentLength, "a list"),
        length(" 41, 41", .badContentLength, "a list of equals"),
        length(" +41", .badContentLength, "plus"),
        length(" -1", .badContentLength, "minus"),
        length(" -0", .badContentLength, "minus zero"),
        length(" 0x29", .badContentLength, "a prefix"),
        length(" 2a", .badContentLength, "a hexadecimal digit"),
        length(" 41.0", .badContentLength, "a point"),
        length(" 4e1", .badContentLength, "an exponent"),
        length(" 4_1", .badContentLength, "an underscore"),
        length(" 4 1", .badContentLength, "a blank"),
        length(" 41;x", .badContentLength, "a parameter"),
        length(" \"41\"", .badContentLength, "quotes"),
        length(" abc", .badContentLength, "letters"),
        length(" \u{D9}\u{A4}\u{D9}\u{A1}", .badContentLength, "Arabic digits"),
        length(" 9223372036854775808", .badContentLength, "2^63"),
        length(" 9999999999999999999", .badContentLength, "19 digits beyond 2^63"),
        length(" 18446744073709551615", .badContentLength, "2^64 - 1"),
        length(" 18446744073709551657", .badContentLength, "2^64 + 41"),
        length(" 00000000000000000041", .badContentLength, "20 digits"),
        length(" " + String(repeating: "9", count: 1000), .badContentLength, "1000 digits"),
        length(" \u{B}41", .badFieldValue, "a vertical tab"),
        length(" 41\0", .badFieldValue, "NUL"),
        length(" 41\r\nContent-Length: 41", .duplicateContentLength, "twice the same"),
        length(" 41\r\ncontent-length: 90", .duplicateContentLength, "two lengths"),
        length(" 0\r\nContent-Length: 41", .duplicateContentLength, "two lengths, the first zero"),
        length(" 4\r\nTransfer-Encoding: chunked", .conflictingFraming, "both, the length first"),
        fields(
            "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4",
            .conflictingFraming,
            "both, the length last"
        ),
        length(" 4\r\nTransfer-Encoding: identity", .conflictingFraming, "both, identity"),
        length(" 4\r\nTransfer-Encoding:", .conflictingFraming, "both, the coding empty"),
    ]

    private static func coding(_ value: String, _ error: HTTPError, _ why: String) -> RefusedHead {
        fields("Host: a\r\nTransfer-Encoding:" + value, error, why)
    }

    static let codings: [RefusedHead] = [
        coding("", .badTransferEncoding, "nothing"),
        coding(" xchunked", .badTransferEncoding, "a prefix"),
        coding(" chunkedx", .badTransferEncoding, "a suffix"),
        coding(" identity", .badTransferEncoding, "identity was taken out of HTTP"),
        coding(" gzip", .badTransferEncoding, "chunked must be last"),
        coding(" chunked, gzip", .badTransferEncoding, "chunked is not last"),
        coding(" chunked, identity", .badTransferEncoding, "chunked is not last"),
        coding(" chunked, chunked", .badTransferEncoding, "chunked twice"),
        coding(" , chunked", .badTransferEncoding, "an empty element before"),
        coding(" chunked,", .badTransferEncoding, "an empty element behind"),
        coding(" \"chunked\"", .badTransferEncoding, "quotes"),
        coding(" chunked;q=1", .badTransferEncoding, "a parameter"),
        coding(" chun\u{E2}\u{84}\u{AA}ed", .badTransferEncoding, "the Kelvin sign"),
        coding(" gzip, chunked", .unsupportedTransferCoding, "a coding below"),
        coding(" a, b, Chunked", .unsupportedTransferCoding, "two codings below"),
        coding(" chunked\r\nTransfer-Encoding: chunked", .badTransferEncoding, "two lines"),
        coding(" chunked\r\nTransfer-Encoding: cow", .badTransferEncoding, "two lines"),
        coding(" cow\r\nTransfer-Encoding: chunked", .badTransferEncoding, "two lines"),
        coding("\r\n chunked", .obsoleteLineFolding, "folded"),
        coding(" \u{B}chunked", .badFieldValue, "a vertical tab"),
        coding(" \u{C}chunked", .badFieldValue, "a form feed"),
        coding(" chunked\0", .badFieldValue, "NUL"),
        coding(" chunked\rX: y", .badFieldValue, "CR"),
        fields("Host: a\r\nTransfer-Encoding : chunked", .badFieldName, "a blank before the colon"),
        RefusedHead(
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            .transferEncodingInHTTP10,
            "HTTP/1.0 has no chunks"
        ),
    ]

    static let others: [RefusedHead] = [
        fields("Host: a\r\nExpect: foo", .unknownExpectation, "unknown"),
        fields("Host: a\r\nExpect: 100-continue, foo", .unknownExpectation, "a list"),
        fields("Host: a\r\nExpect:", .unknownExpectation, "nothing"),
        fields("Host: a\r\nExpect: 100-continue\r\nExpect: x", .unknownExpectation, "two lines"),
        RefusedHead(String(repeating: "\r\n", count: 5), .tooManyEmptyLines, "a flood"),
    ]
}
