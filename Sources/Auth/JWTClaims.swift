// What a token's payload must say.

internal import Bytes
internal import JSON

/// The claims of a token, RFC 7519 section 4.
struct JWTClaims {
    /// How deeply a payload may be nested; libjwt reads it again, by recursion.
    static let depthMax = 128

    private let claims: JSONObject

    /// Reads a payload.
    ///
    /// - Throws: `AuthFailure.malformedPayload`.
    init(_ text: Span<UInt8>) throws(AuthFailure) {
        guard let claims = JSONObject(uniqueMembersOf: text, depthMax: Self.depthMax) else {
            throw .malformedPayload
        }
        self.claims = claims
    }

    /// The subject, if the token names one.
    var subject: String? { claims["sub"]?.string }

    /// Checks the registered claims.
    ///
    /// No claim is required but those configured. An
    /// audience in a token that is checked for none means that the token is for somebody else.
    ///
    /// - Parameters:
    ///   - now: Seconds since 1970.
    ///   - leeway: By how many seconds the times of a token may be off, either way.
    ///   - issuer: The only issuer accepted; nil for any.
    ///   - audience: The audience that must be named; nil if none may be.
    /// - Throws: `AuthFailure.expired`, `.notYetValid`, `.wrongClaim`.
    func check(
        now: Double,
        leeway: Double,
        issuer: String?,
        audience: String?
    ) throws(AuthFailure) {
        if let expiration = try time(.exp), expiration <= now - leeway { throw .expired }
        for claim in [AuthFailure.Claim.nbf, .iat] {
            if let time = try time(claim), time > now + leeway { throw .notYetValid }
        }
        for claim in [AuthFailure.Claim.iss, .sub, .jti] {
            if let value = self[claim], value.string == nil { throw .wrongClaim(claim) }
        }
        if let issuer, self[.iss] != .string(issuer) { throw .wrongClaim(.iss) }
        guard names(audience) else { throw .wrongClaim(.aud) }
    }

    private subscript(claim: AuthFailure.Claim) -> JSONValue? { claims[claim.rawValue] }

    /// The number of a NumericDate, which may have a fraction; nil without the claim.
    private func time(_ claim: AuthFailure.Claim) throws(AuthFailure) -> Double? {
        guard let value = self[claim] else { return nil }
        guard let time = value.number?.asDouble else { throw .wrongClaim(claim) }
        return time
    }

    private func names(_ audience: String?) -> Bool {
        switch (self[.aud], audience) {
        case (nil, nil), (.null, nil): true
        case (.array(let others), nil): others.isEmpty
        case (.string(let only), let audience?): JSONValue.string(only) == .string(audience)
        case (.array(let all), let audience?):
            all.allSatisfy { $0.kind == .string } && all.contains(.string(audience))
        default: false
        }
    }
}
