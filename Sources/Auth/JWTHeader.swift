// What a token's header may say.

internal import Bytes
internal import JSON

/// The header of a signed token, RFC 7515 section 4.
enum JWTHeader {
    /// How deeply a header may be nested: an embedded key, which is ignored, needs three levels.
    static let depthMax = 8

    /// The kinds of token that are accepted.
    enum TokenType {
        /// `JWT`, or none told.
        case jwt
        /// `at+jwt` or `application/at+jwt`, the access tokens of RFC 9068 section 2.1.
        case accessToken
    }

    /// Checks that a header asks for nothing but a signature with the configured algorithm.
    ///
    /// The algorithm is compared by its bytes, never looked up: a token does not choose how it is
    /// verified (RFC 8725 section 3.1). Keys that the header names or brings (`kid`, `jku`, `jwk`,
    /// `x5u`, `x5c`) are ignored.
    ///
    /// - Throws: `AuthFailure.malformedHeader`, `.wrongAlgorithm`, `.unsupportedHeader`.
    static func check(
        _ text: Span<UInt8>,
        algorithm: JWTAlgorithm
    ) throws(AuthFailure) -> TokenType {
        guard let header = JSONObject(uniqueMembersOf: text, depthMax: depthMax) else {
            throw .malformedHeader
        }
        guard header["alg"] == .string(algorithm.rawValue) else { throw .wrongAlgorithm }
        guard header["crit"] == nil, header["b64"] == nil else { throw .unsupportedHeader }
        guard let type = header["typ"]?.string else { return .jwt }
        // Media types are compared without regard to case. RFC 7515 section 4.1.9.
        if type.utf8.span.equalsIgnoringCase("jwt") { return .jwt }
        guard
            type.utf8.span.equalsIgnoringCase("at+jwt")
                || type.utf8.span.equalsIgnoringCase("application/at+jwt")
        else { throw .unsupportedHeader }
        return .accessToken
    }
}
