// The compact form of a signed token, taken apart before anything else sees it.

internal import Bytes

/// The parts of a token in compact form, RFC 7515 section 3.1.
struct CompactToken {
    private static let dot = UInt8(ascii: ".")

    /// The decoded header.
    let header: [UInt8]
    /// The decoded payload.
    let payload: [UInt8]
    /// The decoded signature.
    let signature: [UInt8]
    /// The size of what is signed: header, full stop and payload as they were sent.
    let signedByteCount: Int

    /// Takes a token apart: three non-empty parts of canonical base64url.
    ///
    /// One token has one spelling. A decoder that skips foreign characters, as the one in libjwt
    /// does, would accept many.
    ///
    /// - Throws: `AuthFailure.malformedToken`.
    init(_ text: Span<UInt8>) throws(AuthFailure) {
        guard let first = text.firstIndex(of: Self.dot, from: 0),
            let second = text.firstIndex(of: Self.dot, from: first + 1),
            let header = Base64URL.decode(text.extracting(0..<first)),
            let payload = Base64URL.decode(text.extracting(first + 1..<second)),
            let signature = Base64URL.decode(text.extracting(second + 1..<text.count)),
            !header.isEmpty, !payload.isEmpty, !signature.isEmpty
        else { throw .malformedToken }
        self.header = header
        self.payload = payload
        self.signature = signature
        signedByteCount = second
    }
}
