// The request to the provider, kept over all model calls of one answer.

public import Bytes
internal import JSON

/// The conversation so far in the provider's form, growing by what the model says and what its
/// tools answer.
public struct CompletionRequest: ~Copyable {
    /// The elements of the `messages` array.
    private var messages: ByteBuffer
    /// The provider's name of the model.
    public let model: String
    /// The tools that are offered to the model.
    public let tools: ToolCatalog
    /// Tells whether the provider is told what the model thought.
    public let tellsReasoning: Bool

    /// Converts a chat request; after that its body is needed no more.
    ///
    /// - Parameters:
    ///   - body: The body that the request was decoded from.
    ///   - offersTools: Whether the client can be shown what tools do.
    ///   - tellsReasoning: Whether the provider is told what the model thought, as `reasoning_content` of the
    ///     assistant's messages: some providers demand it, others refuse it.
    public init(
        _ request: borrowing ChatRequest,
        body: Span<UInt8>,
        offersTools: Bool = true,
        tellsReasoning: Bool = false
    ) {
        self.init(
            messages: MessageConversion.messages(
                of: request,
                in: body,
                tellsReasoning: tellsReasoning
            ),
            model: request.model.providerModel,
            tools: offersTools ? request.tools : .none,
            tellsReasoning: tellsReasoning
        )
    }

    init(
        messages: consuming ByteBuffer,
        model: String,
        tools: ToolCatalog = .none,
        tellsReasoning: Bool = false
    ) {
        self.messages = messages
        self.model = model
        self.tools = tools
        self.tellsReasoning = tellsReasoning
    }

    /// The size of the conversation, in bytes.
    public var messagesByteCount: Int { messages.count }

    /// Appends the body of the next request to the provider.
    ///
    /// - Parameter stream: Whether the answer is wanted piece by piece, with what it cost at its
    ///   end.
    public func encodeBody(into output: inout ByteBuffer, stream: Bool) {
        output.reserve(messages.count + 256)
        output.append(#"{"messages":["#)
        output.append(messages.bytes)
        output.append(#"],"model":""#)
        JSONString.escape(model, into: &output)
        output.append(#"","stream":"#)
        if stream {
            output.append(#"true,"stream_options":{"include_usage":true}"#)
        } else {
            output.append("false")
        }
        if !tools.isEmpty {
            output.append(#","tool_choice":"auto","tools":["#)
            tools.appendDefinitions(into: &output)
            output.append("]")
        }
        output.append("}")
    }

    /// Appends what the model said in one call, and what its tools answered.
    ///
    /// Texts are the contents of JSON strings.
    ///
    /// - Parameters:
    ///   - assistantText: The text of the answer; empty if there was none.
    ///   - reasoning: What the model thought before; empty if it told nothing, or nobody is to know.
    ///   - details: The elements of `reasoning_details`, which the provider wants back; empty if there were none.
    ///   - outcomes: What became of the calls of the answer; of at least one.
    mutating func append(
        assistantText: Span<UInt8>,
        reasoning: Span<UInt8>,
        details: Span<UInt8> = Span(),
        outcomes: [ToolOutcome]
    ) {
        precondition(!outcomes.isEmpty, "without calls there is nothing to ask the model again")
        if !messages.isEmpty { messages.append(ASCII.comma) }
        messages.append(#"{"role":"assistant","content":"#)
        if assistantText.isEmpty {
            messages.append("null")
        } else {
            messages.append(ASCII.quote)
            JSONString.appendRepaired(assistantText, into: &messages)
            messages.append(ASCII.quote)
        }
        if !reasoning.isEmpty {
            messages.append(#","reasoning_content":""#)
            JSONString.appendRepaired(reasoning, into: &messages)
            messages.append(ASCII.quote)
        }
        if !details.isEmpty {
            messages.append(#","reasoning_details":["#)
            messages.append(details)
            messages.append("]")
        }
        messages.append(#","tool_calls":["#)
        for (index, outcome) in outcomes.enumerated() {
            if index > 0 { messages.append(ASCII.comma) }
            append(outcome.call)
        }
        messages.append("]}")
        for outcome in outcomes {
            messages.append(#",{"role":"tool","tool_call_id":""#)
            JSONString.appendRepaired(outcome.call.id.span, into: &messages)
            messages.append(#"","content":""#)
            JSONString.escape(outcome.messageForModel, into: &messages)
            messages.append(#""}"#)
        }
    }

    private mutating func append(_ call: ToolCall) {
        messages.append(#"{"id":""#)
        JSONString.appendRepaired(call.id.span, into: &messages)
        messages.append(#"","type":"function","function":{"name":""#)
        messages.append(ToolName.accepted(JSONString.unescaped(call.name.span)))
        messages.append(#"","arguments":""#)
        // What is no JSON object many a provider refuses, and with it the whole conversation.
        if call.arguments.isEmpty {
            messages.append("{}")
        } else {
            JSONString.appendRepaired(call.arguments.span, into: &messages)
        }
        messages.append(#""}"#)
        if !call.extraContent.isEmpty {
            messages.append(#","extra_content":"#)
            let value = call.extraContent
            messages.append(value.span)
        }
        messages.append("}")
    }
}
