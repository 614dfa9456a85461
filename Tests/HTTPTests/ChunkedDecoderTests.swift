import Bytes
import HTTP
import Testing

@Suite struct ChunkedDecoderTests {
    /// What decoding came to.
    enum Outcome: Equatable {
        case incomplete(content: [UInt8])
        case complete(content: [UInt8], rest: [UInt8])
        case refused(HTTPError)
    }

    /// Decodes in pieces that end at the given places.
    static func decode(
        _ bytes: [UInt8],
        ends: [Int],
        byteCountMax: Int = RefusedChunks.byteCountMax,
        limits: HTTPLimits = HTTPLimits()
    ) -> Outcome {
        var decoder = ChunkedDecoder(byteCountMax: byteCountMax, limits: limits)
        var content: [UInt8] = []
        var start = 0
        for end in ends {
            let piece = bytes.span.extracting(start..<end)
            var position = 0
            var isHungry = false
            while !isHungry {
                do throws(HTTPError) {
                    switch try decoder.next(piece, at: &position) {
                    case .needMore:
                        #expect(position == piece.count)
                        isHungry = true
                    case .data(let range):
                        #expect(!range.isEmpty && range.upperBound <= position)
                        content += [UInt8](piece.extracting(range))
                    case .end:
                        return .complete(
                            content: content,
                            rest: Array(bytes[(start + position)...])
                        )
                    }
                } catch {
                    return .refused(error)
                }
            }
            start = end
        }
        return .incomplete(content: content)
    }

    static func decode(_ text: String, limits: HTTPLimits = HTTPLimits()) -> Outcome {
        let bytes = latin1(text)
        return decode(bytes, ends: [bytes.count], limits: limits)
    }

    @Test(arguments: [
        ("5\r\nhello\r\n0\r\n\r\n", "hello", "one chunk"),
        ("0\r\n\r\n", "", "no content"),
        ("000\r\n\r\n", "", "a long zero"),
        ("1\r\nh\r\n4\r\nello\r\n0\r\n\r\n", "hello", "two chunks"),
        ("00000A\r\n0123456789\r\n0\r\n\r\n", "0123456789", "zeros in front, upper case"),
        ("a\r\n0123456789\r\n0\r\n\r\n", "0123456789", "lower case"),
        ("0000000000000005\r\nhello\r\n0\r\n\r\n", "hello", "16 digits"),
        ("5;a=b;c\r\nhello\r\n0;x\r\n\r\n", "hello", "extensions"),
        ("5;a=\"b c\"\r\nhello\r\n0\r\n\r\n", "hello", "a quoted extension"),
        ("5;a=\"\\\"\\\\\";b=c\r\nhello\r\n0\r\n\r\n", "hello", "quoted pairs"),
        ("5;a=\"\"\r\nhello\r\n0\r\n\r\n", "hello", "an empty quoted string"),
        ("5\r\nhello\r\n0\r\nX-T: 1\r\nX-U:\r\n\r\n", "hello", "trailer fields"),
        (
            "5\r\nhello\r\n0\r\nContent-Length: 9\r\n\r\n", "hello",
            "a trailer field changes nothing"
        ),
        ("7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n", "\r\n0\r\n\r\n", "content that looks like an end"),
    ])
    func `a valid body is decoded the same however it is cut`(
        text: String,
        content: String,
        why: String
    ) {
        let next = "GET /next HTTP/1.1\r\n"
        let bytes = latin1(text + next)
        let expected = Outcome.complete(content: latin1(content), rest: latin1(next))
        for ends in Splits(of: bytes) { #expect(Self.decode(bytes, ends: ends) == expected) }
    }

    @Test func `each proper beginning of a body is incomplete`() {
        let bytes = latin1("5;x\r\nhello\r\n1\r\n!\r\n0\r\nX: y\r\n\r\n")
        for count in 0..<bytes.count {
            let outcome = Self.decode(Array(bytes[..<count]), ends: [count])
            guard case .incomplete = outcome else {
                Issue.record("\(outcome) after \(count) bytes")
                continue
            }
        }
    }

    @Test(arguments: RefusedChunks.all)
    func `a faulty body is refused for its reason, however it is cut`(row: RefusedChunks) {
        let bytes = row.bytes
        // A long row is cut near its ends only: what lies between is all alike.
        let splits = Splits(of: bytes).filter { bytes.count < 1500 || $0.count != 2 || $0[0] < 200 }
        for ends in splits {
            let outcome = Self.decode(bytes, ends: ends)
            guard outcome != .refused(row.error) else { continue }
            Issue.record("\(outcome) when cut at \(ends)")
            return
        }
    }

    @Test(arguments: [255, 256, 257])
    func `the line before a chunk may be as long as its limit`(count: Int) {
        let line = "0;" + String(repeating: "a", count: count - 2)
        let expected: Outcome =
            count > 256 ? .refused(.chunkLineTooLong) : .complete(content: [], rest: [])
        #expect(Self.decode(line + "\r\n\r\n") == expected)
    }

    @Test func `each chunk has a line limit of its own`() {
        let line = "1;" + String(repeating: "a", count: 254)
        let text = String(repeating: line + "\r\n.\r\n", count: 3) + "0\r\n\r\n"
        #expect(Self.decode(text) == .complete(content: latin1("..."), rest: []))
    }

    @Test(arguments: [-1, 0, 1])
    func `the trailer may be as long as its limit`(excess: Int) {
        var limits = HTTPLimits()
        limits.trailerBytesMax = 100
        let trailer = "X: " + String(repeating: "a", count: 100 + excess - 7) + "\r\n\r\n"
        #expect(trailer.utf8.count == 100 + excess)
        let expected: Outcome =
            excess > 0 ? .refused(.trailersTooLarge) : .complete(content: [], rest: [])
        #expect(Self.decode("0\r\n" + trailer, limits: limits) == expected)
    }

    @Test(arguments: [999, 1000, 1001])
    func `the content may be as long as its limit`(count: Int) {
        let content = String(repeating: "a", count: count - 1)
        let text = "1\r\na\r\n" + String(count - 1, radix: 16) + "\r\n\(content)\r\n0\r\n\r\n"
        let expected: Outcome =
            count > 1000
            ? .refused(.bodyTooLarge) : .complete(content: latin1("a" + content), rest: [])
        #expect(Self.decode(text) == expected)
    }

    @Test func `fifty thousand chunks of one byte are decoded`() {
        let text = String(repeating: "1\r\na\r\n", count: 50_000) + "0\r\n\r\n"
        let bytes = latin1(text)
        let outcome = Self.decode(bytes, ends: [bytes.count], byteCountMax: 50_000)
        #expect(outcome == .complete(content: [UInt8](repeating: 0x61, count: 50_000), rest: []))
    }

    /// Sizes near the ends of the integers that hold them, and whether 64 bits with a sign can.
    private static let extremeSizes: [(digits: String, fits: Bool)] = [
        ("7fffffff", true), ("80000000", true), ("ffffffff", true), ("100000000", true),
        ("7ffffffffffffff0", true), ("7ffffffffffffffe", true), ("7fffffffffffffff", true),
        ("8000000000000000", false), ("fffffffffffffff0", false), ("ffffffffffffffff", false),
    ]

    @Test(arguments: extremeSizes)
    func `no size is too much for the arithmetic, however it is cut`(digits: String, fits: Bool) {
        let expected: Outcome = fits ? .incomplete(content: latin1("xyz")) : .refused(.bodyTooLarge)
        for fields in ["\r\n", ";a=b\r\n"] {
            let bytes = latin1(digits + fields + "xyz")
            for ends in Splits(of: bytes) {
                #expect(Self.decode(bytes, ends: ends, byteCountMax: .max) == expected)
            }
        }
    }

    @Test(arguments: extremeSizes)
    func `a body may not have more than its bound in two chunks`(digits: String, fits: Bool) {
        let bytes = latin1("2\r\nab\r\n" + digits + "\r\nxyz")
        let isWithin = fits && digits < "7ffffffffffffffe" || digits.count < 16
        let expected: Outcome =
            isWithin ? .incomplete(content: latin1("abxyz")) : .refused(.bodyTooLarge)
        for ends in Splits(of: bytes) {
            #expect(Self.decode(bytes, ends: ends, byteCountMax: .max) == expected)
        }
    }

    @Test(arguments: [Int.max, Int.max - 1, Int(UInt32.max), Int(Int32.max), 0])
    func `a bound near an end refuses only what is beyond it`(byteCountMax: Int) {
        for excess in [0, 1] as [UInt64] {
            let size = UInt64(byteCountMax) + excess
            let bytes = latin1(String(size, radix: 16) + "\r\n")
            let expected: Outcome = excess == 0 ? .incomplete(content: []) : .refused(.bodyTooLarge)
            for ends in Splits(of: bytes) {
                #expect(Self.decode(bytes, ends: ends, byteCountMax: byteCountMax) == expected)
            }
        }
    }
}
