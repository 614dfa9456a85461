// The two contracts in which clients ask for answers.

/// The contract that a client of a chat endpoint follows.
public enum RequestContract: Sendable, Equatable {
    /// The original's `POST /chat/completions`: strict, and all errors are told at once.
    case completions
    /// The AI SDK's requests: lenient wherever releases of the SDK differ or may come to differ.
    case ui
}
