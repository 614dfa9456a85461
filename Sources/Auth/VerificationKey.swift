// The key that tokens are verified with, checked once at the start.

internal import Bytes

/// A secret or a public key that fits its algorithm.
struct VerificationKey: Sendable {
    /// The smallest secret accepted, for all three HMACs.
    ///
    /// RFC 7518 section 3.2 asks for as many bytes as the hash has, 64 at most. 256 bits are beyond
    /// any search, and secrets of that size are in use with HS384 and HS512, so one bound serves
    /// for the three.
    static let secretBytesMin = 32
    /// The smallest RSA modulus accepted, RFC 7518 section 3.3.
    static let rsaBitsMin = 2048

    /// The algorithm the key belongs to.
    let algorithm: JWTAlgorithm
    /// The secret, or the text of the PEM block; never empty.
    let bytes: [UInt8]
    /// The size of every signature made with the key.
    let signatureBytes: Int
    /// The public key; nil if the key is a secret.
    private let publicKey: PublicKey?

    /// Checks that a key can be used with an algorithm.
    ///
    /// - Throws: `AuthenticatorError.missingSecret`, `.secretTooShort`, `.secretIsPEM`,
    ///   `.notAPublicKey`, `.wrongKeyKind`, `.rsaKeyTooSmall`.
    init(_ bytes: [UInt8], algorithm: JWTAlgorithm) throws(AuthenticatorError) {
        guard !bytes.isEmpty else { throw .missingSecret }
        self.algorithm = algorithm
        self.bytes = bytes
        if case .hmac(let codeBytes) = algorithm.family {
            try Self.checkSecret(bytes)
            signatureBytes = codeBytes
            publicKey = nil
        } else {
            guard let key = PublicKey(pem: bytes) else { throw .notAPublicKey }
            signatureBytes = try Self.signatureBytes(of: key, algorithm: algorithm)
            publicKey = key
        }
    }

    /// Tells whether verifying a signature costs so much more than refusing one that others would feel it.
    var isCostly: Bool { publicKey != nil }

    /// Tells whether a token in compact form, whose parts and header have been checked, was signed with the key.
    ///
    /// libjwt does for secrets, within its limits; of public keys it would read the text anew for every token.
    func verifies(_ token: Span<UInt8>, _ compact: CompactToken, type: JWTHeader.TokenType) -> Bool
    {
        guard compact.signature.count == signatureBytes else { return false }
        let signed = token.extracting(0..<compact.signedByteCount)
        switch algorithm.family {
        case .rsa:
            return publicKey?.verifies(compact.signature, of: signed, by: algorithm) ?? false
        case .ecdsa:
            let der = ECDSASignature.der(compact.signature)
            return publicKey?.verifies(der, of: signed, by: algorithm) ?? false
        case .hmac where type == .jwt && token.count <= JSONWebToken.byteCountMax:
            return JSONWebToken.verifies(token, with: self)
        case .hmac:
            return MessageCode.isRight(
                compact.signature,
                of: signed,
                secret: bytes,
                by: algorithm
            )
        }
    }

    private static func checkSecret(_ secret: [UInt8]) throws(AuthenticatorError) {
        // A public key is public: as the secret of an HMAC it would let anybody sign.
        guard !String(secret.span).contains("-----BEGIN ") else { throw .secretIsPEM }
        guard secret.count >= secretBytesMin else {
            throw .secretTooShort(byteCount: secret.count, byteCountMin: secretBytesMin)
        }
    }

    private static func signatureBytes(
        of key: PublicKey,
        algorithm: JWTAlgorithm
    ) throws(AuthenticatorError) -> Int {
        switch algorithm.family {
        case .rsa where key.isRSA:
            guard key.bitCount >= rsaBitsMin else {
                throw .rsaKeyTooSmall(bitCount: key.bitCount, bitCountMin: rsaBitsMin)
            }
            return (key.bitCount + 7) / 8
        case .ecdsa(let curve, let signatureBytes) where key.curve == curve:
            return signatureBytes
        case .hmac, .rsa, .ecdsa:
            throw .wrongKeyKind(algorithm: algorithm.rawValue)
        }
    }
}
