import Testing

@testable import Auth

@Suite struct JWTVerifierTests {
    struct Fixture: Decodable {
        let now: Double
        let settings: [Setting]
        let cases: [Case]
    }

    struct Setting: Decodable {
        let algorithm: String
        let key: String
        let issuer: String?
        let audience: String?

        func verifier() throws -> JWTVerifier {
            try JWTVerifier(
                algorithm: algorithm,
                key: Array(key.utf8),
                issuer: issuer,
                audience: audience
            )
        }
    }

    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let setting: Int
        let token: String
        let outcome: String
        var testDescription: String { name }
    }

    static let file =
        (try? fixture("pyjwt-keys/derived/tokens.json", as: Fixture.self))
        ?? Fixture(now: 0, settings: [], cases: [])

    /// What becomes of a token, in a word or by the reason of its refusal.
    private static func outcome(of token: String, at setting: Setting) throws -> String {
        let verifier = try setting.verifier()
        do {
            _ = try verifier.verify(token, now: file.now)
            return "accepted"
        } catch {
            return error.description
        }
    }

    @Test func `the fixture was read`() {
        #expect(Self.file.cases.count == 220)
        #expect(Self.file.cases.filter { $0.outcome == "accepted" }.count == 36)
    }

    @Test(arguments: file.cases)
    func `a token is accepted, or refused for the right reason`(row: Case) throws {
        #expect(try Self.outcome(of: row.token, at: Self.file.settings[row.setting]) == row.outcome)
    }

    @Test func `no token is accepted by the settings of another algorithm`() throws {
        let good = Self.file.cases.filter { $0.outcome == "accepted" }
        for row in good {
            let own = Self.file.settings[row.setting]
            for other in Self.file.settings where other.algorithm != own.algorithm {
                #expect(try Self.outcome(of: row.token, at: other) != "accepted")
            }
        }
    }

    @Test(arguments: ["HS256", "RS256", "ES256", "ES512"])
    func `every changed character of a token is noticed`(algorithm: String) throws {
        let row = try #require(Self.file.cases.first { $0.name == algorithm })
        let setting = Self.file.settings[row.setting]
        for position in stride(from: 0, to: row.token.utf8.count, by: 5) {
            var bytes = Array(row.token.utf8)
            bytes[position] = bytes[position] == 0x41 ? 0x42 : 0x41
            let changed = String(decoding: bytes, as: UTF8.self)
            #expect(try Self.outcome(of: changed, at: setting) != "accepted")
        }
    }

    @Test func `a token cut anywhere is refused`() throws {
        let row = try #require(Self.file.cases.first { $0.name == "valid" })
        for count in 0..<row.token.utf8.count {
            let cut = String(row.token.prefix(count))
            let outcome = try Self.outcome(of: cut, at: Self.file.settings[row.setting])
            #expect(outcome != "accepted")
        }
    }

    @Test func `the times of a token are compared with the time given`() throws {
        let row = try #require(Self.file.cases.first { $0.name == "valid" })
        let verifier = try Self.file.settings[row.setting].verifier()
        let now = Self.file.now
        #expect(try verifier.verify(row.token, now: now - 10) == "caller")
        #expect(throws: AuthFailure.notYetValid) {
            _ = try verifier.verify(row.token, now: now - 10.001)
        }
        #expect(try verifier.verify(row.token, now: now + 3599.999) == "caller")
        #expect(throws: AuthFailure.expired) { _ = try verifier.verify(row.token, now: now + 3600) }
    }
}

extension JWTVerifier {
    /// Verifies a token given as a string.
    func verify(_ token: String, now: Double) throws(AuthFailure) -> String? {
        let bytes = Array(token.utf8)
        return try verify(bytes.span, now: now)
    }
}
