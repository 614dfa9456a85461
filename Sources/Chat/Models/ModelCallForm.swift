// How one model call is put to the target that is asked.

/// What a request body depends on beside the conversation.
public struct ModelCallForm: Sendable, Equatable {
    /// Who is asked.
    public var target: ModelTarget
    /// Whether a stream may be asked for its usage where the client has not done so.
    public var asksForUsage: Bool
    /// Whether the provider is told what the model thought, as `reasoning_content` of the assistant's messages: some
    /// providers demand it, others refuse it.
    public var tellsReasoning: Bool
    /// Whether the model gets back what it has signed or encrypted in earlier answers.
    public var returnsSignatures: Bool

    /// Creates a form.
    public init(
        _ target: ModelTarget,
        asksForUsage: Bool = true,
        tellsReasoning: Bool = false,
        returnsSignatures: Bool = true
    ) {
        self.target = target
        self.asksForUsage = asksForUsage
        self.tellsReasoning = tellsReasoning
        self.returnsSignatures = returnsSignatures
    }
}
