// One escape sequence of a JSON string.

import Bytes

/// An escape sequence and the character it stands for: RFC 8259 section 7.
struct JSONEscape {
    /// The character; U+FFFD for half of a surrogate pair.
    let scalar: Unicode.Scalar
    /// The length of the sequence, or of both when two make a surrogate pair: 2, 6 or 12 bytes.
    let byteCount: Int
    /// Tells whether it is half of a surrogate pair without its other half.
    let isLoneSurrogate: Bool

    private init(_ scalar: Unicode.Scalar, byteCount: Int, isLoneSurrogate: Bool = false) {
        self.scalar = scalar
        self.byteCount = byteCount
        self.isLoneSurrogate = isLoneSurrogate
    }

    /// Reads the sequence whose backslash stands at an index; nil if it is none.
    init?(in bytes: Span<UInt8>, at index: Int) {
        guard index + 1 < bytes.count else { return nil }
        switch bytes[index + 1] {
        case ASCII.quote: self.init("\"", byteCount: 2)
        case ASCII.backslash: self.init("\\", byteCount: 2)
        case UInt8(ascii: "/"): self.init("/", byteCount: 2)
        case UInt8(ascii: "b"): self.init("\u{8}", byteCount: 2)
        case UInt8(ascii: "f"): self.init("\u{C}", byteCount: 2)
        case UInt8(ascii: "n"): self.init("\n", byteCount: 2)
        case UInt8(ascii: "r"): self.init("\r", byteCount: 2)
        case UInt8(ascii: "t"): self.init("\t", byteCount: 2)
        case UInt8(ascii: "u"): self.init(unicodeIn: bytes, at: index)
        default: return nil
        }
    }

    private init?(unicodeIn bytes: Span<UInt8>, at index: Int) {
        guard let unit = Self.codeUnit(in: bytes, at: index) else { return nil }
        if let scalar = Unicode.Scalar(unit) {
            self.init(scalar, byteCount: 6)
        } else if UTF16.isLeadSurrogate(unit), let low = Self.codeUnit(in: bytes, at: index + 6),
            UTF16.isTrailSurrogate(low)
        {
            let value = 0x10000 + UInt32(unit & 0x3FF) << 10 + UInt32(low & 0x3FF)
            self.init(Unicode.Scalar(value) ?? "\u{FFFD}", byteCount: 12)
        } else {
            self.init("\u{FFFD}", byteCount: 6, isLoneSurrogate: true)
        }
    }

    /// The value of `\uXXXX` at an index, or nil if there is none.
    private static func codeUnit(in bytes: Span<UInt8>, at index: Int) -> UInt16? {
        guard index + 6 <= bytes.count, bytes[index] == ASCII.backslash,
            bytes[index + 1] == UInt8(ascii: "u")
        else { return nil }
        let high = digit(bytes[index + 2]) << 4 | digit(bytes[index + 3])
        let low = digit(bytes[index + 4]) << 4 | digit(bytes[index + 5])
        // A byte that is no digit leaves its mark above the eight bits of two digits.
        guard high | low < 0x100 else { return nil }
        return high << 8 | low
    }

    /// The value of a hexadecimal digit; far more if it is none.
    @inline(__always)
    private static func digit(_ byte: UInt8) -> UInt16 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte &- UInt8(ascii: "a") &+ 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte &- UInt8(ascii: "A") &+ 10)
        default: 0x0F00
        }
    }
}
