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
    /// How that one is put.
    public let firstForm: ModelCallForm
    /// The parameters that the server adds.
    private let additions: [ModelPolicy.Parameter]
    /// The tools that are offered to the model.
    public let tools: ToolCatalog

    /// Converts a chat request.
    ///
    /// - Parameters:
    ///   - body: The body that the request was decoded from.
    ///   - form: How the first model call will probably be put; nil for the first target.
    ///   - offersTools: Whether the client can be shown what tools do.
    /// - Throws: The answer to give instead, if the conversation is far longer for the provider than it came.
    public init(
        _ request: consuming ChatRequest,
        body: consuming ByteBuffer,
        form: ModelCallForm? = nil,
        offersTools: Bool = true
    ) throws(RequestRejection) {
        let parameters = request.parameters
        additions = request.model.policy.additions { name in
            parameters.contains { $0.name == name }
        }
        clientBody = body
        messages = ByteBuffer()
        let form = form ?? ModelCallForm(request.model.targets[0])
        firstForm = form
        tools = offersTools ? request.tools : .none
        chat = consume request
        var first = ByteBuffer(minimumCapacity: clientBody.count + 256)
        guard write(into: &first, form, stream: true) else { throw .conversationTooLong }
        firstBody = first
    }

    init(
        messages: consuming ByteBuffer,
        target: ModelTarget,
        parameters: [ModelPolicy.Parameter] = []
    ) {
        chat = nil
        additions = parameters
        clientBody = ByteBuffer()
        self.messages = messages
        firstForm = ModelCallForm(target, asksForUsage: false)
        tools = .none
    }

    /// The body of the next request for an answer piece by piece, with what it cost at its end.
    public mutating func nextBody(_ form: ModelCallForm) -> ByteBuffer {
        var body = ByteBuffer()
        swap(&body, &firstBody)
        if body.isEmpty || form != firstForm {
            body.removeAll()
            encodeBody(into: &body, form, stream: true)
        }
        return body
    }

    /// Appends the body of the next request to the provider.
    ///
    /// - Parameter stream: Whether the answer is wanted piece by piece.
    public func encodeBody(
        into output: inout ByteBuffer,
        _ form: ModelCallForm,
        stream: Bool
    ) {
        output.reserve(clientBody.count + messages.count + 256)
        let isWhole = write(into: &output, form, stream: stream)
        precondition(isWhole, "a conversation that is too long is refused when it is converted")
    }

    /// - Returns: Whether all of the client's messages were written.
    private func write(
        into output: inout ByteBuffer,
        _ form: ModelCallForm,
        stream: Bool
    ) -> Bool {
        output.append(#"{"messages":["#)
        let start = output.count
        if let chat {
            let isWhole = MessageConversion.append(
                messagesOf: chat,
                in: clientBody.bytes,
                form,
                to: &output
            )
            guard isWhole else { return false }
        }
        if !messages.isEmpty {
            if output.count > start { output.append(ASCII.comma) }
            output.append(messages.bytes)
        }
        output.append(#"],"model":""#)
        JSONString.escape(form.target.model, into: &output)
        output.append(#"","stream":"#)
        output.append(stream ? "true" : "false")
        if stream, form.asksForUsage {
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
    private func isMeant(_ name: String) -> Bool {
        guard name != "parallel_tool_calls" || !tools.isEmpty else { return false }
        return chat?.model.policy.drops(name) != true
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
