// Named bytes and the few comparisons that protocols make on ASCII.

/// The bytes that the protocols of this program give a meaning.
public enum ASCII {
    /// Horizontal tab.
    public static let tab: UInt8 = 0x09
    /// Line feed.
    public static let lineFeed: UInt8 = 0x0A
    /// Carriage return.
    public static let carriageReturn: UInt8 = 0x0D
    /// Space.
    public static let space: UInt8 = 0x20
    /// `"`.
    public static let quote: UInt8 = 0x22
    /// `\`.
    public static let backslash: UInt8 = 0x5C
    /// `:`.
    public static let colon: UInt8 = 0x3A
    /// `,`.
    public static let comma: UInt8 = 0x2C

    /// Lower-cases one ASCII letter and leaves every other byte as it is.
    @inlinable
    public static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// Lower-cases the ASCII letters among eight bytes.
    static func lowercased(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // Sums of seven bits each, whose top bits tell what is at least `A` and what is beyond `Z`.
        let low = word & (ones &* 0x7F)
        let isUpper = (low &+ ones &* 0x3F) & ~(low &+ ones &* 0x25) & ~word & (ones &* 0x80)
        return word | isUpper >> 2
    }

    /// Tells whether the byte is `0` to `9`.
    @inlinable
    public static func isDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10
    }

    /// The value of a hexadecimal digit, or nil.
    @inlinable
    public static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x41...0x46: byte &- 0x37
        case 0x61...0x66: byte &- 0x57
        default: nil
        }
    }
}

extension Span where Element == UInt8 {
    /// Tells whether the bytes are exactly those of a literal.
    @inlinable
    @inline(__always)
    public func equals(_ literal: StaticString) -> Bool {
        count == literal.utf8CodeUnitCount && hasPrefix(literal)
    }

    /// Tells whether the bytes are exactly those of a string's UTF-8.
    public func equals(_ string: String) -> Bool {
        string.utf8.count == count && equals(string.utf8.span)
    }

    /// Compares with a lower-case literal, the letters A to Z of these bytes taken as a to z.
    ///
    /// Always inlined, because most names have another length than the literal.
    @inlinable
    @inline(__always)
    public func equalsIgnoringCase(_ lowercaseLiteral: StaticString) -> Bool {
        count == lowercaseLiteral.utf8CodeUnitCount && hasLetters(of: lowercaseLiteral)
    }

    /// - Parameter lowercaseLiteral: A literal of the same length.
    @usableFromInline
    func hasLetters(of lowercaseLiteral: StaticString) -> Bool {
        let other = UnsafeRawPointer(lowercaseLiteral.utf8Start)
        var index = 0
        while index < count {
            if count >= 8 {
                // The last eight may have been looked at in part.
                index = Swift.min(index, count &- 8)
                let word = bytes.unsafeLoadUnaligned(
                    fromUncheckedByteOffset: index,
                    as: UInt64.self
                )
                let expected = other.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                guard ASCII.lowercased(word) == expected else { return false }
                index &+= 8
            } else {
                let expected = other.load(fromByteOffset: index, as: UInt8.self)
                guard ASCII.lowercased(self[index]) == expected else { return false }
                index &+= 1
            }
        }
        return true
    }

    /// The bytes without blanks and tabs at both ends: optional white space, RFC 9110 section 5.6.3.
    public func trimmedRange(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, self[lower] == ASCII.space || self[lower] == ASCII.tab { lower += 1 }
        while upper > lower, self[upper - 1] == ASCII.space || self[upper - 1] == ASCII.tab {
            upper -= 1
        }
        return lower..<upper
    }
}

extension String {
    /// The bytes read as UTF-8, each malformed sequence replaced by U+FFFD.
    public init(_ bytes: Span<UInt8>) {
        self = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}

extension Array where Element == UInt8 {
    /// A copy of borrowed bytes.
    public init(_ bytes: Span<UInt8>) {
        self = bytes.withUnsafeBufferPointer { Array($0) }
    }
}
