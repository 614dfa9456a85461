import Testing

@testable import Auth

@Suite struct PublicKeyTests {
    private static func subject(_ algorithm: String) throws -> (PublicKey, CompactToken, [UInt8]) {
        let file = JWTVerifierTests.file
        let row = try #require(file.cases.first { $0.name == algorithm })
        let key = try #require(PublicKey(pem: Array(file.settings[row.setting].key.utf8)))
        let token = Array(row.token.utf8)
        return (key, try CompactToken(token.span), token)
    }

    private static func verifies(
        _ key: PublicKey,
        _ signature: [UInt8],
        _ text: ArraySlice<UInt8>,
        _ algorithm: JWTAlgorithm
    ) -> Bool {
        key.verifies(signature, of: text.span, by: algorithm)
    }

    @Test(arguments: ["RS256", "RS384", "RS512"])
    func `one key verifies any number of signatures`(name: String) throws {
        let (key, compact, token) = try Self.subject(name)
        let algorithm = try #require(JWTAlgorithm(rawValue: name))
        let signed = token[..<compact.signedByteCount]
        for _ in 0..<50 {
            #expect(Self.verifies(key, compact.signature, signed, algorithm))
            var forged = compact.signature
            forged[forged.count - 1] ^= 1
            #expect(!Self.verifies(key, forged, signed, algorithm))
        }
        #expect(key.isRSA && key.curve == nil && key.bitCount >= 2048)
    }

    @Test(arguments: [("ES256", "prime256v1"), ("ES384", "secp384r1"), ("ES512", "secp521r1")])
    func `a key on a curve knows it, and takes signatures as DER`(
        name: String,
        curve: String
    ) throws {
        let (key, compact, token) = try Self.subject(name)
        let algorithm = try #require(JWTAlgorithm(rawValue: name))
        let signed = token[..<compact.signedByteCount]
        #expect(!key.isRSA && key.curve == curve)
        let der = ECDSASignature.der(compact.signature)
        #expect(Self.verifies(key, der, signed, algorithm))
        #expect(!Self.verifies(key, compact.signature, signed, algorithm))
        #expect(!Self.verifies(key, der + [0], signed, algorithm))
        #expect(!Self.verifies(key, der, signed.dropLast(), algorithm))
    }

    @Test(arguments: ["", "no PEM", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
    func `what is no key is none`(text: String) {
        #expect(PublicKey(pem: Array(text.utf8)) == nil)
    }
}
