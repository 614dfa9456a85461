// Which protocol a chat client speaks, as far as the request's head tells.

internal import Chat
internal import HTTP

/// What a client asks for beside the conversation: the shape of the answer, and for which release of the AI SDK.
struct ClientDialect {
    /// The contract of the request's body.
    let contract: RequestContract
    /// The release of the AI SDK that the client runs, the oldest if it does not say.
    let release: SDKRelease

    /// The shape that was asked for by name.
    private let asked: StreamProtocol?

    /// Reads the query items `protocol` and `sdk` and the field `x-ai-sdk-version`.
    ///
    /// - Throws: When the protocol that is asked for does not exist. A version that makes no sense is no reason to
    ///   refuse an answer: every client can read what the oldest release can.
    ///
    /// - Parameter standard: The release of clients that do not tell theirs.
    init(_ head: RequestHead, standard: SDKRelease) throws(RequestRejection) {
        let name = head.queryItem("protocol")
        asked = name.flatMap { StreamProtocol(rawValue: $0) }
        if name != nil, asked == nil { throw .unknownProtocol }
        let version = head.queryItem("sdk") ?? head.fields.first("x-ai-sdk-version")
        release = version.flatMap { SDKRelease($0) } ?? standard
        // Whoever asks for one of the SDK's protocols sends what the SDK sends.
        contract = head.path == "/chat" || asked ?? .mamba != .mamba ? .ui : .completions
    }

    /// The shape of the answer: the one asked for by name, else the one that the request itself speaks.
    func shape(for request: ChatRequest) -> StreamProtocol {
        if let asked { return asked }
        guard request.contract == .ui else { return .mamba }
        return release < .oldest ? .data : .ui
    }
}
