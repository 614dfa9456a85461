// The verification of a token, step by step.

internal import Bytes

/// Decides whether a token is one of ours.
///
/// The steps go from the harmless to the costly, and each sees only what the ones before let
/// through: size, form, header, payload, then the signature by libjwt, and only with a good
/// signature the claims. What the header and the payload say is read from the bytes that are
/// signed, not from libjwt's idea of them.
struct JWTVerifier: Sendable {
    /// The size of the longest token accepted; libjwt takes a copy of it on the stack.
    static let tokenBytesMax = 8192

    private let key: VerificationKey
    private let issuer: String?
    private let audience: String?

    /// Takes the settings.
    ///
    /// - Parameters:
    ///   - algorithm: The name of the one algorithm accepted, as RFC 7518 spells it.
    ///   - key: The secret of an HS algorithm, or the public key in PEM.
    ///   - issuer: The only issuer accepted; nil for any.
    ///   - audience: The audience that tokens must name; nil if they may name none.
    /// - Throws: `AuthenticatorError`.
    init(
        algorithm: String,
        key: [UInt8],
        issuer: String?,
        audience: String?
    ) throws(AuthenticatorError) {
        guard let known = JWTAlgorithm.allCases.first(where: { $0.rawValue == algorithm }) else {
            throw .unknownAlgorithm(algorithm)
        }
        if issuer == "" { throw .emptyIssuer }
        if audience == "" { throw .emptyAudience }
        self.key = try VerificationKey(key, algorithm: known)
        self.issuer = issuer
        self.audience = audience
    }

    /// Verifies a token in compact form and returns its subject.
    ///
    /// - Throws: `AuthFailure`.
    func verify(_ token: Span<UInt8>, now: Double) throws(AuthFailure) -> String? {
        guard token.count <= Self.tokenBytesMax else { throw .tokenTooLong }
        let compact = try CompactToken(token)
        try JWTHeader.check(compact.header.span, algorithm: key.algorithm)
        let claims = try JWTClaims(compact.payload.span)
        guard compact.signature.count == key.signatureBytes else { throw .wrongSignature }
        _ = try JSONWebToken(verifying: token, with: key)
        try claims.check(now: now, issuer: issuer, audience: audience)
        return claims.subject
    }
}
