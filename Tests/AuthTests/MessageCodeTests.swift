import Testing

@testable import Auth

@Suite struct MessageCodeTests {
    // RFC 4231, test cases 2 and 3.
    private static let vectors: [(JWTAlgorithm, [UInt8], [UInt8], String)] = [
        (
            .hs256, Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            .hs384, Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
                + "8e2240ca5e69e2c78b3239ecfab21649"
        ),
        (
            .hs512, Array(repeating: 0xAA, count: 20), Array(repeating: 0xDD, count: 50),
            "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
                + "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"
        ),
    ]

    private static func isRight(
        _ code: [UInt8],
        _ text: [UInt8],
        _ secret: [UInt8],
        _ algorithm: JWTAlgorithm
    ) -> Bool {
        MessageCode.isRight(code, of: text.span, secret: secret, by: algorithm)
    }

    @Test(arguments: vectors.indices)
    func `the code is the one of the standard`(index: Int) {
        let (algorithm, secret, text, hex) = Self.vectors[index]
        let code = MessageCode.code(of: text.span, secret: secret, by: algorithm)
        #expect(
            code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == hex
        )
        #expect(Self.isRight(code, text, secret, algorithm))
    }

    @Test func `any other code is wrong`() {
        let text = Array("text".utf8)
        let secret = [UInt8](repeating: 1, count: 32)
        let code = MessageCode.code(of: text.span, secret: secret, by: .hs256)
        for index in code.indices {
            var other = code
            other[index] ^= 1
            #expect(!Self.isRight(other, text, secret, .hs256))
        }
        for wrong in [[], Array(code.dropLast()), code + [0]] {
            #expect(!Self.isRight(wrong, text, secret, .hs256))
        }
    }
}
