// The signature algorithms of tokens.

internal import CJWT

/// A signature algorithm by the name it has in a token's header, RFC 7518 section 3.1.
enum JWTAlgorithm: String, CaseIterable, Sendable {
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"

    /// What kind of key the algorithm takes.
    enum Family {
        /// A secret, and the size of the code it makes.
        case hmac(codeBytes: Int)
        /// An RSA public key.
        case rsa
        /// A public key on a curve, by OpenSSL's name of it, and the size of a signature.
        case ecdsa(curve: String, signatureBytes: Int)
    }

    /// The kind of key the algorithm takes.
    var family: Family {
        switch self {
        case .hs256: .hmac(codeBytes: 32)
        case .hs384: .hmac(codeBytes: 48)
        case .hs512: .hmac(codeBytes: 64)
        case .rs256, .rs384, .rs512: .rsa
        case .es256: .ecdsa(curve: "prime256v1", signatureBytes: 64)
        case .es384: .ecdsa(curve: "secp384r1", signatureBytes: 96)
        case .es512: .ecdsa(curve: "secp521r1", signatureBytes: 132)
        }
    }

    /// The hash that it signs, as libcrypto knows it.
    var digest: OpaquePointer? {
        switch self {
        case .hs256, .rs256, .es256: EVP_sha256()
        case .hs384, .rs384, .es384: EVP_sha384()
        case .hs512, .rs512, .es512: EVP_sha512()
        }
    }

    /// The number libjwt has for it.
    var code: jwt_alg_t {
        switch self {
        case .hs256: JWT_ALG_HS256
        case .hs384: JWT_ALG_HS384
        case .hs512: JWT_ALG_HS512
        case .rs256: JWT_ALG_RS256
        case .rs384: JWT_ALG_RS384
        case .rs512: JWT_ALG_RS512
        case .es256: JWT_ALG_ES256
        case .es384: JWT_ALG_ES384
        case .es512: JWT_ALG_ES512
        }
    }
}
