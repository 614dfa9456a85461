// What must hold between settings.

import Testing

@testable import Configuration

@Suite struct SettingsValidationTests {
    @Test func `a provider key is required unless the caller says otherwise`() throws {
        var loading = Loading(hasProviderKey: false)
        #expect(
            loading.problems() == [
                "openai.api_key: OPENAI_API_KEY environment variable or openai.api_key config is"
                    + " required"
            ]
        )
        loading.requiresProviderKey = false
        #expect(try loading.load().settings.openai.apiKey == nil)
    }

    @Test(arguments: [[:], ["MAMBA_AUTH__API_KEYS": "[]"]] as [[String: String]])
    func `mode api_key requires a key`(extra: [String: String]) {
        let environment = extra.merging(["MAMBA_AUTH__MODE": "api_key"]) { one, _ in one }
        let problems = Loading(environment: environment).problems()
        #expect(problems.count == 1)
        #expect(
            problems.first?.contains(
                "At least one API key is required when auth mode is 'api_key'"
            ) == true
        )
    }

    @Test(arguments: [[:], ["MAMBA_AUTH__JWT__SECRET": ""]] as [[String: String]])
    func `mode jwt requires a secret`(extra: [String: String]) {
        let environment = extra.merging(["MAMBA_AUTH__MODE": "jwt"]) { one, _ in one }
        let problems = Loading(environment: environment).problems()
        #expect(problems.count == 1)
        #expect(
            problems.first?.contains("JWT secret is required when auth mode is 'jwt'") == true
        )
    }

    @Test func `what was refused is not also missing`() {
        let environment = [
            "MAMBA_AUTH__MODE": "api_key", "MAMBA_AUTH__API_KEYS": "[1]",
            "MAMBA_OPENAI__API_KEY": "a\nb",
        ]
        #expect(Loading(environment: environment, hasProviderKey: false).problems().count == 2)
    }

    @Test(arguments: ["none", "FOO256", "hs256", ""])
    func `an unknown algorithm is refused in any mode`(algorithm: String) {
        let environment = ["MAMBA_AUTH__JWT__ALGORITHM": algorithm]
        #expect(Loading(environment: environment).problems().count == 1)
    }

    @Test(arguments: Settings.JWT.Algorithm.allCases)
    func `the secret fits the algorithm`(algorithm: Settings.JWT.Algorithm) throws {
        var loading = Loading(
            environment: [
                "MAMBA_AUTH__MODE": "jwt", "MAMBA_AUTH__JWT__ALGORITHM": algorithm.rawValue,
                "MAMBA_AUTH__JWT__SECRET": String(repeating: "s", count: 64),
            ]
        )
        if algorithm.rawValue.hasPrefix("HS") {
            #expect(try loading.load().warnings.isEmpty)
        } else {
            #expect(
                loading.problems() == [
                    "auth.jwt.secret: must be a public key as PEM with \(algorithm.rawValue)"
                        + " (environment MAMBA_AUTH__JWT__SECRET)"
                ]
            )
            loading.environment["MAMBA_AUTH__JWT__SECRET"] = "-----BEGIN PUBLIC KEY-----\nx\n"
            #expect(try loading.load().warnings.isEmpty)
        }
    }

    @Test(
        arguments: [("HS256", 31, 32), ("HS384", 47, 48), ("HS512", 63, 64)]
    )
    func `a shared secret shorter than the hash is a warning`(
        algorithm: String,
        short: Int,
        enough: Int
    ) throws {
        var environment = ["MAMBA_AUTH__MODE": "jwt", "MAMBA_AUTH__JWT__ALGORITHM": algorithm]
        environment["MAMBA_AUTH__JWT__SECRET"] = String(repeating: "s", count: short)
        #expect(
            try Loading(environment: environment).load().warnings == [
                "auth.jwt.secret has \(short) bytes; RFC 7518 section 3.2 asks for at least"
                    + " \(enough) with \(algorithm)"
            ]
        )
        environment["MAMBA_AUTH__JWT__SECRET"] = String(repeating: "s", count: enough)
        #expect(try Loading(environment: environment).load().warnings.isEmpty)
    }

    @Test(arguments: ["MAMBA_AUTH__JWT__ISSUER", "MAMBA_AUTH__JWT__AUDIENCE"])
    func `an empty issuer or audience is refused`(name: String) {
        #expect(Loading(environment: [name: ""]).problems().count == 1)
    }

    @Test(arguments: [(8191, true), (8192, false), (8193, false)])
    func `the low water mark is below the high one`(low: Int, isAllowed: Bool) {
        let environment = [
            "MAMBA_STREAM__HIGH_WATER_BYTES": "8192", "MAMBA_STREAM__LOW_WATER_BYTES": "\(low)",
        ]
        let problems = Loading(environment: environment).problems()
        #expect(problems.isEmpty == isAllowed)
        #expect(isAllowed || problems[0].hasPrefix("stream.low_water_bytes: must be below"))
    }

    @Test(arguments: [(1.999, true), (2, true), (2.001, false)])
    func `the first wait is not above the longest`(base: Double, isAllowed: Bool) {
        let environment = [
            "MAMBA_RETRY__CAP_SECONDS": "2", "MAMBA_RETRY__BASE_SECONDS": "\(base)",
        ]
        #expect(Loading(environment: environment).problems().isEmpty == isAllowed)
    }

    @Test(arguments: [
        ("Authorization: Bearer x", true), ("A:b", true), ("A: b:c", true), ("A", false),
        ("A:", false), ("A: ", false), (": b", false), ("A: b ", false), (" A: b", false),
    ])
    func `header fields for the collector have a name and a value`(line: String, isAllowed: Bool) {
        let environment = ["MAMBA_TRACING__HEADERS": #"["\#(line)"]"#]
        let problems = Loading(environment: environment).problems()
        #expect(problems.isEmpty == isAllowed)
        #expect(isAllowed || problems[0].contains("must be an object of header fields"))
    }

    @Test func `blanks around the provider key are a warning`() throws {
        let environment = ["MAMBA_OPENAI__API_KEY": "  sk-spaced  "]
        let loaded = try Loading(environment: environment).load()
        #expect(loaded.settings.openai.apiKey == Secret("  sk-spaced  "))
        #expect(
            loaded.warnings == ["openai.api_key has blanks around it, which are sent as they are"]
        )
    }
}
