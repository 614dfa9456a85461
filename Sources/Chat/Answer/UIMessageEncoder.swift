// The UI message stream of the AI SDK, releases 5 to 7.

internal import Bytes
internal import JSON

/// Writes the chunks that a client of a release accepts, with no member that it would refuse.
///
/// For the oldest release these are the chunks that every client accepts.
struct UIMessageEncoder: AnswerEncoder {
    let release: SDKRelease
    /// What tells the model that is asked from all others.
    private var model = ""

    init(release: SDKRelease) {
        self.release = release
    }

    mutating func modelWillBeCalled(_ target: ModelTarget) { model = target.tag }

    private static let lines = EventStream.headLines + ["X-Vercel-AI-UI-Message-Stream: v1"]

    var headLines: [StaticString] { Self.lines }

    var isAskedAgainAfterErrors: Bool { release.sendsAgainAfterErrors }

    func start(messageID: String, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"start","messageId":""#)
        JSONString.escape(messageID, into: &output)
        output.append("\"}\n\n")
    }

    /// An output may be for a part of the message that is being continued, before any step.
    func settle(_ call: SettledCall, into output: inout ByteBuffer) {
        switch call.outcome {
        case .output(let value):
            beginCall("tool-output-available", call.id.span, into: &output)
            output.append(#","output":"#)
            output.append(value.span)
        case .invalid:
            beginCall("tool-output-error", call.id.span, into: &output)
            output.append(Self.refusalText)
        case .denied:
            // Who can deny can read this, whatever release we were told of.
            beginCall("tool-output-denied", call.id.span, into: &output)
        }
        // Releases of line 5 look for the call among those of its kind only.
        if call.isDynamic, call.outcome != .denied { output.append(#","dynamic":true"#) }
        output.append("}\n\n")
    }

    func startStep(messageID: String, into output: inout ByteBuffer) {
        output.append("data: {\"type\":\"start-step\"}\n\n")
    }

    func startText(_ part: Int, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"text-start","id":"txt-"#)
        output.appendDecimal(part)
        output.append("\"}\n\n")
    }

    func text(_ part: Int, raw: Span<UInt8>, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"text-delta","id":"txt-"#)
        output.appendDecimal(part)
        output.append(#"","delta":""#)
        output.append(raw)
        output.append("\"}\n\n")
    }

    func endText(_ part: Int, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"text-end","id":"txt-"#)
        output.appendDecimal(part)
        output.append("\"}\n\n")
    }

    func startReasoning(_ part: Int, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"reasoning-start","id":"reasoning-"#)
        output.appendDecimal(part)
        output.append("\"}\n\n")
    }

    func reasoning(_ part: Int, raw: Span<UInt8>, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"reasoning-delta","id":"reasoning-"#)
        output.appendDecimal(part)
        output.append(#"","delta":""#)
        output.append(raw)
        output.append("\"}\n\n")
    }

    func endReasoning(_ part: Int, details: Span<UInt8>, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"reasoning-end","id":"reasoning-"#)
        output.appendDecimal(part)
        output.append("\"")
        if !details.isEmpty {
            var array = ByteBuffer(minimumCapacity: details.count + 2)
            array.append(UInt8(ascii: "["))
            array.append(details)
            array.append(UInt8(ascii: "]"))
            ProviderMetadata.write("reasoningDetails", array.bytes, of: model, into: &output)
        }
        output.append("}\n\n")
    }

    func source(_ number: Int, _ source: AnswerSource, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"source-url","sourceId":"source-"#)
        output.appendDecimal(number)
        source.writeMembers(into: &output)
        output.append("\"}\n\n")
    }

    func startToolInput(_ call: ToolCall, into output: inout ByteBuffer) {
        beginNamedCall("tool-input-start", call, into: &output)
        output.append("}\n\n")
    }

    func toolInput(_ call: ToolCall, raw: Span<UInt8>, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"tool-input-delta","toolCallId":""#)
        output.append(call.id.span)
        output.append(#"","inputTextDelta":""#)
        output.append(raw)
        output.append("\"}\n\n")
    }

    /// All inputs, then all outputs, as the SDK's own server orders them.
    func toolOutcomes(_ outcomes: [ToolOutcome], into output: inout ByteBuffer) {
        for outcome in outcomes { input(of: outcome, into: &output) }
        for outcome in outcomes {
            switch outcome.verdict {
            case .leftToClient: continue
            case .accepted(_, let result):
                beginCall("tool-output-available", outcome.call.id.span, into: &output)
                output.append(#","output":"#)
                output.append(result.span)
            case .refused:
                beginCall("tool-output-error", outcome.call.id.span, into: &output)
                output.append(Self.refusalText)
            case .incomplete:
                beginCall("tool-output-error", outcome.call.id.span, into: &output)
                output.append(#","errorText":"The call was not completed.""#)
            }
            output.append("}\n\n")
        }
    }

    /// The whole input of a call that a client may act on; of another none but the fragments that it has seen.
    private func input(of outcome: ToolOutcome, into output: inout ByteBuffer) {
        let call = outcome.call
        switch outcome.verdict {
        case .accepted(let input, _), .leftToClient(let input):
            beginNamedCall("tool-input-available", call, into: &output)
            output.append(#","input":"#)
            output.append(input.span)
            if !call.extraContent.isEmpty {
                let value = call.extraContent
                ProviderMetadata.write("extraContent", value.span, of: model, into: &output)
            }
            output.append("}\n\n")
        case .refused, .incomplete:
            // Half of the releases do not take back a message with a call that has no input at all.
            if call.arguments.isEmpty { toolInput(call, raw: "{}".utf8.span, into: &output) }
        }
    }

    private static let refusalText: StaticString =
        #","errorText":"The arguments of this call were not valid.""#

    private func beginCall(
        _ type: StaticString,
        _ id: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        output.append(#"data: {"type":""#)
        output.append(type)
        output.append(#"","toolCallId":""#)
        output.append(id)
        output.append("\"")
    }

    private func beginNamedCall(
        _ type: StaticString,
        _ call: ToolCall,
        into output: inout ByteBuffer
    ) {
        beginCall(type, call.id.span, into: &output)
        output.append(#","toolName":""#)
        output.append(call.name.span)
        output.append("\"")
    }

    func finishStep(_ reason: FinishReason, usage: TokenUsage?, into output: inout ByteBuffer) {
        output.append("data: {\"type\":\"finish-step\"}\n\n")
    }

    func finish(_ ending: AnswerEnding, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"finish""#)
        if release.readsFinishReason {
            output.append(#","finishReason":""#)
            output.append(ending.reason.name)
            output.append("\"")
        }
        metadata(of: ending, into: &output)
        output.append("}\n\ndata: [DONE]\n\n")
    }

    /// What the message is to remember of its making; only what the provider told, because absent is not zero.
    ///
    /// Always there: with it a client notes even a last step that shows nothing. The reason stands here too, because
    /// all releases take it here.
    private func metadata(of ending: AnswerEnding, into output: inout ByteBuffer) {
        output.append(#","messageMetadata":{"finishReason":""#)
        output.append(ending.reason.name)
        output.append("\"")
        if let model = ending.model {
            output.append(#","model":""#)
            JSONString.escape(model, into: &output)
            output.append("\"")
        }
        // The standard one is no news.
        if ending.provider != ModelTarget.standardProvider {
            output.append(#","provider":""#)
            JSONString.escape(ending.provider, into: &output)
            output.append("\"")
        }
        if let usage = ending.usage { write(usage, into: &output) }
        if let cost = ending.cost {
            output.append(#","costUSD":"#)
            output.append(cost.dollars)
        }
        output.append("}")
    }

    private func write(_ usage: TokenUsage, into output: inout ByteBuffer) {
        output.append(#","usage":{"#)
        var isFirst = true
        count("inputTokens", usage.promptTokens, &isFirst, into: &output)
        count("outputTokens", usage.completionTokens, &isFirst, into: &output)
        count("totalTokens", usage.totalTokens, &isFirst, into: &output)
        count("cachedInputTokens", usage.cachedPromptTokens, &isFirst, into: &output)
        count("reasoningTokens", usage.reasoningTokens, &isFirst, into: &output)
        output.append("}")
    }

    /// A client notes the beginning of a step only with the next chunk that changes its message.
    func showEmptyStep(into output: inout ByteBuffer) {
        output.append("data: {\"type\":\"message-metadata\",\"messageMetadata\":{}}\n\n")
    }

    private func count(
        _ name: StaticString,
        _ count: Int?,
        _ isFirst: inout Bool,
        into output: inout ByteBuffer
    ) {
        guard let count else { return }
        output.append(isFirst ? "\"" : ",\"")
        isFirst = false
        output.append(name)
        output.append("\":")
        output.appendDecimal(count)
    }

    func fail(_ error: ChatError, into output: inout ByteBuffer) {
        // It was the server that gave up, not the model; no release shows it, but applications can tell.
        if release.readsAbortReason, error == .totalTimeout || error == .shuttingDown {
            output.append(#"data: {"type":"abort","reason":""#)
            output.append(error.sentence)
            output.append("\"}\n\n")
        }
        output.append(#"data: {"type":"error","errorText":""#)
        output.append(error.sentence)
        output.append("\"}\n\ndata: [DONE]\n\n")
    }

    func keepAlive(into output: inout ByteBuffer) {
        output.append(EventStream.keepAlive)
    }
}
