// What the provider's answer means for its driver: more of it, another model call, or the end.

/// What follows from a part of the provider's answer.
public enum AnswerVerdict: Equatable, Sendable {
    /// The provider's stream continues.
    case proceed
    /// The model is called again with the results of its tools: ``AnswerMachine/appendStep(to:)``.
    case callModelAgain
    /// The model call has failed before any of its content: nothing has been written, and another one may take its
    /// place; else the answer has failed.
    case callFailed(ChatError)
    /// The answer is complete and its end has been written.
    case finished
    /// The answer has failed and its end has been written.
    case failed(ChatError)
}
