import Bytes
import ContentCoding
import TestKit
import Testing

@Suite struct ContentDecoderTests {
    private static let text = Array("{\"messages\":[\"héllo\"]}".utf8)
    private static let codings: [(ContentCoding, [UInt8])] = [
        (.gzip, CompressedContent.gzip(storing: text)),
        (.zstd, CompressedContent.zstd(storing: text)),
        // By gzip 1.12 and zstd 1.5.4.
        (.gzip, realMember),
        (.zstd, realFrame),
    ]
    private static let realMember: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xAB, 0x56,
        0xCA, 0x4D, 0x2D, 0x2E, 0x4E, 0x4C, 0x4F, 0x2D, 0x56, 0xB2, 0x8A, 0x56,
        0xCA, 0x38, 0xBC, 0x32, 0x27, 0x27, 0x5F, 0x29, 0xB6, 0x16, 0x00, 0xD1,
        0xE8, 0x51, 0xE2, 0x17, 0x00, 0x00, 0x00,
    ]
    private static let realFrame: [UInt8] = [
        0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x68, 0xB9, 0x00, 0x00, 0x7B, 0x22, 0x6D,
        0x65, 0x73, 0x73, 0x61, 0x67, 0x65, 0x73, 0x22, 0x3A, 0x5B, 0x22, 0x68,
        0xC3, 0xA9, 0x6C, 0x6C, 0x6F, 0x22, 0x5D, 0x7D, 0xAC, 0x21, 0x8B, 0x5E,
    ]

    /// Decodes with so much more room each time that it is asked for.
    private static func decode(
        _ coding: ContentCoding,
        _ input: [UInt8],
        room: Int = 1000,
        max byteCountMax: Int = 1_000_000
    ) throws(ContentCodingError) -> [UInt8]? {
        var decoder = try ContentDecoder(coding)
        var output = ByteBuffer()
        var position = 0
        while true {
            let before = (position, output.count)
            let step = try decoder.decode(input.span, at: &position, into: &output)
            #expect(position - before.0 <= 64 * 1024 && output.count - before.1 <= 512 * 1024)
            if case .complete = step { break }
            if case .goesOn = step {
                #expect(position > before.0 || output.count > before.1)
                continue
            }
            #expect(output.count == output.capacity)
            guard output.capacity < byteCountMax else { return nil }
            output.setMinimumCapacity(output.capacity + room)
        }
        #expect(position == input.count)
        return [UInt8](output.bytes)
    }

    @Test(arguments: codings.indices, [1, 2, 7, 22, 23, 24, 1000])
    func `a content is decoded whatever room there is`(index: Int, room: Int) throws {
        let (coding, bytes) = Self.codings[index]
        #expect(try Self.decode(coding, bytes, room: room) == Self.text)
    }

    @Test(arguments: codings.indices)
    func `several members or frames are one content`(index: Int) throws {
        let (coding, bytes) = Self.codings[index]
        let decoded = try Self.decode(coding, bytes + bytes + bytes, room: 5)
        #expect(decoded == Self.text + Self.text + Self.text)
    }

    @Test(arguments: codings.indices)
    func `a content that ends early is malformed`(index: Int) {
        let (coding, bytes) = Self.codings[index]
        for count in 0..<bytes.count {
            #expect(throws: ContentCodingError.malformed) {
                try Self.decode(coding, Array(bytes[..<count]))
            }
        }
    }

    @Test(arguments: codings.indices, [[0], [0x78], Array("{}".utf8)])
    func `nothing may follow a content`(index: Int, rest: [UInt8]) {
        let (coding, bytes) = Self.codings[index]
        #expect(throws: ContentCodingError.malformed) { try Self.decode(coding, bytes + rest) }
    }

    @Test(arguments: codings.indices)
    func `any other byte anywhere does no harm`(index: Int) {
        let (coding, bytes) = Self.codings[index]
        for place in bytes.indices {
            for change in [0x01, 0x80, 0xFF] as [UInt8] {
                var broken = bytes
                broken[place] ^= change
                // Some of them are still a content, of other bytes: neither has a check of its head.
                let decoded = try? Self.decode(coding, broken, max: 10_000)
                #expect(decoded.flatMap { $0 }?.count ?? 0 <= 10_000)
            }
        }
    }

    @Test(arguments: [
        (ContentCoding.gzip, [UInt8]()), (.zstd, []), (.gzip, Array("{}".utf8)),
        (.zstd, Array("{}".utf8)), (.gzip, CompressedContent.zstd(storing: text)),
        (.zstd, CompressedContent.gzip(storing: text)),
        // zlib's own format and bare deflate.
        (.gzip, [0x78, 0x9C, 0x03, 0, 0, 0, 0, 1]), (.gzip, [0x03, 0]),
    ])
    func `what is of another form is malformed`(coding: ContentCoding, bytes: [UInt8]) {
        #expect(throws: ContentCodingError.malformed) { try Self.decode(coding, bytes) }
    }

    @Test func `a few bytes take no more room than they are given`() throws {
        let byteCount = 258 * 40_000 + 1
        for (coding, bytes) in [
            (ContentCoding.gzip, CompressedContent.gzip(repeating: 0x20, byteCount: byteCount)),
            (.zstd, CompressedContent.zstd(repeating: 0x20, byteCount: byteCount)),
        ] {
            #expect(bytes.count < byteCount / 150)
            #expect(try Self.decode(coding, bytes, room: 100_000, max: 1_000_000) == nil)
            let whole = try Self.decode(coding, bytes, room: 1 << 20, max: 20_000_000)
            #expect(whole?.count == byteCount)
        }
    }

    @Test func `what is long is decoded in parts, whether or not it becomes anything`() throws {
        let text = (0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        for (coding, bytes) in [
            (ContentCoding.identity, text), (.gzip, CompressedContent.gzip(storing: text)),
            (.zstd, CompressedContent.zstd(storing: text)),
        ] {
            let decoded = try Self.decode(coding, bytes, room: 700_000, max: 3_000_000)
            #expect(decoded == text)
        }
        // An empty member is 23 bytes, an empty frame 9 or so.
        for (coding, nothing) in [
            (ContentCoding.gzip, CompressedContent.gzip(storing: [])),
            (.zstd, CompressedContent.zstd(storing: [])),
        ] {
            let bytes = Array(repeatElement(nothing, count: 20_000).joined())
            #expect(try Self.decode(coding, bytes) == [])
            #expect(throws: ContentCodingError.malformed) {
                try Self.decode(coding, Array(bytes.dropLast()))
            }
        }
    }

    @Test(arguments: [(23, true), (24, false), (31, false)])
    func `a window has 8 MiB at most`(windowLog: Int, isTaken: Bool) {
        let decoded = try? Self.decode(.zstd, CompressedContent.zstd(windowLog: windowLog))
        #expect((decoded != nil) == isTaken)
    }

    @Test func `identity is a copy`() throws {
        #expect(try Self.decode(.identity, Self.text, room: 3) == Self.text)
        #expect(try Self.decode(.identity, []) == [])
    }
}
