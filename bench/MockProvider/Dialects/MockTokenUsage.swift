// The numbers of tokens of one answer, before any provider counts them in its own way.

/// The numbers of tokens of one answer.
struct MockTokenUsage: Sendable {
    /// All tokens of the request, cached ones among them.
    let promptCount: Int
    /// The tokens of the request that were read from the provider's cache.
    let cacheReadCount: Int
    /// The tokens of the request that were written to the provider's cache.
    let cacheWriteCount: Int
    /// All tokens of the answer, those of its reasoning among them.
    let completionCount: Int
    /// The tokens of the answer's reasoning.
    let reasoningCount: Int
}
