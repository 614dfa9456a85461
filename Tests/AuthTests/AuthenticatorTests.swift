import Testing

@testable import Auth

@Suite struct AuthenticatorTests {
    private static let key = "bb-key-1-AbCdEf0123456789"
    private let keys: Authenticator
    private let tokens: Authenticator
    private let token: String
    private let now: Double

    init() throws {
        keys = try .apiKeys([("one", Self.key), ("two", "second")])
        let file = JWTVerifierTests.file
        let row = try #require(file.cases.first { $0.name == "valid" })
        let setting = file.settings[row.setting]
        tokens = try .jwt(
            algorithm: setting.algorithm,
            key: Array(setting.key.utf8),
            issuer: setting.issuer,
            audience: setting.audience
        )
        token = row.token
        now = file.now
    }

    private func authenticate(
        _ authenticator: Authenticator,
        apiKeys: [String] = [],
        authorizations: [String] = []
    ) throws(AuthFailure) -> Principal {
        let credentials = Credentials(
            apiKeys: apiKeys.map { Array($0.utf8) },
            authorizations: authorizations.map { Array($0.utf8) }
        )
        return try authenticator.authenticate(credentials, now: now)
    }

    @Test func `without authentication everybody is anonymous`() throws {
        #expect(try authenticate(.none) == .anonymous)
        let caller = try authenticate(
            .none,
            apiKeys: ["nope", "nope"],
            authorizations: ["nope", ""]
        )
        #expect(caller == .anonymous)
    }

    @Test(arguments: [key, "\t\(key) ", "  \(key)"])
    func `a key is taken from its field`(value: String) throws {
        #expect(try authenticate(keys, apiKeys: [value]).keyName == "one")
    }

    @Test(arguments: ["Bearer second", "bearer second", "BEARER   second", " Bearer second\t"])
    func `a key is taken from a bearer token`(value: String) throws {
        #expect(try authenticate(keys, authorizations: [value]).keyName == "two")
    }

    @Test(arguments: ["", " ", "\t"])
    func `an empty key field is as none`(value: String) throws {
        let caller = try authenticate(keys, apiKeys: [value], authorizations: ["Bearer second"])
        #expect(caller.keyName == "two")
        #expect(throws: AuthFailure.missingCredentials) { try authenticate(keys, apiKeys: [value]) }
    }

    @Test func `a wrong key counts more than a good bearer token`() {
        #expect(throws: AuthFailure.unknownAPIKey) {
            try authenticate(keys, apiKeys: ["nope"], authorizations: ["Bearer second"])
        }
    }

    @Test func `a good key counts more than whatever the authorization is`() throws {
        let caller = try authenticate(
            keys,
            apiKeys: [Self.key],
            authorizations: ["Basic nope", "Bearer nope"]
        )
        #expect(caller.keyName == "one")
    }

    @Test(arguments: [[key, "wrong"], ["wrong", key], [key, key], [key, ""], ["", key]])
    func `two key fields are refused whatever they hold`(values: [String]) {
        #expect(throws: AuthFailure.repeatedField) { try authenticate(keys, apiKeys: values) }
    }

    @Test(arguments: [
        (key, AuthFailure.notBearer), ("Token \(key)", .notBearer), ("Basic \(key)", .notBearer),
        ("Bearer", .notBearer), ("Bearer ", .notBearer), ("Bearer\t\(key)", .notBearer),
        ("Bearer nope", .unknownAPIKey),
        ("Bearer \t\(key)", .unknownAPIKey), ("Bearer \(key), Bearer \(key)", .unknownAPIKey),
    ])
    func `a key in another form of authorization is refused`(value: String, reason: AuthFailure) {
        #expect(throws: reason) { try authenticate(keys, authorizations: [value]) }
    }

    @Test func `no credentials are refused`() {
        #expect(throws: AuthFailure.missingCredentials) { try authenticate(keys) }
        #expect(throws: AuthFailure.missingCredentials) { try authenticate(tokens) }
    }

    @Test(arguments: ["Bearer ", "bearer ", "BEARER   "])
    func `a token is taken from the authorization`(scheme: String) throws {
        let caller = try authenticate(tokens, authorizations: ["\(scheme)\(token)  "])
        #expect(caller == .token(subject: "caller"))
    }

    @Test func `a key field neither helps nor hurts a token`() throws {
        #expect(throws: AuthFailure.missingCredentials) {
            try authenticate(tokens, apiKeys: [token])
        }
        let caller = try authenticate(
            tokens,
            apiKeys: ["a", "b"],
            authorizations: ["Bearer \(token)"]
        )
        #expect(caller == .token(subject: "caller"))
    }

    @Test func `two authorizations are refused whatever they hold`() {
        for other in ["Bearer x", "Bearer \(token)", ""] {
            for values in [["Bearer \(token)", other], [other, "Bearer \(token)"]] {
                #expect(throws: AuthFailure.repeatedField) {
                    try authenticate(tokens, authorizations: values)
                }
            }
        }
    }

    @Test func `a token in another form of authorization is refused`() {
        for (value, reason) in [
            (token, AuthFailure.notBearer), ("JWT \(token)", .notBearer),
            ("Basic \(token)", .notBearer),
            ("Bearer \(token) x", .malformedToken),
            ("Bearer \(token), Bearer \(token)", .malformedToken),
            ("Bearer\t\(token)", .notBearer), ("Bearer", .notBearer),
            ("Bearer nope", .malformedToken),
        ] {
            #expect(throws: reason) { try authenticate(tokens, authorizations: [value]) }
        }
    }

    @Test func `a token without a subject names nobody`() throws {
        let file = JWTVerifierTests.file
        let row = try #require(file.cases.first { $0.name == "no sub" })
        let caller = try authenticate(tokens, authorizations: ["Bearer \(row.token)"])
        #expect(caller == .token(subject: nil))
    }

    @Test func `no reason and no error shows a credential`() throws {
        let secret = "a-secret-nobody-must-ever-see"
        for authenticator in [keys, tokens] {
            for value in [secret, "Bearer \(secret)", "Bearer \(secret).\(secret).\(secret)"] {
                do {
                    _ = try authenticate(authenticator, authorizations: [value])
                    Issue.record("accepted")
                } catch {
                    #expect(!"\(error) \(String(reflecting: error))".contains("secret-nobody"))
                }
            }
        }
        for key in [" \(secret)", secret] {
            do {
                _ = try Authenticator.apiKeys([("a", key), ("b", key)])
                Issue.record("accepted")
            } catch {
                #expect(!"\(error) \(String(reflecting: error))".contains("secret-nobody"))
            }
        }
    }

    @Test func `an authenticator reports what is wrong with its settings`() {
        #expect(throws: AuthenticatorError.noAPIKeys) { try Authenticator.apiKeys([]) }
        #expect(throws: AuthenticatorError.missingSecret) {
            try Authenticator.jwt(algorithm: "HS256", key: [], issuer: nil, audience: nil)
        }
    }
}

extension Principal {
    /// The name of the key whose holder it is.
    fileprivate var keyName: String? {
        if case .apiKey(let name, _) = self { name } else { nil }
    }
}
