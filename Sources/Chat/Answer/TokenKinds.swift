// What an answer's tokens are paid for.

/// Tokens by what they are paid for; none is counted twice.
public struct TokenKinds: Sendable, Hashable {
    /// Of the prompt, beside what caches had or took.
    public var input = 0
    /// Of the prompt, from a cache.
    public var cacheRead = 0
    /// Of the prompt, for a cache.
    public var cacheWrite = 0
    /// Of the answer, beside its reasoning.
    public var output = 0
    /// Of the answer's reasoning.
    public var reasoning = 0

    /// Creates a count of nothing.
    public init() {}
}

extension TokenUsage {
    /// The tokens by what they are paid for; untold is none.
    public var kinds: TokenKinds {
        var kinds = TokenKinds()
        let prompt = promptTokens ?? 0
        kinds.cacheRead = min(cachedPromptTokens ?? 0, prompt)
        kinds.cacheWrite = min(cacheWriteTokens ?? 0, prompt - kinds.cacheRead)
        kinds.input = prompt - kinds.cacheRead - kinds.cacheWrite
        let completion = completionTokens ?? 0
        kinds.reasoning = min(reasoningTokens ?? 0, completion)
        kinds.output = completion - kinds.reasoning
        return kinds
    }
}

extension TokenPrices {
    /// What an answer costs, to the billionth of a dollar.
    public func cost(of usage: TokenUsage) -> Cost {
        let kinds = usage.kinds
        // Dollars for a million tokens are millionths of a dollar for one.
        let millionths =
            Double(kinds.input) * input + Double(kinds.cacheRead) * cacheRead
            + Double(kinds.cacheWrite) * cacheWrite
            + (Double(kinds.output) + Double(kinds.reasoning)) * output
        let billionths = (millionths * 1000).rounded()
        return Cost(nanodollars: billionths < 1e18 ? Int(billionths) : Int(1e18))
    }
}
