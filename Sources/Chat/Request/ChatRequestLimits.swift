// How much one chat request may hold beside its size in bytes.

/// The bounds of a chat request: what is gathered of it costs memory by the piece, not by the byte.
public struct ChatRequestLimits: Sendable, Equatable {
    /// The most messages.
    public let messageCountMax: Int
    /// The most parts of all messages together, attachments counted.
    public let partCountMax: Int

    /// The most tools, the server's that are named and the client's that are defined each.
    ///
    /// OpenAI API reference: create chat completion, `tools`.
    static let toolCountMax = 128

    /// Creates bounds.
    public init(messageCountMax: Int = 20_000, partCountMax: Int = 20_000) {
        self.messageCountMax = messageCountMax
        self.partCountMax = partCountMax
    }
}
