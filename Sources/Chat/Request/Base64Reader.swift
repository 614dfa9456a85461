// Base64, as the addresses of files in messages have it.

internal import Bytes

/// The encoding of RFC 4648 section 4, read piece by piece.
struct Base64Reader: ~Escapable {
    private let text: Span<UInt8>
    private let end: Int
    /// How much of the text has been read.
    private(set) var position = 0

    /// Begins at the start of a text, its padding optional.
    ///
    /// In it `/` may stand as `\/`: the content of a JSON string.
    @_lifetime(copy text)
    init(_ text: Span<UInt8>) {
        var end = text.count
        while end > 0, text.count - end < 2, text[end - 1] == UInt8(ascii: "=") { end -= 1 }
        self.text = text
        self.end = end
    }

    /// Tells whether all of the text has been read.
    var isAtEnd: Bool { position == end }

    /// Appends what comes next.
    ///
    /// - Parameter byteCount: About how many bytes to append at most.
    /// - Returns: Whether what was read is base64.
    mutating func read(_ byteCount: Int, into output: inout ByteBuffer) -> Bool {
        output.reserve(min(byteCount, (end - position) / 4 * 3) + 3)
        let full = output.count + byteCount
        let values = Self.values
        while position < end, output.count < full {
            if position &+ 4 <= end {
                let one = values[Int(text[position])]
                let two = values[Int(text[position &+ 1])]
                let three = values[Int(text[position &+ 2])]
                let four = values[Int(text[position &+ 3])]
                if one | two | three | four < 64 {
                    output.append(one << 2 | two >> 4)
                    output.append(two << 4 | three >> 2)
                    output.append(three << 6 | four)
                    position &+= 4
                    continue
                }
            }
            var bits: UInt32 = 0
            var count = 0
            while count < 4, position < end {
                guard let value = nextValue() else { return false }
                bits = bits << 6 | UInt32(value)
                count += 1
            }
            switch count {
            case 4:
                output.append(UInt8(truncatingIfNeeded: bits >> 16))
                output.append(UInt8(truncatingIfNeeded: bits >> 8))
                output.append(UInt8(truncatingIfNeeded: bits))
            case 3:
                output.append(UInt8(truncatingIfNeeded: bits >> 10))
                output.append(UInt8(truncatingIfNeeded: bits >> 2))
            case 2: output.append(UInt8(truncatingIfNeeded: bits >> 4))
            default: return false
            }
        }
        return true
    }

    private mutating func nextValue() -> UInt8? {
        var byte = text[position]
        position += 1
        if byte == ASCII.backslash {
            guard position < end, text[position] == UInt8(ascii: "/") else { return nil }
            byte = text[position]
            position += 1
        }
        return Self.value(of: byte)
    }

    /// The value of each byte; 255 for those that have none.
    private static let values: [UInt8] = (UInt8.min...UInt8.max).map { value(of: $0) ?? .max }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
