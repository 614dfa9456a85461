// Reads values that nobody looks into, with no more than must be done for their validity.

import Bytes

/// Which of the open containers are objects, by their depth.
private struct Nesting {
    private var words = InlineArray<16, UInt64>(repeating: 0)

    /// - Parameter depth: Below ``JSONReader/depthLimit``.
    subscript(depth: Int) -> Bool {
        get { words[depth >> 6] >> UInt64(depth & 63) & 1 == 1 }
        set {
            let bit: UInt64 = 1 << UInt64(depth & 63)
            if newValue { words[depth >> 6] |= bit } else { words[depth >> 6] &= ~bit }
        }
    }
}

extension JSONReader {
    /// Reads a value of any kind, validates all of it, and returns where its text stands.
    public mutating func skipValue() throws(JSONError) -> Range<Int> {
        let kind = try peek()
        let start = position
        switch kind {
        case .object, .array: try skipContainer(isObject: kind == .object)
        case .string: _ = try scanString()
        case .number: _ = try scanNumber()
        case .boolean: _ = try readBool()
        case .null: try scanLiteral("null")
        }
        return start..<position
    }

    /// Reads an object or array with all that is in it.
    private mutating func skipContainer(isObject: Bool) throws(JSONError) {
        var nesting = Nesting()
        var isObject = isObject
        let outerDepth = depth
        try enter()
        var isAtStart = true
        while true {
            skipWhiteSpace()
            if isAtByte(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                position &+= 1
                depth &-= 1
                guard depth > outerDepth else { break }
                isObject = nesting[depth &- 1]
                isAtStart = false
                continue
            }
            if !isAtStart {
                guard isAtByte(ASCII.comma) else { throw JSONError(.expectingComma, at: position) }
                position &+= 1
                skipWhiteSpace()
            }
            isAtStart = false
            if isObject { try skipKey() }
            guard position < bytes.count else { throw JSONError(.expectingValue, at: position) }
            switch bytes[position] {
            case ASCII.quote: _ = try scanString()
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): _ = try scanNumber()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                nesting[depth &- 1] = isObject
                isObject = bytes[position] == UInt8(ascii: "{")
                try enter()
                isAtStart = true
            case UInt8(ascii: "t"): try scanLiteral("true")
            case UInt8(ascii: "f"): try scanLiteral("false")
            case UInt8(ascii: "n"): try scanLiteral("null")
            default: throw JSONError(.expectingValue, at: position)
            }
        }
        isAtStartOfContainer = false
    }

    private mutating func skipKey() throws(JSONError) {
        guard isAtByte(ASCII.quote) else { throw JSONError(.expectingPropertyName, at: position) }
        _ = try scanString()
        skipWhiteSpace()
        guard isAtByte(ASCII.colon) else { throw JSONError(.expectingColon, at: position) }
        position &+= 1
        skipWhiteSpace()
    }
}
