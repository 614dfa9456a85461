import Testing

@testable import Auth

@Suite struct VerificationKeyTests {
    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let algorithm: String
        let key: String
        let outcome: String
        var testDescription: String { "\(name) for \(algorithm)" }
    }

    static let cases = (try? fixture("pyjwt-keys/derived/keys.json", as: [Case].self)) ?? []

    @Test func `the fixture was read`() {
        #expect(Self.cases.count == 34)
    }

    @Test(arguments: cases)
    func `a key fits its algorithm or stops the start`(row: Case) throws {
        let algorithm = try #require(JWTAlgorithm(rawValue: row.algorithm))
        let outcome: String
        do {
            let key = try VerificationKey(Array(row.key.utf8), algorithm: algorithm)
            #expect(key.bytes == Array(row.key.utf8))
            outcome = "accepted"
        } catch {
            outcome = Self.name(of: error)
        }
        if row.outcome == "any refusal" {
            #expect(outcome != "accepted")
        } else {
            #expect(outcome == row.outcome)
        }
    }

    private static func name(of error: AuthenticatorError) -> String {
        switch error {
        case .notAPublicKey: "not a key"
        case .wrongKeyKind: "wrong kind"
        case .rsaKeyTooSmall(bitCount: 1024, bitCountMin: 2048): "too small"
        case .secretIsPEM: "PEM as a secret"
        default: "\(error)"
        }
    }

    @Test(arguments: JWTAlgorithm.allCases)
    func `an empty key is missing for every algorithm`(algorithm: JWTAlgorithm) {
        #expect(throws: AuthenticatorError.missingSecret) {
            try VerificationKey([], algorithm: algorithm)
        }
    }

    @Test(arguments: [JWTAlgorithm.hs256, .hs384, .hs512])
    func `a secret has at least thirty-two bytes`(algorithm: JWTAlgorithm) throws {
        let tooShort = AuthenticatorError.secretTooShort(byteCount: 31, byteCountMin: 32)
        #expect(throws: tooShort) {
            try VerificationKey(Array(repeating: 0x41, count: 31), algorithm: algorithm)
        }
        for count in [32, 33, 64, 129, 4096] {
            let key = try VerificationKey(Array(repeating: 0, count: count), algorithm: algorithm)
            #expect(key.bytes.count == count)
        }
    }

    @Test(arguments: [
        ("", 0), ("none", 0), ("None", 0), ("hs256", 0), ("HS256 ", 0), ("HS224", 0), ("PS256", 0),
        ("EdDSA", 0), ("FOO256", 0),
        ("\u{FF28}S256", 0),
    ])
    func `an algorithm not supported stops the start`(name: String, _: Int) {
        #expect(throws: AuthenticatorError.unknownAlgorithm(name)) {
            try JWTVerifier(
                algorithm: name,
                key: Array(repeating: 0x41, count: 64),
                issuer: nil,
                audience: nil
            )
        }
    }

    @Test func `an empty issuer or audience stops the start`() {
        let key = [UInt8](repeating: 0x41, count: 32)
        #expect(throws: AuthenticatorError.emptyIssuer) {
            try JWTVerifier(algorithm: "HS256", key: key, issuer: "", audience: nil)
        }
        #expect(throws: AuthenticatorError.emptyAudience) {
            try JWTVerifier(algorithm: "HS256", key: key, issuer: nil, audience: "")
        }
    }
}
