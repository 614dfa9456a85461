import Bytes
import Testing

@Suite struct UTF8ValidationTests {
    /// What this library makes of bytes: the text with U+FFFD for each malformed sequence.
    private func replaced(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let sequence = bytes.span.utf8Sequence(at: index)
            let end = index + sequence.byteCount
            output += sequence.isWellFormed ? Array(bytes[index..<end]) : [0xEF, 0xBF, 0xBD]
            index = end
        }
        return output
    }

    private func check(_ bytes: [UInt8]) {
        let expected = Array(String(decoding: bytes, as: UTF8.self).utf8)
        if replaced(bytes) != expected { Issue.record("\(bytes)") }
        let isWellFormed = bytes.span.firstIndexOfMalformedUTF8() == nil
        if isWellFormed != (expected == bytes) { Issue.record("\(bytes)") }
    }

    @Test func `every sequence of up to two bytes is judged as the standard library does`() {
        for first in UInt8.min ... .max {
            check([first])
            for second in UInt8.min ... .max { check([first, second]) }
        }
    }

    @Test func `sequences of three and four bytes are judged so at all their bounds`() {
        let edges: [UInt8] = [
            0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE1, 0xF4,
        ]
        for lead in UInt8(0xC0)...0xFF {
            for second in edges {
                for third in edges {
                    check([lead, second, third])
                    for fourth in edges { check([lead, second, third, fourth]) }
                }
            }
        }
    }

    @Test func `every scalar value is well-formed`() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), let bytes = UTF8.encode(scalar) else {
                continue
            }
            let sequence = Array(bytes).span.utf8Sequence(at: 0)
            if !sequence.isWellFormed || sequence.byteCount != bytes.count {
                Issue.record("\(value)")
            }
        }
    }

    @Test func `a run of multibyte text ends at ASCII, at what is malformed or at the end`() {
        let text = Array("aé😀b".utf8) + [0xC3, 0xA9, 0xFF] + Array("é".utf8)
        #expect(text.span.endOfMultibyteText(from: 0) == 0)
        #expect(text.span.endOfMultibyteText(from: 1) == 7)
        #expect(text.span.endOfMultibyteText(from: 8) == 10)
        #expect(text.span.endOfMultibyteText(from: 10) == 10)
        #expect(text.span.endOfMultibyteText(from: 11) == 13)
        #expect(text.span.endOfMultibyteText(from: 13) == 13)
    }

    @Test func `the first malformed byte is found`() {
        let text = Array("aé😀b".utf8)
        for place in 0...text.count where place == text.count || text[place] & 0xC0 != 0x80 {
            let broken = text[..<place] + [0xFF] + text[place...]
            #expect(Array(broken).span.firstIndexOfMalformedUTF8() == place)
        }
        #expect(text.span.firstIndexOfMalformedUTF8() == nil)
        #expect(Array(text.dropLast(2)).span.firstIndexOfMalformedUTF8() == 3)
    }
}
