// A public key of libcrypto, read once, and the signatures that it verifies.

internal import Bytes
private import CJWT

/// A public key from PEM, for any number of verifications on any thread.
///
/// Owns an EVP_PKEY and frees it with the last holder. libcrypto only reads a key once it is made, which many threads
/// may do at once.
final class PublicKey: @unchecked Sendable {
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

    /// Tells whether a signature was made over a text with this key's private half.
    ///
    /// For want of memory none was. RFC 8017 section 8.2.2, and of curves in the form of DER.
    ///
    /// - Parameter signature: Not empty.
    func verifies(_ signature: [UInt8], of text: Span<UInt8>, by algorithm: JWTAlgorithm) -> Bool {
        // What a refused signature leaves in the thread's error queue would be taken for an error of a TLS connection.
        defer { ERR_clear_error() }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, algorithm.digest, nil, key) == 1 else {
            return false
        }
        return text.withUnsafeBufferPointer { text in
            EVP_DigestVerify(context, signature, signature.count, text.baseAddress, text.count) == 1
        }
    }
}
