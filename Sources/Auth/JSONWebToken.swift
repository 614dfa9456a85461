// libjwt: the verification of a token's code.

internal import Bytes
private import CJWT

/// Asks libjwt whether a token was signed with a secret.
///
/// libjwt 1.10 verifies a signature and decides nothing else rightly: the token chooses the algorithm, `none` needs no
/// signature, and a key that could not be copied for want of memory counts as no key. It is given only tokens whose
/// form, header and payload were checked before (``JWTVerifier``), and its answer counts only if it is the complete
/// one: no error, a token, and the algorithm that was asked for.
enum JSONWebToken {
    /// The largest token that it is given, as it takes a copy of it on the stack.
    static let byteCountMax = 8192

    /// Verifies the signature of a token in compact form.
    ///
    /// False also for want of memory, and for what the JSON reader of libjwt does not know: an escaped NUL, a number
    /// beyond 64 bits.
    static func verifies(_ compact: Span<UInt8>, with key: VerificationKey) -> Bool {
        precondition(compact.count <= byteCountMax, "a token of this size may overflow the stack")
        var text: [CChar] = []
        text.reserveCapacity(compact.count + 1)
        for index in compact.indices { text.append(CChar(bitPattern: compact[index])) }
        text.append(0)

        var decoded: OpaquePointer?
        let result = jwt_decode(&decoded, text, key.bytes, Int32(clamping: key.bytes.count))
        defer { jwt_free(decoded) }
        // What a refused signature leaves in the thread's error queue would be taken for an error of a TLS connection.
        ERR_clear_error()
        return result == 0 && decoded != nil && jwt_get_alg(decoded) == key.algorithm.code
    }
}
