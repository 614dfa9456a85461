// The protocols that a client can ask for.

/// The shapes in which an answer can be streamed.
public enum StreamProtocol: String, CaseIterable, Sendable {
    /// The events of the original service.
    case mamba
    /// The UI message stream of the AI SDK, releases 5 to 7.
    case ui
    /// The data stream of the AI SDK, release 4.
    case data
    /// The text of the answer and nothing else.
    case text

    /// Tells whether tools can show anything in the protocol; if not, none are offered to the model.
    public var showsTools: Bool { self != .text }
}
