// Providers with names of the operator's own.

import Providers
import Testing

@testable import Configuration

@Suite struct ProviderSectionsTests {
    private func providers(_ loading: Loading) throws -> [Settings.Provider] {
        try loading.load().settings.providers
    }

    @Test func `a known name needs nothing but a key`() throws {
        let loaded = try providers(
            Loading(shared: "providers:\n  anthropic: {api_key: k}\n  groq:\n")
        )
        #expect(loaded.map(\.name) == ["anthropic", "groq"])
        #expect(loaded[0].dialect == .anthropic)
        #expect(loaded[0].baseURL == "https://api.anthropic.com/v1")
        #expect(loaded[0].apiKey == Secret("k"))
        #expect(loaded[1].dialect == .openai)
        #expect(loaded[1].baseURL == "https://api.groq.com/openai/v1")
        // The key of one provider is not another's.
        #expect(loaded[1].apiKey == nil)
    }

    @Test func `a dialect brings its address`() throws {
        let loaded = try providers(Loading(shared: "providers: {mine: {dialect: gemini}}"))
        #expect(loaded[0].baseURL == "https://generativelanguage.googleapis.com/v1beta")
    }

    @Test func `each key may come from another source`() throws {
        let loading = Loading(
            environment: [
                "MAMBA_PROVIDERS__MINE__API_KEY": "k",
                "MAMBA_PROVIDERS__OTHER__BASE_URL": "http://o/v1",
                "MAMBA_PROVIDERS__MINE__HEADERS": #"{"X-Own": "1"}"#,
            ],
            local: "providers: {mine: {connect_timeout_seconds: 2}}",
            shared: "providers: {mine: {base_url: 'http://m/v1', timeout_seconds: 7}}"
        )
        let loaded = try providers(loading)
        #expect(loaded.map(\.name) == ["mine", "other"])
        #expect(loaded[0].baseURL == "http://m/v1")
        #expect(loaded[0].apiKey == Secret("k"))
        #expect(loaded[0].connectTimeout == .seconds(2))
        #expect(loaded[0].headers == [NamedSecret("X-Own", Secret("1"))])
        // The finer limits take their value from the one.
        #expect(loaded[0].firstTokenTimeout == .seconds(7))
        #expect(loaded[0].idleTimeout == .seconds(7))
    }

    @Test func `the whole section may be one variable`() throws {
        let loaded = try providers(
            Loading(environment: ["MAMBA_PROVIDERS": #"{"mine": {"base_url": "http://m"}}"#])
        )
        #expect(loaded.map(\.baseURL) == ["http://m"])
    }

    @Test func `a key may stand in a file of its own`() throws {
        var sources = SettingsSources()
        sources.environment = [
            "OPENAI_API_KEY": "x", "MAMBA_PROVIDERS__GROQ__API_KEY_FILE": "/run/key",
        ]
        sources.secretFiles = ["MAMBA_PROVIDERS__GROQ__API_KEY_FILE": Array("k\n".utf8)]
        let loaded = try SettingsLoader.load(sources)
        #expect(loaded.settings.providers.first?.apiKey == Secret("k"))
    }

    @Test(arguments: [
        ("providers: {Mine: {base_url: 'http://m'}}", ": must be a name of"),
        ("providers: {openai: {base_url: 'http://m'}}", ": must be a name of"),
        ("providers: {a__b: {base_url: 'http://m'}}", "must be a name of"),
        ("providers: {mine: {}}", "providers.mine.base_url: is required"),
        ("providers: {mine: {dialect: azure}}", "providers.mine.base_url: is required"),
        ("providers: {mine: {base_url: nowhere}}", "providers.mine.base_url"),
        ("providers: {mine: {base_ur: 'http://m'}}", "did you mean providers.mine.base_url?"),
        ("providers: {groq: {timeout_seconds: 0}}", "providers.groq.timeout_seconds = 0: must be"),
        ("providers: [1]", "providers: must be a section"),
        ("providers: {groq: 1}", "providers.groq: must be a section"),
        (
            "models: [{id: i, name: n, provider: p, targets: [{provider: x, model: m}]}]",
            "models[0].targets[0].provider: must be one of the providers: openai"
        ),
        ("models: [{id: i, name: n, provider: p, targets: []}]", "models[0].targets: must not be"),
        ("models: [{id: i, name: n, provider: p}]", "models[0].openai_model: is required"),
    ])
    func `faults are told with their place`(yaml: String, message: String) {
        let problems = Loading(shared: yaml).problems()
        #expect(problems.contains { $0.contains(message) }, "\(problems)")
    }

    @Test func `a misspelt variable is a warning`() throws {
        let loaded = try Loading(environment: ["MAMBA_PROVIDERS__GROQ__API_KEI": "hunter2"]).load()
        #expect(loaded.settings.providers.isEmpty)
        #expect(loaded.warnings.contains { $0.contains("not a known key") })
        #expect(!loaded.warnings.contains { $0.contains("hunter2") })
    }

    @Test func `a provider's name that nobody has is a warning where there are providers`() throws {
        let yaml = """
            providers: {groq: {}}
            models: [{id: i, name: n, provider: grok, openai_model: m}]
            """
        let warnings = try Loading(shared: yaml).load().warnings
        #expect(warnings.contains { $0.contains("models[0].provider") })
    }

    @Test func `the report shows providers with their sources, and is YAML that loads the same`()
        throws
    {
        let loaded = try Loading(
            shared: "providers: {groq: {api_key: hunter2, timeout_seconds: 5}}"
        ).load()
        let report = SettingsReport.text(loaded)
        #expect(!report.contains("hunter2"))
        #expect(report.contains("providers:\n  groq:\n    dialect:"))
        let again = try Loading(shared: report).load()
        #expect(again.settings.provider("groq")?.timeout == .seconds(5))
    }

    @Test func `a change is told by the provider's name`() throws {
        let one = try Loading(shared: "providers: {groq: {}, xai: {}}").load().settings
        let other = try Loading(shared: "providers: {groq: {keep_seconds: 9}}").load().settings
        #expect(one.changedNames(from: other) == ["providers.groq", "providers.xai"])
    }
}
