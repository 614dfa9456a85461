// Tells well-formed UTF-8 from malformed, one sequence at a time.

/// What stands at one place of a text that claims to be UTF-8.
public struct UTF8Sequence: Equatable, Sendable {
    /// The number of bytes, at least 1.
    ///
    /// Of a malformed sequence it counts what one U+FFFD stands for: the longest start of a
    /// well-formed sequence, or one byte (Unicode section 3.9, "maximal subpart"; the WHATWG
    /// decoder does the same).
    public let byteCount: Int
    /// Tells whether the bytes encode a scalar value.
    public let isWellFormed: Bool
}

extension Span where Element == UInt8 {
    /// Reads the sequence that begins at an index: Unicode, table 3-7.
    public func utf8Sequence(at index: Int) -> UTF8Sequence {
        let lead = self[index]
        let continuationCount: Int
        // The second byte's range shuts out overlong forms, surrogates and what is beyond U+10FFFF.
        var lowest: UInt8 = 0x80
        var highest: UInt8 = 0xBF
        switch lead {
        case 0x00...0x7F: return UTF8Sequence(byteCount: 1, isWellFormed: true)
        case 0xC2...0xDF: continuationCount = 1
        case 0xE0...0xEF:
            continuationCount = 2
            if lead == 0xE0 { lowest = 0xA0 }
            if lead == 0xED { highest = 0x9F }
        case 0xF0...0xF4:
            continuationCount = 3
            if lead == 0xF0 { lowest = 0x90 }
            if lead == 0xF4 { highest = 0x8F }
        default: return UTF8Sequence(byteCount: 1, isWellFormed: false)
        }
        for offset in 1...continuationCount {
            guard index + offset < count, self[index + offset] >= lowest,
                self[index + offset] <= highest
            else { return UTF8Sequence(byteCount: offset, isWellFormed: false) }
            lowest = 0x80
            highest = 0xBF
        }
        return UTF8Sequence(byteCount: continuationCount + 1, isWellFormed: true)
    }

    /// The end of the run of well-formed sequences of two to four bytes that begins at `start`.
    ///
    /// It is `start` when none begins there; the byte at the end, if any, is ASCII or malformed.
    public func endOfMultibyteText(from start: Int) -> Int {
        var index = start
        while index < count, self[index] >= 0x80 {
            let sequence = utf8Sequence(at: index)
            guard sequence.isWellFormed else { break }
            index += sequence.byteCount
        }
        return index
    }

    /// The index of the first byte that is not part of well-formed UTF-8, or nil if all are.
    public func firstIndexOfMalformedUTF8() -> Int? {
        var index = 0
        while index < count {
            if self[index] < 0x80 {
                index += 1
            } else {
                let end = endOfMultibyteText(from: index)
                if end == index { return index }
                index = end
            }
        }
        return nil
    }
}
