// Calls of the message that an answer goes on with, which waited for the server.

/// A call in the client's last message that the client shows as waiting, and what it now comes to.
///
/// Such calls remain of answers that were stopped, and of approvals.
public struct SettledCall: Sendable, Equatable {
    /// What a call comes to.
    public enum Outcome: Sendable, Equatable {
        /// The tool ran; a JSON value as bytes.
        case output([UInt8])
        /// The arguments are none that the tool takes.
        case invalid
        /// The user did not allow the call.
        case denied
    }

    /// The call's id, raw: the content of a JSON string.
    let id: [UInt8]
    /// Tells whether the client knows the call as one of a tool that it has no type for.
    let isDynamic: Bool
    let outcome: Outcome
}

/// The message that an answer goes on with.
public struct Continuation: Sendable, Equatable {
    /// The message's id.
    public let messageID: String
    /// The calls of the message that have waited until now.
    public let settledCalls: [SettledCall]

    /// Creates the continuation of a message.
    public init(messageID: String, settledCalls: [SettledCall] = []) {
        self.messageID = messageID
        self.settledCalls = settledCalls
    }
}
