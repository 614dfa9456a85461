// A key that was written where a name belongs is not told.

import Testing

@testable import Configuration

@Suite struct DisclosureTests {
    private static let key = "sk-proj-4fG7xQ"

    private static func yaml(_ text: String) -> Loading { Loading(shared: text) }

    private static func variables(_ variables: [String: String]) -> Loading {
        Loading(environment: variables)
    }

    private static let misplaced: [Loading] = [
        yaml("auth: {api_keys: [{\(key): alice, key: k, name: n}]}"),
        yaml("auth: {api_keys: [{supersecret: alice, key: k, name: n}]}"),
        yaml("auth: {api_keys: {\(key): alice}}"),
        yaml("auth: {supersecret: alice}"),
        yaml("auth: {jwt: {supersecret: alice}}"),
        yaml("openai: {supersecret: 1}"),
        yaml("openai: {\(key): 1}"),
        yaml("\(key): openai.api_key"),
        yaml("models: [{\(key): 1}]"),
        yaml("openai: {api_key: *\(key)}"),
        yaml("openai: {api_key: !\(key) x}"),
        yaml("openai: {api_key: !\(key) [x]}"),
        yaml("\(key): 1\n\(key): 2"),
        yaml("openai: {api_key: &\(key) [a], organization: *\(key)}"),
        yaml("auth: {mode: \(key)}"),
        yaml("openai: {base_url: \(key)}"),
        yaml("openai: {max_retries: \(key)}"),
        yaml("auth: {jwt: {algorithm: \(key)}}"),
        yaml("? [\(key)]\n: 1"),
        variables(["MAMBA_AUTH": #"{"supersecret": 1}"#]),
        variables(["MAMBA_AUTH": #"{"\#(key)": 1"#]),
        variables(["MAMBA_AUTH__API_KEYS": #"[{"my-supersecret":"alice","key":"k","name":"n"}]"#]),
        variables(["MAMBA_AUTH__API_KEYS": #"{"supersecret":"alice"}"#]),
        variables(["MAMBA_AUTH__SUPERSECRET": "1"]),
        variables(["MAMBA_AUTH__JWT__SUPERSECRET__X": "1"]),
        variables(["MAMBA_\(key)": "1"]),
        variables(["MAMBA_TITLE": #"{"\#(key)": 1}"#]),
        Loading(dotEnv: "MAMBA_OPENAI__SUPERSECRET=1\nMAMBA_\(key)=1\n\(key)\n"),
        Loading(commandLine: [key: "1"]),
        Loading(commandLine: ["auth.supersecret": "1"]),
    ]

    @Test(arguments: misplaced.indices)
    func `what could be a key is not told`(index: Int) {
        var told: [String]
        do {
            told = try Self.misplaced[index].load().warnings
        } catch {
            told = error.warnings + error.problems.map(\.description)
        }
        #expect(!told.isEmpty)
        let text = told.joined(separator: "\n").lowercased()
        #expect(!text.contains(Self.key.lowercased()), "\(text)")
        #expect(!text.contains("supersecret"), "\(text)")
    }

    @Test(arguments: [
        (yaml("auth: {mod: none}"), "auth.mod: is not a known key; did you mean auth.mode?"),
        (
            yaml("auth: {api_keys: [{kye: a, key: k, name: n}]}"),
            "auth.api_keys[0].‹redacted›: is not a known key (config.yaml line 1)"
        ),
        (
            yaml("auth: {api_keys: [{nam: a, key: k, name: n}]}"),
            "auth.api_keys[0].nam: is not a known key; did you mean name?"
        ),
        (yaml("nonsense: 1"), "nonsense: is not a known key"),
        (
            yaml("openai: {endpoint: x}"),
            "openai.‹redacted›: is not a known key (config.yaml line 1)"
        ),
        (yaml("auth: {mode: magic}"), #"auth.mode = "magic": must be one of"#),
        (yaml("openai: {max_retries: 77}"), "openai.max_retries = 77: must be an integer"),
        (yaml("openai: {base_url: 'ftp://a'}"), #"openai.base_url = "ftp://a": must be"#),
    ])
    func `what is misspelt or a plain word is told`(loading: Loading, beginning: String) throws {
        let problem = try #require(loading.problems().first)
        #expect(problem.hasPrefix(beginning), "\(problem)")
    }
}
