// The request to the provider, kept over all model calls of one answer.

public import Bytes
internal import JSON

/// The conversation so far in the provider's form, growing by what the model says and what its
/// tools answer.
///
/// It keeps the client's body and writes what the provider gets of it anew for each try: there are never more copies of
/// a long conversation than these two.
public struct CompletionRequest: ~Copyable {
    /// The client's request, whose messages stand in the body; nil if there is none.
    private let chat: ChatRequest?
    private let clientBody: ByteBuffer
    /// The elements of the `messages` array that follow those of the client's request.
    private var messages: ByteBuffer
    /// The body of the first request, until it is taken.
    private var firstBody = ByteBuffer()
    /// The parameters that the server adds.
    private let additions: [ModelPolicy.Parameter]
    /// The provider's name of the model.
    public let model: String
    /// The tools that are offered to the model.
    public let tools: ToolCatalog
    /// Tells whether the provider is told what the model thought.
    public let tellsReasoning: Bool

    /// Converts a chat request.
    ///
    /// - Parameters:
    ///   - body: The body that the request was decoded from.
    ///   - offersTools: Whether the client can be shown what tools do.
    ///   - tellsReasoning: Whether the provider is told what the model thought, as `reasoning_content` of the
    ///     assistant's messages: some providers demand it, others refuse it.
    /// - Throws: The answer to give instead, if the conversation is far longer for the provider than it came.
    public init(
        _ request: consuming ChatRequest,
        body: consuming ByteBuffer,
        offersTools: Bool = true,
        tellsReasoning: Bool = false
    ) throws(RequestRejection) {
        let parameters = request.parameters
        additions = request.model.policy.additions { name in
            parameters.contains { $0.name == name }
        }
        clientBody = body
        messages = ByteBuffer()
        model = request.model.providerModel
        tools = offersTools ? request.tools : .none
        chat = consume request
        self.tellsReasoning = tellsReasoning
        var first = ByteBuffer(minimumCapacity: clientBody.count + 256)
        guard write(into: &first, stream: true) else { throw .conversationTooLong }
        firstBody = first
    }

    init(
        messages: consuming ByteBuffer,
        model: String,
        parameters: [ModelPolicy.Parameter] = []
    ) {
        chat = nil
        additions = parameters
        clientBody = ByteBuffer()
        self.messages = messages
        self.model = model
        tools = .none
        tellsReasoning = false
    }

    /// The body of the next request for an answer piece by piece, with what it cost at its end.
    public mutating func nextBody(asksForUsage: Bool = true) -> ByteBuffer {
        var body = ByteBuffer()
        swap(&body, &firstBody)
        if body.isEmpty || !asksForUsage {
            body.removeAll()
            encodeBody(into: &body, stream: true, asksForUsage: asksForUsage)
        }
        return body
    }

    /// Appends the body of the next request to the provider.
    ///
    /// - Parameters:
    ///   - stream: Whether the answer is wanted piece by piece.
    ///   - asksForUsage: Whether a stream is to tell at its end what it cost; some providers do not know that.
    public func encodeBody(
        into output: inout ByteBuffer,
        stream: Bool,
        asksForUsage: Bool = true
    ) {
        output.reserve(clientBody.count + messages.count + 256)
        let isWhole = write(into: &output, stream: stream, asksForUsage: asksForUsage)
        precondition(isWhole, "a conversation that is too long is refused when it is converted")
    }

    /// - Returns: Whether all of the client's messages were written.
    private func write(
        into output: inout ByteBuffer,
        stream: Bool,
        asksForUsage: Bool = true
    ) -> Bool {
        output.append(#"{"messages":["#)
        let start = output.count
        if let chat {
            let isWhole = MessageConversion.append(
                messagesOf: chat,
                in: clientBody.bytes,
                tellsReasoning: tellsReasoning,
                to: &output
            )
            guard isWhole else { return false }
        }
        if !messages.isEmpty {
            if output.count > start { output.append(ASCII.comma) }
            output.append(messages.bytes)
        }
        output.append(#"],"model":""#)
        JSONString.escape(model, into: &output)
        output.append(#"","stream":"#)
        output.append(stream ? "true" : "false")
        if stream, asksForUsage {
            output.append(#","stream_options":{"include_usage":true}"#)
        }
        if !tools.isEmpty {
            output.append(#","tool_choice":"auto","tools":["#)
            tools.appendDefinitions(into: &output, clientBody.bytes)
            output.append("]")
        }
        writeParameters(into: &output)
        output.append("}")
        return true
    }

    /// Writes the parameters that the client has set, which it may, and those that the server adds.
    private func writeParameters(into output: inout ByteBuffer) {
        for (name, value) in chat?.parameters ?? [] where isMeant(name) {
            output.append(ASCII.comma)
            output.appendMember(name, json: clientBody.bytes.extracting(value))
        }
        for parameter in additions where isMeant(parameter.name) {
            output.append(ASCII.comma)
            output.appendMember(parameter.name, json: parameter.json.utf8.span)
        }
    }

    /// Providers refuse what is said of tools where none are offered.
    private func isMeant(_ name: String) -> Bool { name != "parallel_tool_calls" || !tools.isEmpty }

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
        if call.hasReadableArguments {
            JSONString.appendRepaired(call.arguments.span, into: &messages)
        } else {
            // Some providers refuse a conversation with anything else than JSON here; what was wrong with it is in the
            // answer to the call.
            messages.append("{}")
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
