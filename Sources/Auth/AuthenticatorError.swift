// Why the settings of authentication cannot be used.

/// A setting that stops the start: with it the server would refuse everybody, or let anybody in.
///
/// No case holds a key or a part of one, nor a name: a key may have been written there.
public enum AuthenticatorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// API keys are asked for and none is configured.
    case noAPIKeys
    /// The key is empty, or holds what a header field cannot carry.
    case unusableAPIKey(index: Int)
    /// Two entries have the same key.
    case duplicateAPIKey(index: Int, otherIndex: Int)
    /// The algorithm is not one of those supported, or is not spelled as RFC 7518 spells it.
    case unknownAlgorithm(String)
    /// Tokens are asked for and there is nothing to verify them with.
    case missingSecret
    /// The secret is shorter than the smallest one accepted.
    case secretTooShort(byteCount: Int, byteCountMin: Int)
    /// The secret of an HMAC is a PEM block, which is a key for other algorithms.
    case secretIsPEM
    /// The key is not a PEM block with a public key in it, or its numbers are not sound.
    case notAPublicKey
    /// The public key is of a kind, or on a curve, that the algorithm does not use.
    case wrongKeyKind(algorithm: String)
    /// The RSA modulus is too small to resist.
    case rsaKeyTooSmall(bitCount: Int, bitCountMin: Int)
    /// The issuer is an empty string, which no token should match.
    case emptyIssuer
    /// The audience is an empty string, which no token should match.
    case emptyAudience

    /// A sentence for the operator, with the name of the setting.
    public var description: String {
        switch self {
        case .noAPIKeys:
            "At least one API key is required when auth mode is 'api_key'"
        case .unusableAPIKey(let index):
            "auth.api_keys[\(index)].key is empty, or has blanks at its ends, or characters "
                + "that a header field cannot carry (control characters, or beyond Latin-1)"
        case .duplicateAPIKey(let index, let otherIndex):
            "auth.api_keys: [\(index)] and [\(otherIndex)] have the same key"
        case .unknownAlgorithm(let name):
            "auth.jwt.algorithm: '\(name)' is not one of "
                + JWTAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
        case .missingSecret:
            "JWT secret is required when auth mode is 'jwt'"
        case .secretTooShort(let byteCount, let byteCountMin):
            "auth.jwt.secret: \(byteCount) bytes are too few, at least \(byteCountMin) are required"
        case .secretIsPEM:
            "auth.jwt.secret: a PEM block cannot be the secret of an HS algorithm"
        case .notAPublicKey:
            "auth.jwt.secret: not a public key in PEM ('BEGIN PUBLIC KEY', no certificate, with its "
                + "line feeds), or not a sound one"
        case .wrongKeyKind(let algorithm):
            "auth.jwt.secret: this kind of key cannot verify \(algorithm)"
        case .rsaKeyTooSmall(let bitCount, let bitCountMin):
            "auth.jwt.secret: an RSA key of \(bitCount) bits is too small, "
                + "at least \(bitCountMin) are required"
        case .emptyIssuer:
            "auth.jwt.issuer: empty; leave it out to accept any issuer"
        case .emptyAudience:
            "auth.jwt.audience: empty; leave it out to accept tokens without one"
        }
    }
}
