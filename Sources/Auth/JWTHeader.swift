// What a token's header may say.

internal import Bytes
internal import JSON

/// The header of a signed token, RFC 7515 section 4.
enum JWTHeader {
    /// How deeply a header may be nested: an embedded key, which is ignored, needs three levels.
    static let depthMax = 8

    /// Checks that a header asks for nothing but a signature with the configured algorithm.
    ///
    /// The algorithm is compared by its bytes, never looked up: a token does not choose how it is
    /// verified (RFC 8725 section 3.1). Keys that the header names or brings (`kid`, `jku`, `jwk`,
    /// `x5u`, `x5c`) are ignored.
    ///
    /// - Throws: `AuthFailure.malformedHeader`, `.wrongAlgorithm`, `.unsupportedHeader`.
    static func check(_ text: Span<UInt8>, algorithm: JWTAlgorithm) throws(AuthFailure) {
        guard let header = JSONObject(uniqueMembersOf: text, depthMax: depthMax) else {
            throw .malformedHeader
        }
        guard header["alg"] == .string(algorithm.rawValue) else { throw .wrongAlgorithm }
        guard header["crit"] == nil, header["b64"] == nil else { throw .unsupportedHeader }
        // libjwt refuses any other type; here the reason is known.
        if let type = header["typ"]?.string, !type.utf8.span.equalsIgnoringCase("jwt") {
            throw .unsupportedHeader
        }
    }
}
