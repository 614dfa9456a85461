import Testing

@testable import Configuration

@Suite struct ProviderTraitsTests {
    @Test(arguments: [
        ("https://api.openai.com/v1", true, false), ("https://API.OpenAI.com:443/v1", true, false),
        ("https://eu.api.openai.com/v1", true, false), ("https://openai.com", true, false),
        ("https://openai.com.example/v1", false, false), ("https://notopenai.com/v1", false, false),
        ("https://x.openai.azure.com/openai/v1", false, false),
        ("http://127.0.0.1:8080/v1", false, false),
        ("http://[::1]:8080/v1", false, false), ("https://example.com/openai.com", false, false),
        ("https://api.deepseek.com", false, true), ("https://api.moonshot.ai/v1", false, true),
        ("https://api.moonshot.cn/v1", false, true),
        ("https://api.kimi.com/coding/v1", false, true),
        ("https://deepseek.com.example", false, false),
    ])
    func `a provider is known by its host`(url: String, isOpenAI: Bool, wantsReasoning: Bool) {
        let preset = ProviderTraits(baseURL: url)
        #expect(preset.isOpenAI == isOpenAI)
        #expect(preset.wantsReasoning == wantsReasoning)
        var settings = Settings()
        settings.openai.baseURL = url
        #expect(settings.openai.sendsReasoning == wantsReasoning)
        settings.openai.sendReasoning = .always
        #expect(settings.openai.sendsReasoning)
        settings.openai.sendReasoning = .never
        #expect(!settings.openai.sendsReasoning)
    }

    @Test(arguments: [
        ("auto", Settings.ReasoningPolicy.auto), ("true", .always), ("yes", .always),
        ("false", .never), ("0", .never), ("Auto", nil), ("", nil),
    ])
    func `what is sent back is a truth value or auto`(
        text: String,
        policy: Settings.ReasoningPolicy?
    ) {
        var refusals: [Refusal] = []
        let node = SettingNode(.text(text), line: 1)
        #expect(SettingType.reasoningPolicy.read(node, &refusals) == policy)
        #expect(refusals.isEmpty == (policy != nil))
        if let policy { #expect(SettingType.reasoningPolicy.show(policy) == policy.rawValue) }
    }

    @Test(arguments: [
        ("https://api.openai.com/v1", true), ("http://127.0.0.1:8080/v1", false),
    ])
    func `only OpenAI itself needs a key`(url: String, isNeeded: Bool) {
        var settings = Settings()
        settings.openai.baseURL = url
        var findings = SettingsFindings()
        settings.validate([:], requiresProviderKey: true, &findings)
        #expect(findings.problems.map(\.key) == (isNeeded ? ["openai.api_key"] : []))
    }
}
