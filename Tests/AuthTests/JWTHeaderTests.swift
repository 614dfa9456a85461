import Foundation
import Testing

@testable import Auth

/// The kinds of token, their sizes and the leeway of their times.
@Suite struct JWTHeaderTests {
    private static let secret = Array("0123456789abcdef0123456789abcdef".utf8)
    /// Made by Python's hmac: `at+jwt`, of ada.
    private static let accessToken =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJhZGEifQ.UqNoenPdjVj3UH731NUU4rJQ7bVIgfMFal05yBYgSws"

    private static func base64(_ text: String) -> String {
        Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    private static func token(type: String?, claims: String = #"{"sub":"ada"}"#) -> String {
        let header = type.map { #"{"alg":"HS256","typ":"\#($0)"}"# } ?? #"{"alg":"HS256"}"#
        let signed = base64(header) + "." + base64(claims)
        let code = MessageCode.code(of: Array(signed.utf8).span, secret: secret, by: .hs256)
        let signature = Data(code).base64EncodedString().replacing("+", with: "-")
            .replacing("/", with: "_").replacing("=", with: "")
        return signed + "." + signature
    }

    private static func verifier(bytesMax: Int = 32_768, leeway: Double = 0) throws -> JWTVerifier {
        try JWTVerifier(
            algorithm: "HS256",
            key: secret,
            issuer: nil,
            audience: nil,
            tokenBytesMax: bytesMax,
            leeway: leeway
        )
    }

    @Test(arguments: [
        nil, "JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/at+JWT",
    ])
    func `tokens and access tokens are taken`(type: String?) throws {
        #expect(try Self.verifier().verify(Self.token(type: type), now: 0) == "ada")
    }

    @Test(arguments: ["", "at", "secevent+jwt", "application/", "at+jwt ", "JOSE", "dpop+jwt"])
    func `other kinds are not`(type: String) throws {
        #expect(throws: AuthFailure.unsupportedHeader) {
            _ = try Self.verifier().verify(Self.token(type: type), now: 0)
        }
    }

    @Test func `an access token of another maker is taken, and not when it is forged`() throws {
        let verifier = try Self.verifier()
        #expect(try verifier.verify(Self.accessToken, now: 0) == "ada")
        for place in stride(from: 0, to: Self.accessToken.utf8.count, by: 3) {
            var forged = Array(Self.accessToken.utf8)
            forged[place] = forged[place] == 0x41 ? 0x42 : 0x41
            #expect(throws: AuthFailure.self) { _ = try verifier.verify(forged.span, now: 0) }
        }
    }

    @Test(arguments: [9_000, 20_000, 600_000])
    func `a long token is taken up to the bound, by a small stack too`(byteCount: Int) throws {
        let groups = String(repeating: "g", count: byteCount)
        let token = Self.token(type: "JWT", claims: #"{"sub":"ada","groups":"\#(groups)"}"#)
        let size = token.utf8.count
        #expect(try Self.verifier(bytesMax: size).verify(token, now: 0) == "ada")
        #expect(throws: AuthFailure.tokenTooLong) {
            _ = try Self.verifier(bytesMax: size - 1).verify(token, now: 0)
        }
        var forged = Array(token.utf8)
        forged[size - 5] = forged[size - 5] == 0x41 ? 0x42 : 0x41
        #expect(throws: AuthFailure.wrongSignature) {
            _ = try Self.verifier(bytesMax: size).verify(forged.span, now: 0)
        }
    }

    @Test func `the leeway holds for all times, either way`() throws {
        let token = Self.token(type: "JWT", claims: #"{"sub":"ada","iat":100,"nbf":100,"exp":200}"#)
        let strict = try Self.verifier()
        let lenient = try Self.verifier(leeway: 30)
        #expect(throws: AuthFailure.notYetValid) { _ = try strict.verify(token, now: 99) }
        #expect(throws: AuthFailure.expired) { _ = try strict.verify(token, now: 200) }
        #expect(try lenient.verify(token, now: 70) == "ada")
        #expect(try lenient.verify(token, now: 229.5) == "ada")
        #expect(throws: AuthFailure.notYetValid) { _ = try lenient.verify(token, now: 69.5) }
        #expect(throws: AuthFailure.expired) { _ = try lenient.verify(token, now: 230) }
    }
}
