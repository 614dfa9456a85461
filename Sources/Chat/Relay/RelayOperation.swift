// What a client of OpenAI's API asks for.

/// The endpoints of OpenAI's API whose requests are passed on.
public enum RelayOperation: Sendable, CaseIterable {
    /// A chat completion.
    case chat
    /// A completion of a text: the API that was before chats.
    case completion
    /// Vectors for texts.
    case embeddings

    /// Where the provider is asked, behind its base URL.
    public var path: String {
        switch self {
        case .chat: "/chat/completions"
        case .completion: "/completions"
        case .embeddings: "/embeddings"
        }
    }

    /// The member without which there is nothing to ask.
    var subject: String {
        switch self {
        case .chat: "messages"
        case .completion: "prompt"
        case .embeddings: "input"
        }
    }
}
