// Compressed contents, made without a library that could be wrong in the same way.

/// gzip members and zstd frames of little variety, byte by byte after RFC 1951, 1952 and 8878.
public enum CompressedContent {
    /// A gzip member that holds bytes as they are.
    public static func gzip(storing content: [UInt8]) -> [UInt8] {
        var deflated: [UInt8] = []
        var rest = content[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            deflated.append(rest.isEmpty ? 1 : 0)
            deflated +=
                littleEndian(block.count, 2) + littleEndian(~block.count & 0xFFFF, 2) + block
        } while !rest.isEmpty
        return gzip(deflated, of: content)
    }

    /// A gzip member of one byte, repeated so often: a thousandth of the size of what it holds.
    ///
    /// - Parameter byteCount: One more than a multiple of 258.
    public static func gzip(repeating byte: UInt8, byteCount: Int) -> [UInt8] {
        precondition(byteCount % 258 == 1, "a byte and matches of 258 bytes")
        var bits = Bits()
        // One block with the fixed codes; literals up to 143 have eight bits.
        bits.append(0b011, count: 3)
        precondition(byte < 144, "a byte with a code of eight bits")
        bits.appendCode(0x30 + Int(byte), count: 8)
        for _ in 0..<byteCount / 258 {
            bits.appendCode(0b1100_0101, count: 8)
            bits.appendCode(0, count: 5)
        }
        bits.appendCode(0, count: 7)
        return gzip(bits.bytes, of: Array(repeating: byte, count: byteCount))
    }

    /// A gzip member without content, of blocks that are nothing but their tables of Huffman codes: it takes zlib
    /// twenty times as long as text of its size.
    ///
    /// - Parameter byteCount: At least so many bytes, rounded up.
    public static func gzip(tablesOf byteCount: Int) -> [UInt8] {
        var bits = Bits()
        // Eight blocks end at the end of a byte.
        for _ in 0..<8 { bits.appendEmptyBlock() }
        let blocks = repeatElement(bits.bytes, count: byteCount / bits.bytes.count + 1).joined()
        return gzip(blocks + [1, 0, 0, 0xFF, 0xFF], of: [])
    }

    private static func gzip(_ deflated: [UInt8], of content: [UInt8]) -> [UInt8] {
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + deflated + littleEndian(Int(crc32(content)), 4)
            + littleEndian(content.count, 4)
    }

    /// A zstd frame that holds bytes as they are.
    public static func zstd(storing content: [UInt8]) -> [UInt8] {
        zstd(blocks(of: content.count).map { range in (range.count, Array(content[range]), 0) })
    }

    /// A zstd frame of one byte, repeated so often.
    public static func zstd(repeating byte: UInt8, byteCount: Int) -> [UInt8] {
        zstd(blocks(of: byteCount).map { range in (range.count, [byte], 1) })
    }

    /// A zstd frame without content that wants a window of a power of two.
    public static func zstd(windowLog: Int) -> [UInt8] {
        frame(windowLog: windowLog) + [1, 0, 0]
    }

    private static func blocks(of byteCount: Int) -> [Range<Int>] {
        let size = 128 * 1024
        return stride(from: 0, to: max(byteCount, 1), by: size).map { start in
            start..<min(start + size, byteCount)
        }
    }

    private static func zstd(_ blocks: [(size: Int, bytes: [UInt8], type: Int)]) -> [UInt8] {
        var bytes = frame(windowLog: 17)
        for (index, block) in blocks.enumerated() {
            let isLast = index == blocks.count - 1 ? 1 : 0
            bytes += littleEndian(block.size << 3 | block.type << 1 | isLast, 3) + block.bytes
        }
        return bytes
    }

    private static func frame(windowLog: Int) -> [UInt8] {
        [0x28, 0xB5, 0x2F, 0xFD, 0, UInt8((windowLog - 10) << 3)]
    }

    private static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        let table = (0..<256 as Range<UInt32>).map { index in
            (0..<8).reduce(index) { value, _ in
                value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
            }
        }
        return ~bytes.reduce(~0) { sum, byte in
            table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8)
        }
    }

    /// Bits from the lowest of each byte on.
    private struct Bits {
        var bytes: [UInt8] = []
        private var count = 0

        mutating func append(_ value: Int, count bitCount: Int) {
            for index in 0..<bitCount {
                if count % 8 == 0 { bytes.append(0) }
                bytes[bytes.count - 1] |= UInt8((value >> index) & 1) << UInt8(count % 8)
                count += 1
            }
        }

        /// Appends a block of RFC 1951 section 3.2.7 with 286 codes of literals and lengths, 226 of eight bits and 60
        /// of nine, and 30 of distances, two of four bits and 28 of five, in which nothing follows but the end.
        mutating func appendEmptyBlock() {
            append(0b100, count: 3)
            append(29, count: 5)
            append(29, count: 5)
            append(15, count: 4)
            // The lengths of the codes for lengths, in their order: of 16, 8, 9, 4 and 5 alone.
            for length in [1, 0, 0, 0, 2, 0, 3, 0, 0, 4, 0, 4, 0, 0, 0, 0, 0, 0, 0] {
                append(length, count: 3)
            }
            appendLength(code: 0b10, count: 2, times: 226)
            appendLength(code: 0b110, count: 3, times: 60)
            appendLength(code: 0b1110, count: 4, times: 2)
            appendLength(code: 0b1111, count: 4, times: 28)
            // The end of the block, 256, is the 31st of those with nine bits.
            appendCode(226 << 1 + 30, count: 9)
        }

        /// Appends a length and its repetitions, three to six at once where that many are left.
        private mutating func appendLength(code: Int, count bitCount: Int, times: Int) {
            appendCode(code, count: bitCount)
            var left = times - 1
            while left >= 3 {
                let repeated = min(left, 6)
                appendCode(0, count: 1)
                append(repeated - 3, count: 2)
                left -= repeated
            }
            for _ in 0..<left { appendCode(code, count: bitCount) }
        }

        /// Appends a Huffman code, which begins with its highest bit.
        mutating func appendCode(_ code: Int, count bitCount: Int) {
            for index in (0..<bitCount).reversed() { append((code >> index) & 1, count: 1) }
        }
    }
}
