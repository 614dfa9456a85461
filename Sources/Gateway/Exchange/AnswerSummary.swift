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
}
