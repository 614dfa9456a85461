// What can go wrong with an answer.

/// A fault of the provider.
///
/// Tokens are counted over text, reasoning and fragments of tool calls together.
public enum MockFault: Hashable, Sendable {
    /// An error with this status instead of an answer.
    case status(Int)
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
    /// An event with an error object comes after a number of tokens and ends the stream.
    case error(afterTokens: Int)

    /// The number of tokens before the fault, or nil if it comes before the response.
    var tokenCount: Int? {
        switch self {
        case .status, .silence, .close, .reset: nil
        case .drop(let count), .cut(let count), .stall(let count): count
        case .garbage(let count), .error(let count): count
        }
    }
}
