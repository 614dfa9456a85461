// Percent-encoding, read and written.

internal import Bytes

/// Reads and writes percent-encoded bytes: a `%` and two hexadecimal digits.
///
/// RFC 3986 section 2.1.
public enum PercentEncoding {
    /// The byte whose encoding begins at a `%`, or nil if two hexadecimal digits do not follow.
    static func byte(in bytes: Span<UInt8>, at position: Int) -> UInt8? {
        guard position + 2 < bytes.count, let high = ASCII.hexValue(bytes[position + 1]),
            let low = ASCII.hexValue(bytes[position + 2])
        else { return nil }
        return high << 4 | low
    }

    /// A name or a value as a URL's query holds it: everything encoded but the unreserved characters.
    ///
    /// RFC 3986 section 2.3.
    public static func encodedQueryPart(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let isUnreserved =
                ASCII.isDigit(byte) || ASCII.lowercased(byte) &- UInt8(ascii: "a") < 26
                || "-._~".utf8.contains(byte)
            if isUnreserved {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += byte < 16 ? "%0" + digits : "%" + digits
            }
        }
        return encoded
    }

    /// Decodes a path, or returns nil if a `%` begins no encoding.
    static func decodedPath(_ bytes: Span<UInt8>) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            guard bytes[position] == 0x25 else {
                decoded.append(bytes[position])
                position += 1
                continue
            }
            guard let byte = byte(in: bytes, at: position) else { return nil }
            decoded.append(byte)
            position += 3
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Decodes a name or a value of a query: `+` is a blank, and a `%` that begins no encoding
    /// stands for itself.
    ///
    /// URL standard, application/x-www-form-urlencoded parsing.
    static func decodedQueryPart(_ bytes: Span<UInt8>) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            if bytes[position] == 0x25, let byte = byte(in: bytes, at: position) {
                decoded.append(byte)
                position += 3
            } else {
                decoded.append(bytes[position] == 0x2B ? ASCII.space : bytes[position])
                position += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
