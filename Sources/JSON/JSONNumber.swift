// A JSON number by its text, and as the numbers of the machine.

import Bytes

/// A JSON number, kept as it was written.
///
/// Two numbers are equal if their texts are: `1`, `1.0` and `1e0` are three.
public struct JSONNumber: Hashable, Sendable {
    /// The number in the grammar of RFC 8259 section 6.
    public let text: String

    /// Reads the number that comes next.
    public init(reading reader: inout JSONReader) throws(JSONError) {
        let range = try reader.readNumber()
        text = String(reader.bytes.extracting(range))
    }

    /// An integer in decimal.
    public init(_ value: Int) {
        text = String(value)
    }

    /// The shortest text that reads back as the same number; nil for infinities and NaN, which JSON
    /// has not.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        text = value.description
    }

    /// The integer, or nil if there is a fraction or an exponent or it does not fit.
    public var asInt: Int? { Self.int(text.utf8.span) }

    /// The nearest double, or nil if that is infinite.
    public var asDouble: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// The integer in a range that ``JSONReader/readNumber()`` returned, or nil if there is a
    /// fraction or an exponent or it does not fit.
    public static func int(_ bytes: Span<UInt8>) -> Int? {
        let isNegative = !bytes.isEmpty && bytes[0] == UInt8(ascii: "-")
        let firstDigit = isNegative ? 1 : 0
        guard firstDigit < bytes.count else { return nil }
        // Summed below zero, where there is one value more than above.
        var value = 0
        for index in firstDigit..<bytes.count {
            guard ASCII.isDigit(bytes[index]) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.subtractingReportingOverflow(Int(bytes[index] & 0xF))
            if overflow || carry { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }
}
