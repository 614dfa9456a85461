// libjwt: the verification of a token's signature.

private import CJWT

/// A token that libjwt took for signed.
///
/// libjwt 1.10 verifies a signature and decides nothing else rightly: the token chooses the
/// algorithm, `none` needs no signature, and a key that could not be copied for want of memory
/// counts as no key. It is given only tokens whose form, header and payload were checked before
/// (``JWTVerifier``), and its answer counts only if it is the complete one: no error, a token, and
/// the algorithm that was asked for.
struct JSONWebToken: ~Copyable {
    private let token: OpaquePointer

    /// Verifies the signature of a token in compact form.
    ///
    /// - Throws: `AuthFailure.wrongSignature`, also for want of memory, and for what the JSON
    ///   reader of libjwt does not know: an escaped NUL, a number beyond 64 bits.
    init(verifying compact: Span<UInt8>, with key: VerificationKey) throws(AuthFailure) {
        var text: [CChar] = []
        text.reserveCapacity(compact.count + 1)
        for index in compact.indices { text.append(CChar(bitPattern: compact[index])) }
        text.append(0)

        var decoded: OpaquePointer?
        let result = jwt_decode(&decoded, text, key.bytes, Int32(clamping: key.bytes.count))
        // What a refused signature leaves in the thread's error queue would be taken for an error
        // of a TLS connection.
        ERR_clear_error()
        guard result == 0, let decoded, jwt_get_alg(decoded) == key.algorithm.code else {
            jwt_free(decoded)
            throw .wrongSignature
        }
        token = decoded
    }

    deinit { jwt_free(token) }
}
