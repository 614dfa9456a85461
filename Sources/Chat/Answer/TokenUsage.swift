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
        var sum = left
        sum.promptTokens += right.promptTokens
        sum.completionTokens += right.completionTokens
        sum.totalTokens += right.totalTokens
        return sum
    }
}
