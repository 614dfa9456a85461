// The syntax of a host with an optional port.

internal import Bytes

/// Checks the value of Host and the authority of a target in absolute form.
///
/// RFC 9110 section 7.2 and RFC 3986 section 3.2, with stricter rules: no user information, no
/// empty host, no comma, no address but IPv6 in brackets, and no port above 65535.
enum Authority {
    static func isValid(_ bytes: Span<UInt8>) -> Bool {
        guard let hostEnd = endOfHost(bytes) else { return false }
        return hostEnd == bytes.count || isPort(bytes, from: hostEnd)
    }

    private static func endOfHost(_ bytes: Span<UInt8>) -> Int? {
        guard !bytes.isEmpty else { return nil }
        guard bytes[0] != 0x5B else { return endOfAddress(bytes) }
        var position = 0
        while position < bytes.count, bytes[position] != ASCII.colon {
            guard isName(bytes[position]) else { return nil }
            if bytes[position] == 0x25 {
                guard PercentEncoding.byte(in: bytes, at: position) != nil else { return nil }
            }
            position += 1
        }
        return position > 0 ? position : nil
    }

    private static func endOfAddress(_ bytes: Span<UInt8>) -> Int? {
        guard let close = bytes.firstIndex(of: 0x5D), close > 1 else { return nil }
        for position in 1..<close {
            let byte = bytes[position]
            guard ASCII.hexValue(byte) != nil || byte == ASCII.colon || byte == 0x2E else {
                return nil
            }
        }
        return close + 1
    }

    private static func isPort(_ bytes: Span<UInt8>, from start: Int) -> Bool {
        guard bytes[start] == ASCII.colon, bytes.count - start <= 6 else { return false }
        var port = 0
        for position in (start + 1)..<bytes.count {
            guard ASCII.isDigit(bytes[position]) else { return false }
            port = port * 10 + Int(bytes[position] - 0x30)
        }
        return port <= 65535
    }

    private static func isName(_ byte: UInt8) -> Bool {
        if FieldSyntax.isAlphanumeric(byte) { return true }
        return switch byte {
        // - . _ ~ % and sub-delims without the comma: ! $ & ' ( ) * + ; =
        case 0x2D, 0x2E, 0x5F, 0x7E, 0x25, 0x21, 0x24, 0x26...0x2B, 0x3B, 0x3D: true
        default: false
        }
    }
}
