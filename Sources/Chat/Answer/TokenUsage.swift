// What an answer cost, in tokens.

/// The tokens of one or more model calls as the provider counted them.
public struct TokenUsage: Hashable, Sendable {
    /// Tokens of the prompt.
    public var promptTokens = 0
    /// Tokens of the answer.
    public var completionTokens = 0
    /// All tokens.
    public var totalTokens = 0
    /// Tokens of the prompt that the provider had kept from an earlier call; nil if it did not tell.
    public var cachedPromptTokens: Int?
    /// Tokens of the answer that the model spent on thinking; nil if the provider did not tell.
    public var reasoningTokens: Int?

    /// Creates a count of nothing.
    public init() {}

    /// The sum of two counts.
    public static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        var sum = TokenUsage()
        sum.promptTokens = add(left.promptTokens, right.promptTokens)
        sum.completionTokens = add(left.completionTokens, right.completionTokens)
        sum.totalTokens = add(left.totalTokens, right.totalTokens)
        sum.cachedPromptTokens = add(left.cachedPromptTokens, right.cachedPromptTokens)
        sum.reasoningTokens = add(left.reasoningTokens, right.reasoningTokens)
        return sum
    }

    private static func add(_ left: Int?, _ right: Int?) -> Int? {
        guard let left, let right else { return left ?? right }
        return add(left, right)
    }

    /// What a provider counts is not trusted to fit.
    private static func add(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
