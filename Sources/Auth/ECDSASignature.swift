// The two forms of a signature on a curve.

/// Turns the form that tokens have into the one that libcrypto reads.
enum ECDSASignature {
    private static let sequence: UInt8 = 0x30
    private static let integer: UInt8 = 0x02

    /// The DER of a signature that is two numbers of one size in a row; RFC 7518 section 3.4, RFC 3279 section 2.2.3.
    ///
    /// - Parameter raw: An even number of bytes, at most 132: the caller has checked that it is the size of its curve.
    static func der(_ raw: [UInt8]) -> [UInt8] {
        precondition(
            !raw.isEmpty && raw.count % 2 == 0 && raw.count <= 132,
            "no signature of a curve"
        )
        let content = number(raw[..<(raw.count / 2)]) + number(raw[(raw.count / 2)...])
        // Of 128 bytes and more the length has a byte that tells its own size.
        let length = content.count < 0x80 ? [] : [UInt8(0x81)]
        return [sequence] + length + [UInt8(content.count)] + content
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var digits = Array(bytes.drop { $0 == 0 })
        // Zero has a byte, and a number whose first bit is set would be negative.
        if digits.first ?? 0x80 >= 0x80 { digits.insert(0, at: 0) }
        return [integer, UInt8(digits.count)] + digits
    }
}
