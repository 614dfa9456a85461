import Testing

@testable import Configuration

@Suite struct SettingsAdviceTests {
    private func warnings(_ environment: [String: String], shared: String? = nil) throws -> [String]
    {
        let hasKey = !environment.keys.contains { $0.hasSuffix("API_KEY") }
        return try Loading(environment: environment, shared: shared, hasProviderKey: hasKey).load()
            .warnings
    }

    private static func jwt(_ secret: String, _ algorithm: String = "HS256") -> [String: String] {
        [
            "MAMBA_AUTH__MODE": "jwt", "MAMBA_AUTH__JWT__SECRET": secret,
            "MAMBA_AUTH__JWT__ALGORITHM": algorithm,
        ]
    }

    private static let secret = "0123456789abcdef0123456789abcdef"
    private static let pem = "-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n"

    private static let odd: [([String: String], String)] = [
        (["MAMBA_SERVER__CORS__ALLOWED_ORIGINS": #"["https://a.example/"]"#], "matches no page"),
        (jwt(secret + "\n"), "auth.jwt.secret begins or ends with white space"),
        (jwt(" " + secret), "auth.jwt.secret begins or ends with white space"),
        (jwt("'" + secret + "'"), "auth.jwt.secret has quotation marks around it"),
        (jwt("${MAMBA_SECRET_OF_THIRTY_TWO_BYTES}"), "auth.jwt.secret looks like a variable"),
        (jwt(pem + pem, "RS256"), "more than one PEM block"),
        (jwt(pem.replacing("\n", with: "\\n"), "RS256"), "two characters"),
        (["OPENAI_API_KEY": "\"sk-quoted\""], "openai.api_key has quotation marks"),
        (["OPENAI_API_KEY": "${OPENAI_API_KEY}"], "openai.api_key looks like a variable"),
        (["MAMBA_OPENAI__API_KEY": "$(cat key)"], "openai.api_key looks like a variable"),
        (["MAMBA_OPENAI__API_KEY": " sk-spaced"], "openai.api_key has blanks around it"),
        (
            ["MAMBA_AUTH__API_KEYS": #"[{"key":"${KEY}","name":"n"}]"#],
            "auth.api_keys[0].key looks like a variable"
        ),
        (
            ["MAMBA_OPENAI__BASE_URL": "http://10.0.0.1/v1/chat/completions"],
            "openai.base_url ends with /chat/completions"
        ),
        (["OPENAI_BASE_URL": "http://10.0.0.1/v1"], "OPENAI_BASE_URL is not read"),
    ]

    @Test(arguments: odd.indices)
    func `what is seldom meant is a warning`(index: Int) throws {
        let (environment, beginning) = Self.odd[index]
        let warnings = try warnings(environment)
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains(beginning) == true, "\(warnings)")
        for value in environment.values where !value.hasPrefix("http") && value.count > 5 {
            #expect(warnings.first?.contains(value) == false)
        }
    }

    @Test func `what is meant is none`() throws {
        #expect(try warnings(Self.jwt(Self.secret)) == [])
        #expect(try warnings(Self.jwt(Self.pem, "ES256")) == [])
        #expect(try warnings(["OPENAI_API_KEY": "sk-$5{x}"]) == [])
        let urls = [
            "OPENAI_BASE_URL": "http://10.0.0.1/v1", "MAMBA_OPENAI__BASE_URL": "http://10.0.0.1/v1",
        ]
        #expect(try warnings(urls) == [])
        #expect(
            try warnings(
                ["OPENAI_BASE_URL": "http://10.0.0.1/v1"],
                shared: "openai: {base_url: 'http://10.0.0.2/v1'}"
            ) == []
        )
    }
}
