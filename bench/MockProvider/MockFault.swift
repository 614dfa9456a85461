// What can go wrong with an answer.

/// A fault of the provider.
///
/// Tokens are counted over text, reasoning and fragments of tool calls together.
public enum MockFault: Hashable, Sendable {
    /// An error with this status instead of an answer.
    case status(Int)
    /// The provider's filter blocks the prompt: an error, or an answer without content, as the
    /// dialect has it.
    case blocked
    /// No answer, ever; the connection stays open.
    case silence
    /// The connection is closed before the head of the response.
    case close
    /// The connection is reset before the head of the response.
    case reset
    /// The connection is reset after a number of tokens.
    case drop(afterTokens: Int)
    /// The connection is closed in the midst of an event after a number of tokens.
    case cut(afterTokens: Int)
    /// Nothing comes after a number of tokens; the connection stays open.
    case stall(afterTokens: Int)
    /// An event that is no JSON comes after a number of tokens; the stream goes on.
    case garbage(afterTokens: Int)
    /// An event with an error object comes after a number of tokens and ends the stream; the status
    /// says which error.
    case error(afterTokens: Int, status: Int = 500)

    /// The number of tokens before the fault, or nil if it comes before the response.
    var tokenCount: Int? {
        switch self {
        case .status, .blocked, .silence, .close, .reset: nil
        case .drop(let count), .cut(let count), .stall(let count): count
        case .garbage(let count), .error(let count, _): count
        }
    }
}
