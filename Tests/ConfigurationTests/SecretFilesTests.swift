import Foundation
import Testing

@testable import Configuration

@Suite struct SecretFilesTests {
    private func load(
        _ environment: [String: String],
        _ contents: [String: String],
        dotEnv: String? = nil
    ) throws(SettingsError) -> LoadedSettings {
        var sources = SettingsSources()
        sources.environment = environment
        sources.dotEnv = dotEnv.map { Array($0.utf8) }
        sources.secretFiles = contents.mapValues { Array($0.utf8) }
        return try SettingsLoader.load(sources, requiresProviderKey: false)
    }

    @Test(arguments: [
        "OPENAI_API_KEY_FILE", "MAMBA_OPENAI__API_KEY_FILE", "mamba_openai__api_key_file",
    ])
    func `the provider's key may stand in a file, with a line end`(name: String) throws {
        for text in ["sk-of-a-file", "sk-of-a-file\n", "sk-of-a-file\r\n\n"] {
            let loaded = try load([name: "/run/secrets/key"], [name.uppercased(): text])
            #expect(loaded.settings.openai.apiKey == Secret("sk-of-a-file"))
            #expect(loaded.warnings == [])
            #expect(loaded.origins["openai.api_key"] == .environment(name))
        }
    }

    @Test func `every secret may, also by way of the file of variables`() throws {
        let loaded = try load(
            ["MAMBA_AUTH__API_KEYS_FILE": "a", "MAMBA_TRACING__HEADERS_FILE": "b"],
            [
                "MAMBA_AUTH__API_KEYS_FILE": #"[{"key":"k","name":"n"}]"#,
                "MAMBA_TRACING__HEADERS_FILE": #"["A: b"]"#,
                "MAMBA_AUTH__JWT__SECRET_FILE": "line one\nline two\n",
            ],
            dotEnv: "MAMBA_AUTH__JWT__SECRET_FILE=c"
        )
        #expect(loaded.settings.auth.apiKeys.map(\.name) == ["n"])
        #expect(loaded.settings.tracing.headers == [NamedSecret("A", Secret("b"))])
        #expect(loaded.settings.auth.jwt.secret == Secret("line one\nline two"))
    }

    @Test func `a higher source overrules a file of a lower one`() throws {
        let loaded = try load(
            ["MAMBA_OPENAI__API_KEY": "sk-own"],
            ["MAMBA_OPENAI__API_KEY_FILE": "sk-file"],
            dotEnv: "MAMBA_OPENAI__API_KEY_FILE=c"
        )
        #expect(loaded.settings.openai.apiKey == Secret("sk-own"))
    }

    @Test func `both at once, and an empty file, are refused`() {
        let name = "MAMBA_OPENAI__API_KEY_FILE"
        let cases: [([String: String], String, String)] = [
            ([name: "/f", "MAMBA_OPENAI__API_KEY": "sk-own"], "sk-file", "are both set"),
            ([name: "/f"], "\n", "is empty"), ([name: "/f"], "", "is empty"),
        ]
        for (environment, text, message) in cases {
            let error = #expect(throws: SettingsError.self) { try load(environment, [name: text]) }
            #expect(error?.problems.count == 1)
            #expect(error?.description.contains(message) == true)
            #expect(error?.description.contains("sk-") == false)
        }
    }

    @Test func `an empty name, and a name of no secret, are none`() throws {
        #expect(try load(["OPENAI_API_KEY_FILE": ""], [:]).settings.openai.apiKey == nil)
        let loaded = try load(["MAMBA_SERVER__PORT_FILE": "/f"], [:])
        #expect(loaded.warnings.count == 1)
    }

    @Test func `a file that is cut off is a loss`() {
        var (last, next) = (SettingsSources(), SettingsSources())
        last.secretFiles = ["OPENAI_API_KEY_FILE": Array("sk-of-a-file\n".utf8)]
        next.secretFiles = ["OPENAI_API_KEY_FILE": Array("sk-of".utf8)]
        let problems = SourceLoss.problems(of: next, since: last).map(\.description)
        #expect(problems.count == 1)
        #expect(problems[0].hasPrefix("the file of OPENAI_API_KEY_FILE is the beginning"))
    }
}
