// Numbers as ASCII digits, written in place.

extension ByteBuffer {
    /// Appends an integer in decimal.
    public mutating func appendDecimal(_ value: Int) {
        // As most are that go out once per event.
        if value >= 0, value < 10 { return append(0x30 + UInt8(value)) }
        if value < 0 { append(0x2D) }
        var rest = value.magnitude
        // 20 digits hold any 64-bit magnitude; they are made from the last to the first.
        reserve(20)
        var digits: InlineArray<20, UInt8> = .init(repeating: 0)
        var start = 20
        repeat {
            start -= 1
            digits[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        append(digits.span.extracting(start..<20))
    }

    /// Appends the last `width` decimal digits of a number that is not negative, zeros in front.
    public mutating func appendDecimal(_ value: Int, width: Int) {
        append(upTo: width) { digits in
            var rest = value.magnitude
            for position in (0..<width).reversed() {
                digits[position] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            return width
        }
    }

    /// Appends an integer in lower-case hexadecimal with exactly `width` digits, 1 to 16, zeros in front.
    public mutating func appendHex(_ value: UInt64, width: Int) {
        append(upTo: 16) { digits in
            let aligned = value << UInt64((16 - width) * 4)
            digits.storeBytes(of: Self.hexDigits(aligned >> 32).bigEndian, as: UInt64.self)
            digits.storeBytes(
                of: Self.hexDigits(aligned & 0xFFFF_FFFF).bigEndian,
                toByteOffset: 8,
                as: UInt64.self
            )
            return width
        }
    }

    /// The eight digits of a number of 32 bits, the first in the highest byte.
    private static func hexDigits(_ value: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // The digits move apart by halves, quarters and eighths, until each has a byte.
        var digits = (value | value << 16) & 0x0000_FFFF_0000_FFFF
        digits = (digits | digits << 8) & 0x00FF_00FF_00FF_00FF
        digits = (digits | digits << 4) & (ones &* 0x0F)
        let isLetter = (digits &+ ones &* 6) >> 4 & ones
        return digits &+ ones &* 0x30 &+ isLetter &* 0x27
    }

    /// Overwrites the end of a field of `width` zeros with a hexadecimal number.
    ///
    /// - Parameter offset: Where the field begins, from the front.
    public mutating func fillHex(at offset: Int, width: Int, with value: Int) {
        precondition(value >= 0 && value >> (width * 4) == 0, "the number does not fit its field")
        replaceBytes(at: offset, count: width) { digits in
            var rest = UInt64(value)
            var position = width
            while rest > 0 {
                position -= 1
                digits[position] = Self.hexDigit(rest)
                rest >>= 4
            }
        }
    }

    private static func hexDigit(_ value: UInt64) -> UInt8 {
        let nibble = UInt8(truncatingIfNeeded: value & 0xF)
        return nibble < 10 ? 0x30 + nibble : 0x57 + nibble
    }
}
