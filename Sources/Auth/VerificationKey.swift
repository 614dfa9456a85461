// The key that tokens are verified with, checked once at the start.

private import Bytes
private import CJWT

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
        } else {
            guard let key = PublicKey(pem: bytes) else { throw .notAPublicKey }
            signatureBytes = try Self.signatureBytes(of: key, algorithm: algorithm)
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
        of key: borrowing PublicKey,
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

/// A public key as libcrypto reads it from PEM, by the function libjwt uses for it later.
private struct PublicKey: ~Copyable {
    private let key: OpaquePointer

    /// Reads a PEM block; nil if there is no public key in it, or not a sound one.
    init?(pem: [UInt8]) {
        defer { ERR_clear_error() }
        let source = BIO_new_mem_buf(pem, Int32(clamping: pem.count))
        defer { BIO_free(source) }
        // Without a callback of ours an encrypted block would ask for its password on the terminal.
        guard let key = PEM_read_bio_PUBKEY(source, nil, { _, _, _, _ in -1 }, nil) else {
            return nil
        }
        let context = EVP_PKEY_CTX_new_from_pkey(nil, key, nil)
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_public_check(context) == 1 else {
            EVP_PKEY_free(key)
            return nil
        }
        self.key = key
    }

    deinit { EVP_PKEY_free(key) }

    var isRSA: Bool { EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA }

    var bitCount: Int { Int(EVP_PKEY_get_bits(key)) }

    /// OpenSSL's name of the curve, or nil if the key is on none.
    var curve: String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { name in
            guard EVP_PKEY_get_group_name(key, name.baseAddress, name.count, nil) == 1,
                let start = name.baseAddress
            else { return nil }
            return String(cString: start)
        }
    }
}
