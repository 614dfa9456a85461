// Header fields and query parameters of the operator's own.

import Testing

@testable import Configuration

@Suite struct NamedSecretTests {
    private func load(_ headers: String) throws -> [NamedSecret] {
        try Loading(shared: "openai:\n  headers: \(headers)\n").load().settings.openai.headers
    }

    private func problem(_ headers: String) -> String {
        Loading(shared: "openai:\n  headers: \(headers)\n").problems().joined(separator: "; ")
    }

    @Test func `header fields are an object, or lines`() throws {
        let fields = [
            NamedSecret("api-key", Secret("k")), NamedSecret("X-Title", Secret("A: b")),
        ]
        #expect(try load("{api-key: k, X-Title: 'A: b'}") == fields)
        #expect(try load("['api-key: k', 'X-Title:  A: b']") == fields)
        #expect(try load("{X-Version: 3}") == [NamedSecret("X-Version", Secret("3"))])
        #expect(try load("{}") == [])
        let variable = Loading(environment: ["MAMBA_OPENAI__HEADERS": #"{"api-key": "k"}"#])
        #expect(try variable.load().settings.openai.headers == [fields[0]])
    }

    @Test(arguments: [
        "{a b: c}", "{'': c}", "{a: ''}", "{a: ' b'}", "{a: [b]}", "{a: \"b\\r\\nc: d\"}", "[a]",
        "a", "3", "{host: x}", "{Content-Length: '1'}", "{traceparent: x}", "{X-Request-ID: x}",
        "{a: b, A: c}", "{sk-secret-value: ''}",
    ])
    func `what cannot be sent, or is the server's own, is refused and not shown`(text: String) {
        let message = problem(text)
        #expect(message.hasPrefix("openai.headers"))
        #expect(message.contains(": must ") || message.contains(": holds "), "\(message)")
        #expect(!message.contains("sk-secret"))
    }

    @Test func `no output shows names or values`() throws {
        let loaded = try Loading(
            shared: "openai: {headers: {api-key: s3cret}, query: {code: s3cret}}"
        ).load()
        let report = SettingsReport.text(loaded)
        #expect(!report.contains("s3cret") && !report.contains("api-key"))
        #expect(report.contains("headers: \"‹redacted›\""))
    }

    @Test func `a query has any names`() throws {
        let loaded = try Loading(shared: "openai: {query: {api-version: 2024-10-21, 'a b': 'ü&='}}")
            .load()
        #expect(
            loaded.settings.openai.query == [
                NamedSecret("api-version", Secret("2024-10-21")), NamedSecret("a b", Secret("ü&=")),
            ]
        )
    }
}
