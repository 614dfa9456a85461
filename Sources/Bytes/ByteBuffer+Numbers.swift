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

    /// Appends an integer in lower-case hexadecimal with exactly `width` digits, zeros in front.
    public mutating func appendHex(_ value: UInt64, width: Int) {
        append(upTo: width) { digits in
            var rest = value
            for position in (0..<width).reversed() {
                digits[position] = Self.hexDigit(rest)
                rest >>= 4
            }
            return width
        }
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
