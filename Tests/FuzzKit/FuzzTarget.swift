// The fuzz targets by name: what libFuzzer runs on new inputs and the tests run on those it has found.

/// A property of one reader that must hold for any bytes whatever.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// A request head.
    case head
    /// All requests of a connection.
    case connection
    /// A body in chunks.
    case chunks
    /// A stream of Server-Sent Events.
    case events
    /// A JSON text.
    case json
    /// The body of a chat request, in each contract, and of a title request.
    case request
    /// The provider's answer, in each of the client's protocols.
    case answer
    /// The provider's chunked body, up to the answer.
    case provider
    /// A credential.
    case token
    /// A configuration file.
    case settings

    /// What is wrong with what was made of an input; nil if all is right.
    public func complaint(about input: [UInt8]) -> String? {
        switch self {
        case .head: HeadProperty.complaint(about: input)
        case .connection: ConnectionProperty.complaint(about: input)
        case .chunks: ChunksProperty.complaint(about: input)
        case .events: EventsProperty.complaint(about: input)
        case .json: JSONProperty.complaint(about: input)
        case .request: RequestProperty.complaint(about: input)
        case .answer: AnswerProperty.complaint(about: input)
        case .provider: ProviderProperty.complaint(about: input)
        case .token: TokenProperty.complaint(about: input)
        case .settings: SettingsProperty.complaint(about: input)
        }
    }
}
