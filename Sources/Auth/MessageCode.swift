// HMAC by libcrypto, for tokens that libjwt does not read.

internal import Bytes
private import CJWT

/// The code of a text under a secret, RFC 2104.
enum MessageCode {
    /// Tells whether a code is the one of a text; compared in constant time.
    ///
    /// For want of memory it is not.
    static func isRight(
        _ code: [UInt8],
        of text: Span<UInt8>,
        secret: [UInt8],
        by algorithm: JWTAlgorithm
    ) -> Bool {
        let right = self.code(of: text, secret: secret, by: algorithm)
        return !right.isEmpty && right.count == code.count
            && CRYPTO_memcmp(right, code, right.count) == 0
    }

    /// The code of a text; empty for want of memory.
    static func code(
        of text: Span<UInt8>,
        secret: [UInt8],
        by algorithm: JWTAlgorithm
    ) -> [UInt8] {
        defer { ERR_clear_error() }
        return [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { output, count in
            var byteCount: UInt32 = 0
            let result = text.withUnsafeBufferPointer { text in
                HMAC(
                    algorithm.digest,
                    secret,
                    Int32(clamping: secret.count),
                    text.baseAddress,
                    text.count,
                    output.baseAddress,
                    &byteCount
                )
            }
            count = result == nil ? 0 : Int(byteCount)
        }
    }
}
