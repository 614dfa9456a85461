import Testing

@testable import Configuration

@Suite struct SourceLossTests {
    private func problems(_ next: String?, since last: String?) -> [String] {
        var (before, now) = (SettingsSources(), SettingsSources())
        before.sharedFile = last.map { .init(name: "config.yaml", bytes: Array($0.utf8)) }
        now.sharedFile = next.map { .init(name: "config.yaml", bytes: Array($0.utf8)) }
        return SourceLoss.problems(of: now, since: before).map(\.description)
    }

    private static let whole = "server:\n  port: 1\nauth:\n  mode: api_key\n"

    @Test(arguments: [
        (nil, "config.yaml is gone"), ("", "config.yaml is empty"), ("\n \n", "is empty"),
        ("# nothing\r\n  # but words\n", "is empty"), ("server:\n  port: 1\n", "cut off"),
        ("server:\n  port: 1", "cut off"), ("ser", "cut off"),
        ("server:\n  port: 1\nauth:\n  mode: api_", "cut off"),
    ])
    func `what is gone, empty or cut off is a loss`(next: String?, message: String) throws {
        let problems = problems(next, since: Self.whole)
        #expect(problems.count == 1)
        #expect(try #require(problems.first).contains(message))
    }

    @Test(arguments: [
        whole, "server:\n  port: 1\nauth:\n  mode: api_key", whole + "\n\n", "server:\n  port: 2\n",
        "server:\n  port: 1\n# the end\n", "auth:\n  mode: api_key\n", whole + "drain: {}\n", "{}",
    ])
    func `what is changed or goes on is none`(next: String) {
        #expect(problems(next, since: Self.whole) == [])
    }

    @Test func `a comment may go, but not what may be a part of a word`() {
        #expect(problems("a: b\n", since: "a: b\n# end\n") == [])
        #expect(problems("a: b", since: "a: b # end\n") == [])
        #expect(problems("a: b", since: "a: b#end\n").count == 1)
    }

    @Test func `what was not there, or said nothing, has lost nothing`() {
        #expect(problems(nil, since: nil) == [])
        #expect(problems("", since: nil) == [])
        #expect(problems("", since: "# nothing\n") == [])
        #expect(problems("a: 1", since: "") == [])
        #expect(problems(nil, since: "# nothing\n").count == 1)
    }

    @Test func `an end mark that was there must be there again`() {
        #expect(problems("a: 2\n", since: "a: 1\n...\n").count == 1)
        #expect(problems("a: 2\n...\n", since: "a: 1\n...\n") == [])
        #expect(problems("a: 2\n...", since: "a: 1\n") == [])
    }

    @Test func `each source is looked at, and none is shown`() {
        var last = SettingsSources()
        last.dotEnv = Array("OPENAI_API_KEY=sk-a-secret\n".utf8)
        last.localFile = .init(name: "config.local.yaml", bytes: Array("a: sk-a-secret".utf8))
        var next = SettingsSources()
        next.dotEnv = Array("OPENAI_API_KEY=sk-a-se".utf8)
        let problems = SourceLoss.problems(of: next, since: last).map(\.description)
        #expect(problems.count == 2)
        #expect(problems[0].hasPrefix("config.local.yaml is gone"))
        #expect(problems[1].hasPrefix(".env is the beginning"))
        #expect(!problems.joined().contains("sk-a"))
    }
}
