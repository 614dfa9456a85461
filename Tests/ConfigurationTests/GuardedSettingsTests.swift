import Testing

@testable import Configuration

@Suite struct GuardedSettingsTests {
    private static let keys = "api_keys: [{key: a-key-of-the-file-01, name: me}]"

    private func lost(from last: Loading, to next: Loading) throws -> [String] {
        try next.load().lostValues(since: try last.load()).map(\.description)
    }

    @Test func `all of them exist`() {
        #expect(Settings.guardedNames.isSubset(of: Settings.table.map(\.name)))
    }

    @Test func `authentication and the provider's address do not go by silence`() throws {
        let url = "openai: {base_url: 'http://10.0.0.1/v1'}\n"
        let last = Loading(shared: url + "auth: {mode: api_key, \(Self.keys)}\n")
        let problems = try lost(from: last, to: Loading(shared: "agent: {max_steps: 3}\n"))
        #expect(problems.count == 2)
        for (name, line) in [("auth.mode", 2), ("openai.base_url", 1)] {
            #expect(
                problems.contains {
                    $0.hasPrefix("\(name): is no longer given")
                        && $0.hasSuffix("(config.yaml line \(line))")
                }
            )
        }
        #expect(!problems.joined().contains("a-key"))
    }

    @Test func `they go by a value`() throws {
        let last = Loading(shared: "auth: {mode: api_key, \(Self.keys)}")
        #expect(try lost(from: last, to: Loading(shared: "auth: {mode: none}")) == [])
        #expect(
            try lost(from: last, to: Loading(local: "auth: {mode: none}", shared: last.shared))
                == []
        )
    }

    @Test func `what a lower source says is no value of the higher one`() throws {
        let shared = "auth: {mode: none}\nopenai: {base_url: 'https://api.openai.com/v1'}"
        let own = "auth: {mode: api_key, \(Self.keys)}\nopenai: {base_url: 'http://10.0.0.1/v1'}"
        let last = Loading(local: own, shared: shared)
        let next = Loading(local: "agent: {max_steps: 3}", shared: shared)
        #expect(try lost(from: last, to: next).count == 2)
        let variables = Loading(dotEnv: "MAMBA_OPENAI__BASE_URL=http://10.0.0.1/v1", shared: shared)
        #expect(try lost(from: variables, to: Loading(dotEnv: "A=1", shared: shared)).count == 1)
    }

    @Test func `the same value from elsewhere is no loss`() throws {
        let own = "auth: {mode: api_key, \(Self.keys)}"
        #expect(try lost(from: Loading(local: own), to: Loading(shared: own)) == [])
    }

    @Test func `null is no value`() throws {
        let secret = "0123456789abcdef0123456789abcdef"
        let last = Loading(shared: "auth: {mode: jwt, jwt: {secret: \(secret), issuer: me}}")
        let next = Loading(shared: "auth: {mode: jwt, jwt: {secret: \(secret), issuer: null}}")
        let problems = try lost(from: last, to: next)
        #expect(problems.map { $0.prefix { $0 != ":" } } == ["auth.jwt.issuer"])
        // What counts in another mode only may go.
        let none = Loading(shared: "auth: {mode: none}")
        #expect(try lost(from: last, to: none) == [])
    }

    @Test func `other settings may go`() throws {
        let last = Loading(shared: "agent: {max_steps: 3}\nserver: {playground: true}")
        #expect(try lost(from: last, to: Loading()) == [])
    }
}
