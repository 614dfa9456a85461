// What is told of an answer once it is over.

internal import Chat

/// What is worth knowing of an answer once it is over.
struct AnswerSummary {
    var model: String?
    /// The time from the request to the first content of the answer.
    var firstToken: Duration?
    var steps = 0
    var textEvents = 0
    var attempts = 0
    var finishReason: FinishReason?
    var usage: TokenUsage?
    /// The provider that was asked last.
    var provider: String?
    /// What it cost, and whether some of it is estimated; nil where no price is known.
    var cost: (amount: Cost, isEstimate: Bool)?

    /// The same with a number of tries.
    func withAttempts(_ count: Int) -> AnswerSummary {
        var summary = self
        summary.attempts = count
        return summary
    }
}
