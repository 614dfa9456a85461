// How an answer is written for a client: one encoder for each protocol.

public import Bytes

extension StreamProtocol {
    /// The encoder of the protocol for a client of the AI SDK's release.
    public func encoder(for release: SDKRelease) -> any AnswerEncoder {
        switch self {
        case .mamba: MambaEncoder()
        case .ui: UIMessageEncoder(release: release)
        case .data: DataStreamEncoder()
        case .text: TextEncoder()
        }
    }
}

/// Writes the facts of an answer as a client's protocol wants them.
///
/// Without state: order and identity are decided by ``AnswerMachine``. *Raw* spans are the content of a JSON string as
/// it came from the provider, still escaped and known to be valid, so they may stand between quotes as they are.
/// Everything is appended; nothing is ever left half written.
public protocol AnswerEncoder: Sendable {
    /// Lines of the response head, without their ends: the media type and what else the protocol asks for.
    var headLines: [StaticString] { get }
    /// Tells whether the protocol has no word for failure, so that only a cut connection can tell it.
    var failsByCutting: Bool { get }

    /// Tells whether clients that send by themselves do so even behind an error, for as long as all calls of the last
    /// step have outputs.
    var isAskedAgainAfterErrors: Bool { get }

    /// A model is about to be called, for what the client is to keep for it.
    mutating func modelWillBeCalled(_ target: ModelTarget)
    /// The answer begins, under an id that the client may know it by.
    func start(messageID: String, into output: inout ByteBuffer)
    /// A call of the message that the answer goes on with has got what it waited for.
    func settle(_ call: SettledCall, into output: inout ByteBuffer)
    /// A model call begins to answer; the message that it belongs to may be told again.
    func startStep(messageID: String, into output: inout ByteBuffer)
    /// A part of text begins.
    func startText(_ part: Int, into output: inout ByteBuffer)
    /// Text arrived.
    func text(_ part: Int, raw: Span<UInt8>, into output: inout ByteBuffer)
    /// A part of text is complete.
    func endText(_ part: Int, into output: inout ByteBuffer)
    /// A part of reasoning begins.
    func startReasoning(_ part: Int, into output: inout ByteBuffer)
    /// Reasoning arrived.
    func reasoning(_ part: Int, raw: Span<UInt8>, into output: inout ByteBuffer)
    /// A part of reasoning is complete.
    ///
    /// - Parameter details: What the provider wants back with it, the elements of a JSON array; empty if nothing.
    func endReasoning(_ part: Int, details: Span<UInt8>, into output: inout ByteBuffer)
    /// The model named a source of what it says; both texts are raw.
    func source(_ number: Int, _ source: AnswerSource, into output: inout ByteBuffer)
    /// The model begins to call a tool.
    func startToolInput(_ call: ToolCall, into output: inout ByteBuffer)
    /// A fragment of a call's arguments arrived.
    func toolInput(_ call: ToolCall, raw: Span<UInt8>, into output: inout ByteBuffer)
    /// What became of the calls of one answer, in the order of the calls.
    ///
    /// A client runs its own tools as soon as it is told that a call's input is available, so only calls that were
    /// completed and accepted are told so; others are told to have failed, with the arguments that came.
    func toolOutcomes(_ outcomes: [ToolOutcome], into output: inout ByteBuffer)
    /// A model call is complete.
    func finishStep(_ reason: FinishReason, usage: TokenUsage?, into output: inout ByteBuffer)
    /// The answer is complete.
    func finish(_ ending: AnswerEnding, into output: inout ByteBuffer)
    /// The client is to take note of a step that shows nothing.
    func showEmptyStep(into output: inout ByteBuffer)
    /// The answer failed; nothing comes after it.
    func fail(_ error: ChatError, into output: inout ByteBuffer)
    /// A sign of life that no client takes for content.
    func keepAlive(into output: inout ByteBuffer)
}

extension AnswerEncoder {
    /// Protocols over event streams have an event for failure.
    public var failsByCutting: Bool { false }
    /// Only some releases of one client do.
    public var isAskedAgainAfterErrors: Bool { false }
    /// Most protocols have nothing that a client keeps for a model.
    public mutating func modelWillBeCalled(_ target: ModelTarget) {}
    /// Who is not asked again needs no such step.
    public func showEmptyStep(into output: inout ByteBuffer) {}
}

/// What is known of an answer when it is complete.
public struct AnswerEnding: Sendable {
    /// Why the model stopped.
    public let reason: FinishReason
    /// What all model calls cost, if the provider told.
    public let usage: TokenUsage?
    /// The model by the provider's name, if the provider told.
    public let model: String?
    /// The provider, by the settings' name.
    public let provider: String
    /// What it cost; nil if that is not known, or not for the client.
    public let cost: Cost?
}
