import Testing

@testable import Configuration

@Suite struct SettingsDifferenceTests {
    @Test func `equal settings differ in nothing`() {
        #expect(Settings().changedNames(from: Settings()).isEmpty)
    }

    @Test func `what differs is named in the order of the table, secrets without their values`() {
        var changed = Settings()
        changed.drain.timeout = .seconds(1)
        changed.openai.apiKey = Secret("a-secret")
        changed.server.port = 1
        #expect(
            changed.changedNames(from: Settings()) == [
                "server.port", "openai.api_key", "drain.timeout_seconds",
            ]
        )
    }

    @Test func `one secret is not another`() {
        var one = Settings(), other = Settings()
        one.openai.apiKey = Secret("one-key")
        other.openai.apiKey = Secret("two-key")
        #expect(one.changedNames(from: other) == ["openai.api_key"])
    }

    @Test func `what needs a restart stays as it is`() {
        var changed = Settings()
        changed.server.host = "127.0.0.1"
        changed.server.port = 1
        changed.server.workers = 7
        changed.server.timeout = .seconds(7)
        changed.metrics.isEnabled = false
        changed.metrics.port = 1
        changed.metrics.host = "127.0.0.1"
        changed.metrics.isPublic = true
        changed.tracing.endpoint = "http://127.0.0.1:1"
        changed.tracing.headers = [NamedSecret("a", Secret("b"))]
        changed.tracing.serviceName = "other"
        changed.tracing.sampleRatio = 0.5
        changed.tracing.batchSpans = 1
        changed.tracing.queueSpans = 16
        changed.tracing.interval = .seconds(7)
        changed.tracing.timeout = .seconds(7)
        changed.tracing.includePrompts = true
        let kept = changed.keepingFixed(of: Settings())
        #expect(
            kept.changedNames(from: Settings()) == [
                "server.timeout_seconds", "metrics.public", "tracing.sample_ratio",
                "tracing.include_prompts",
            ]
        )
        #expect(Set(changed.changedNames(from: kept)) == Settings.fixedNames)
    }
}
