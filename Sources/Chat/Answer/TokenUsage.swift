// What an answer cost, in tokens.

/// The tokens of one or more model calls as the provider counted them.
public struct TokenUsage: Hashable, Sendable {
    /// Tokens of the prompt.
    public var promptTokens = 0
    /// Tokens of the answer.
    public var completionTokens = 0
    /// All tokens.
    public var totalTokens = 0

    /// Creates a count of nothing.
    public init() {}

    /// The sum of two counts.
    public static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        var sum = TokenUsage()
        sum.promptTokens = add(left.promptTokens, right.promptTokens)
        sum.completionTokens = add(left.completionTokens, right.completionTokens)
        sum.totalTokens = add(left.totalTokens, right.totalTokens)
        return sum
    }

    /// What a provider counts is not trusted to fit.
    private static func add(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
