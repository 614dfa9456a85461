import Foundation
import Testing

@testable import Auth

/// The signature vectors of Wycheproof, with a payload of claims put in (see
/// `Fixtures/wycheproof-jose/derived`).
@Suite struct WycheproofTests {
    struct Fixture: Decodable {
        struct Key: Decodable {
            let algorithm: String
            let text: String
        }
        let keys: [Key]
        let cases: [Case]
    }

    struct Case: Decodable, CustomTestStringConvertible {
        let id: Int
        let comment: String
        let key: Int
        let valid: Bool
        let original: String
        let token: String
        var testDescription: String { "\(id) \(comment)" }
    }

    static let file =
        (try? fixture("wycheproof-jose/derived/tokens.json", as: Fixture.self))
        ?? Fixture(keys: [], cases: [])

    private static func verifier(for row: Case) throws -> JWTVerifier {
        let key = file.keys[row.key]
        let text = Array(key.text.utf8)
        let secret = key.algorithm.hasPrefix("HS") ? Base64URL.decode(text.span) : text
        return try JWTVerifier(
            algorithm: key.algorithm,
            key: #require(secret),
            issuer: nil,
            audience: nil
        )
    }

    @Test func `the fixture was read`() {
        #expect(Self.file.cases.count == 320)
        #expect(Self.file.cases.filter(\.valid).count == 28)
    }

    @Test(arguments: file.cases)
    func `a vector is accepted if it is valid`(row: Case) throws {
        let verifier = try Self.verifier(for: row)
        if row.valid {
            #expect(try verifier.verify(row.token, now: 0) == "caller")
        } else {
            #expect(throws: AuthFailure.self) { _ = try verifier.verify(row.token, now: 0) }
        }
    }

    @Test(arguments: file.cases)
    func `a vector with its own payload is refused, as that is no object`(row: Case) throws {
        let verifier = try Self.verifier(for: row)
        #expect(throws: AuthFailure.self) { _ = try verifier.verify(row.original, now: 0) }
    }

    @Test func `most faults are in the signature and are found there`() throws {
        var count = 0
        for row in Self.file.cases where !row.valid {
            let verifier = try Self.verifier(for: row)
            do {
                _ = try verifier.verify(row.token, now: 0)
            } catch .wrongSignature {
                count += 1
            } catch {
                continue
            }
        }
        #expect(count > 230)
    }
}
