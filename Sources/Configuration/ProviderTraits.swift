// What is known of providers by their addresses.

/// What a provider wants that differs from OpenAI's own interface.
struct ProviderTraits: Sendable, Equatable {
    /// Tells whether it wants the reasoning of earlier messages back.
    let wantsReasoning: Bool
    /// Tells whether it is OpenAI itself, which answers nobody without a key.
    let isOpenAI: Bool
    /// What it calls the bound of an answer's length: OpenAI's newer models refuse the older name, and others may not
    /// know the newer one.
    let tokenLimitName: String

    /// The domains of DeepSeek and of Kimi.
    private static let reasoningDomains = [
        "deepseek.com", "moonshot.cn", "moonshot.ai", "kimi.com",
    ]

    init(baseURL: String) {
        let authority = baseURL.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" }
        let host = authority.split(separator: "@").last?.prefix { $0 != ":" }.lowercased() ?? ""
        func isWithin(_ domain: String) -> Bool { host == domain || host.hasSuffix("." + domain) }
        wantsReasoning = Self.reasoningDomains.contains(where: isWithin)
        isOpenAI = isWithin("openai.com")
        let isOpenAIsModels = isOpenAI || isWithin("openai.azure.com")
        tokenLimitName = isOpenAIsModels ? "max_completion_tokens" : "max_tokens"
    }
}
