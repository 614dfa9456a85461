// Why a caller was refused.

/// The reason a request is refused, for the log only.
///
/// The client gets one and the same 401 for all of them: what was wrong with a forged credential is
/// of use to its forger alone. No case holds any part of a credential.
public enum AuthFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// No field that could hold a credential, or only empty ones.
    case missingCredentials
    /// The same field twice: which one counts is anybody's guess.
    case repeatedField
    /// An `Authorization` field of another scheme, or `Bearer` with nothing after it.
    case notBearer
    /// A key that is none of the configured ones.
    case unknownAPIKey
    /// A token of more bytes than the settings allow.
    case tokenTooLong
    /// Not three non-empty parts of base64url in its one canonical form.
    case malformedToken
    /// The header is not one JSON object, or has a member twice, or is nested too deeply.
    case malformedHeader
    /// The header names another algorithm than the configured one.
    case wrongAlgorithm
    /// The header asks for an extension (`crit`, `b64`) or is the header of another kind of token.
    case unsupportedHeader
    /// The payload is not one JSON object, or has a member twice, or is nested too deeply.
    case malformedPayload
    /// The signature does not belong to the token and the configured key.
    case wrongSignature
    /// `exp` has passed.
    case expired
    /// `nbf` or `iat` is in the future.
    case notYetValid
    /// A registered claim is missing, of the wrong type, or not the configured value.
    case wrongClaim(Claim)

    /// The claims that can be wrong.
    public enum Claim: String, Sendable {
        /// The registered claims of RFC 7519 section 4.1.
        case iss, sub, aud, exp, nbf, iat, jti
    }

    /// The reason in a few words.
    public var description: String {
        switch self {
        case .missingCredentials: "no credentials"
        case .repeatedField: "a credential field is repeated"
        case .notBearer: "the authorization is not a bearer token"
        case .unknownAPIKey: "unknown API key"
        case .tokenTooLong: "the token is too long"
        case .malformedToken: "the token is not in compact form"
        case .malformedHeader: "the token's header is malformed"
        case .wrongAlgorithm: "the token is signed with another algorithm"
        case .unsupportedHeader: "the token's header asks for what is not supported"
        case .malformedPayload: "the token's payload is malformed"
        case .wrongSignature: "the token's signature is wrong"
        case .expired: "the token has expired"
        case .notYetValid: "the token is not valid yet"
        case .wrongClaim(let claim): "the token's claim \(claim.rawValue) is not acceptable"
        }
    }
}
