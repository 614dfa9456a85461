// The verification of a token, step by step.

internal import Bytes

/// Decides whether a token is one of ours.
///
/// The steps go from the harmless to the costly, and each sees only what the ones before let
/// through: size, form, header, payload, then the signature, and only with a good signature the
/// claims. What the header and the payload say is read from the bytes that are signed, not from
/// libjwt's idea of them.
struct JWTVerifier: Sendable {
    private let key: VerificationKey
    private let issuer: String?
    private let audience: String?
    private let tokenBytesMax: Int
    private let leeway: Double

    /// Tells whether verifying a signature costs so much more than refusing one that others would feel it.
    var isCostly: Bool { key.isCostly }

    /// Takes the settings.
    ///
    /// - Parameters:
    ///   - algorithm: The name of the one algorithm accepted, as RFC 7518 spells it.
    ///   - key: The secret of an HS algorithm, or the public key in PEM.
    ///   - issuer: The only issuer accepted; nil for any.
    ///   - audience: The audience that tokens must name; nil if they may name none.
    ///   - tokenBytesMax: The size of the longest token accepted.
    ///   - leeway: By how many seconds the times of a token may be off.
    /// - Throws: `AuthenticatorError`.
    init(
        algorithm: String,
        key: [UInt8],
        issuer: String?,
        audience: String?,
        tokenBytesMax: Int = 8192,
        leeway: Double = 0
    ) throws(AuthenticatorError) {
        guard let known = JWTAlgorithm.allCases.first(where: { $0.rawValue == algorithm }) else {
            throw .unknownAlgorithm(algorithm)
        }
        if issuer == "" { throw .emptyIssuer }
        if audience == "" { throw .emptyAudience }
        self.key = try VerificationKey(key, algorithm: known)
        self.issuer = issuer
        self.audience = audience
        self.tokenBytesMax = tokenBytesMax
        self.leeway = leeway
    }

    /// Verifies a token in compact form and returns its subject.
    ///
    /// - Throws: `AuthFailure`.
    func verify(_ token: Span<UInt8>, now: Double) throws(AuthFailure) -> String? {
        guard token.count <= tokenBytesMax else { throw .tokenTooLong }
        let compact = try CompactToken(token)
        let type = try JWTHeader.check(compact.header.span, algorithm: key.algorithm)
        let claims = try JWTClaims(compact.payload.span)
        guard key.verifies(token, compact, type: type) else { throw .wrongSignature }
        try claims.check(now: now, leeway: leeway, issuer: issuer, audience: audience)
        return claims.subject
    }
}
