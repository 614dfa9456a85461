// Numbers as ASCII digits, written in place.

extension ByteBuffer {
    /// Appends an integer in decimal.
    public mutating func appendDecimal(_ value: Int) {
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

    /// Appends an integer in lower-case hexadecimal with exactly `width` digits, zeros in front.
    public mutating func appendHex(_ value: UInt64, width: Int) {
        for position in (0..<width).reversed() {
            append(Self.hexDigit(value >> UInt64(position * 4)))
        }
    }

    /// Overwrites `width` bytes at an offset from the front with a hexadecimal number.
    public mutating func replaceHex(at offset: Int, value: Int, width: Int) {
        precondition(value >> (width * 4) == 0, "the number does not fit its width")
        replaceBytes(at: offset, count: width) { digits in
            var rest = UInt64(value)
            for position in (0..<width).reversed() {
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
