// Bodies in chunks that must be refused, and why.

import HTTP
import Testing

/// A coded body and the reason for which it is refused.
struct RefusedChunks: CustomTestStringConvertible {
    let text: String
    let error: HTTPError
    let why: String

    init(_ text: String, _ error: HTTPError, _ why: String) {
        self.text = text
        self.error = error
        self.why = why
    }

    var bytes: [UInt8] { latin1(text) }
    var testDescription: String { "\(why): \(text.prefix(60).debugDescription)" }

    /// The most content that these bodies may have.
    static let byteCountMax = 1000

    static let all: [RefusedChunks] = [
        RefusedChunks("0x5\r\nhello\r\n0\r\n\r\n", .badChunkSize, "a prefix"),
        RefusedChunks("+5\r\nhello\r\n0\r\n\r\n", .badChunkSize, "plus"),
        RefusedChunks("-5\r\nhello\r\n0\r\n\r\n", .badChunkSize, "minus"),
        RefusedChunks("\r\nhello\r\n0\r\n\r\n", .badChunkSize, "no digit"),
        RefusedChunks(";x\r\nhello\r\n0\r\n\r\n", .badChunkSize, "an extension without a size"),
        RefusedChunks("xyz\r\nhello\r\n0\r\n\r\n", .badChunkSize, "letters"),
        RefusedChunks("5 \r\nhello\r\n0\r\n\r\n", .badChunkSize, "a blank behind"),
        RefusedChunks("5\t\r\nhello\r\n0\r\n\r\n", .badChunkSize, "a tab behind"),
        RefusedChunks("5 ;x\r\nhello\r\n0\r\n\r\n", .badChunkSize, "a blank before an extension"),
        RefusedChunks(" 5\r\nhello\r\n0\r\n\r\n", .badChunkSize, "a blank before"),
        RefusedChunks("0_5\r\nhello\r\n0\r\n\r\n", .badChunkSize, "an underscore"),
        RefusedChunks("5,\r\nhello\r\n0\r\n\r\n", .badChunkSize, "a comma"),
        RefusedChunks("5\0\r\nhello\r\n0\r\n\r\n", .badChunkSize, "NUL"),
        RefusedChunks("\u{B5}\r\nhello", .badChunkSize, "a byte beyond ASCII"),
        RefusedChunks("5\nhello\r\n0\r\n\r\n", .badChunkSize, "LF alone"),
        RefusedChunks("5\rhello\r\n0\r\n\r\n", .badChunkSize, "CR alone"),
        RefusedChunks("00000000000000005\r\nhello", .badChunkSize, "17 digits"),
        RefusedChunks("10000000000000005\r\nhello", .badChunkSize, "2^64 + 5"),
        RefusedChunks(String(repeating: "f", count: 1000), .badChunkSize, "1000 digits"),
        RefusedChunks("ffffffffffffffff\r\n", .bodyTooLarge, "2^64 - 1"),
        RefusedChunks("8000000000000000\r\n", .bodyTooLarge, "2^63"),
        RefusedChunks("7fffffffffffffff\r\n", .bodyTooLarge, "2^63 - 1"),
        RefusedChunks("100000005\r\nhello", .bodyTooLarge, "2^32 + 5"),
        RefusedChunks("3e9\r\n", .bodyTooLarge, "one more than may come, before any of it does"),
        RefusedChunks("1\r\na\r\n3e8\r\n", .bodyTooLarge, "one more than is left"),
        RefusedChunks("5\r\nhello0\r\n\r\n", .badChunkEnd, "no line end behind the data"),
        RefusedChunks("5\r\nhello\n0\r\n\r\n", .badChunkEnd, "LF alone behind the data"),
        RefusedChunks("5\r\nhello\r0\r\n\r\n", .badChunkEnd, "CR alone behind the data"),
        RefusedChunks("5\r\nhelloxx\r\n0\r\n\r\n", .badChunkEnd, "more data than said"),
        RefusedChunks("9\r\nhello\r\n0\r\n\r\n", .badChunkEnd, "less data than said"),
        RefusedChunks("5;a\nb\r\nhello\r\n0\r\n\r\n", .badChunkExtension, "LF in an extension"),
        RefusedChunks("5;a\rb\r\nhello\r\n0\r\n\r\n", .badChunkSize, "CR in an extension"),
        RefusedChunks("5;\r\nhello\r\n0\r\n\r\n", .badChunkExtension, "an empty extension"),
        RefusedChunks("5;;a\r\nhello\r\n", .badChunkExtension, "an empty extension before"),
        RefusedChunks("5;a=\r\nhello\r\n", .badChunkExtension, "no value"),
        RefusedChunks("5;=a\r\nhello\r\n", .badChunkExtension, "no name"),
        RefusedChunks("5; a\r\nhello\r\n", .badChunkExtension, "a blank before the name"),
        RefusedChunks("5;a \r\nhello\r\n", .badChunkExtension, "a blank behind the name"),
        RefusedChunks("5;a=\"b\r\nhello\r\n", .badChunkExtension, "an open quote"),
        RefusedChunks("5;a=\"b\\\r\nhello\r\n", .badChunkExtension, "a quoted CR"),
        RefusedChunks("5;a=\"b\"c\r\nhello\r\n", .badChunkExtension, "text behind a quote"),
        RefusedChunks("5;a=\0\r\nhello\r\n0\r\n\r\n", .badChunkExtension, "NUL in an extension"),
        RefusedChunks(
            "5;" + String(repeating: "a", count: 300),
            .chunkLineTooLong,
            "an endless extension"
        ),
        RefusedChunks("0\n\n", .badChunkSize, "LF alone behind the last chunk"),
        RefusedChunks("0\r\n\n", .badTrailer, "LF alone as the end"),
        RefusedChunks("0\r\n\rx", .badTrailer, "CR alone as the end"),
        RefusedChunks("0\r\n \r\n\r\n", .badTrailer, "a line of one blank"),
        RefusedChunks("0\r\nnonsense\r\n\r\n", .badTrailer, "no colon"),
        RefusedChunks("0\r\n: a\r\n\r\n", .badTrailer, "no name"),
        RefusedChunks("0\r\nX : a\r\n\r\n", .badTrailer, "a blank before the colon"),
        RefusedChunks("0\r\nX: a\r\n b\r\n\r\n", .badTrailer, "folded"),
        RefusedChunks("0\r\nX: a\nY: b\r\n\r\n", .badTrailer, "LF alone behind a field"),
        RefusedChunks("0\r\nX: a\rY: b\r\n\r\n", .badTrailer, "CR alone behind a field"),
        RefusedChunks("0\r\nX: \0\r\n\r\n", .badTrailer, "NUL in a value"),
        RefusedChunks(
            "0\r\nX: " + String(repeating: "a", count: 8192),
            .trailersTooLarge,
            "an endless field"
        ),
    ]
}
