// UUIDs as text. RFC 9562.

internal import Bytes

/// Makes and recognises UUIDs.
enum UUIDText {
    /// The length of the longest form that is kept, a URN.
    static let byteCountMax = 45

    /// A random UUID, version 4, in lower case.
    ///
    /// RFC 9562 section 5.4.
    static func random(using generator: inout some RandomNumberGenerator) -> String {
        let high: UInt64 = generator.next()
        let low: UInt64 = generator.next()
        var text = ByteBuffer(minimumCapacity: 40)
        text.appendHex(high >> 32, width: 8)
        text.append(hyphen)
        text.appendHex(high >> 16 & 0xFFFF, width: 4)
        text.append(hyphen)
        text.appendHex(high & 0x0FFF | 0x4000, width: 4)
        text.append(hyphen)
        text.appendHex(low >> 48 & 0x3FFF | 0x8000, width: 4)
        text.append(hyphen)
        text.appendHex(low & 0xFFFF_FFFF_FFFF, width: 12)
        return String(text.bytes)
    }

    /// Tells whether a text is a UUID in one of the forms that are kept: canonical, without hyphens, in braces, or as a
    /// URN; any version, any case.
    static func isAccepted(_ text: String) -> Bool {
        var digits = Substring(text)
        if digits.hasPrefix("urn:uuid:") {
            digits = digits.dropFirst(9)
        } else if digits.hasPrefix("{"), digits.hasSuffix("}") {
            digits = digits.dropFirst().dropLast()
        }
        let bytes = Array(digits.utf8)
        switch bytes.count {
        case 32: return bytes.allSatisfy { ASCII.hexValue($0) != nil }
        case 36:
            return bytes.enumerated().allSatisfy { index, byte in
                hyphenPlaces.contains(index) ? byte == hyphen : ASCII.hexValue(byte) != nil
            }
        default: return false
        }
    }

    /// The canonical form of a UUID that is accepted: five groups of digits, in the case that they have.
    static func canonical(_ accepted: String) -> String {
        // Only that form has this length.
        guard accepted.utf8.count != 36 else { return accepted }
        let withoutName = accepted.hasPrefix("urn:") ? accepted.dropFirst(9) : accepted[...]
        var text = withoutName.utf8.filter { ASCII.hexValue($0) != nil }
        for place in hyphenPlaces.sorted() { text.insert(hyphen, at: place) }
        return String(text.span)
    }

    private static let hyphen: UInt8 = 0x2D
    private static let hyphenPlaces: Set<Int> = [8, 13, 18, 23]
}
