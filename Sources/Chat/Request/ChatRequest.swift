// A request for an answer to a conversation, read and found valid.

internal import Bytes
internal import JSON

/// A valid chat request.
///
/// Its messages are places in the body that it was decoded from, which must be kept until a
/// ``CompletionRequest`` has been made of them.
public struct ChatRequest: Sendable {
    /// What made a client of the AI SDK ask.
    public enum Trigger: Sendable, Equatable {
        /// A new message, or the results of tools.
        case submit
        /// The wish for another answer.
        case regenerate
    }

    /// Whose contract the client follows, as far as the body tells.
    public let contract: RequestContract
    /// What made the client ask; nil in the original's contract.
    public let trigger: Trigger?
    /// The id of the conversation, if the client gave one.
    let chatID: JSONSlice?
    /// The last message if it is the assistant's: a client of the AI SDK appends the answer to that message, and the
    /// answer must bear its id or none.
    public let continuation: Continuation?
    /// The model to ask.
    public let model: ModelCatalog.Choice
    /// The tools that the client can display and the model can call.
    public let tools: ToolCatalog

    /// The parameters that the request sets itself, with the places of their values.
    let parameters: [(name: String, value: Range<Int>)]
    let history: UIHistory

    /// How many messages there are; at least one.
    public var messageCount: Int { history.messages.count }
}

extension ChatRequest {
    /// What is the same in all requests of the conversation: its id, or else how it began.
    ///
    /// - Parameter body: The body that the request was decoded from.
    public func affinityKey(in body: Span<UInt8>) -> [UInt8] {
        guard model.targets.count > 1 else { return [] }
        if let chatID, !chatID.isEmpty { return Array(body.extracting(chatID.range)) }
        guard let first = history.messages.first(where: { $0.role == .user }) else { return [] }
        for case .text(let text) in history.parts[first.parts] {
            return Array(body.extracting(text.range))
        }
        return first.content.map { Array(body.extracting($0.range)) } ?? []
    }

    /// Reads the body of a chat request.
    ///
    /// - Parameters:
    ///   - body: The whole body, whose content type is that of JSON.
    ///   - contract: The contract of the endpoint; a body with a trigger of the AI SDK follows that of
    ///     ``RequestContract/ui``.
    ///   - models: The models that may be asked for.
    ///   - limits: How much the request may hold.
    /// - Throws: The answer to give instead.
    public init(
        _ body: Span<UInt8>,
        contract: RequestContract,
        models: ModelCatalog,
        limits: ChatRequestLimits = ChatRequestLimits()
    ) throws(RequestRejection) {
        var decoder = ChatRequestDecoder(
            contract: contract,
            limits: limits,
            parameterNames: models.parameterNames
        )
        do throws(JSONError) {
            var reader = JSONReader(body)
            try decoder.read(&reader)
        } catch {
            throw body.isEmpty ? .missingBody() : .invalid(error, in: body)
        }
        self = try (consume decoder).request(from: body, models: models)
    }
}
