// The UI message stream of the AI SDK, releases 5 to 7.

internal import Bytes
internal import JSON

/// Writes the chunks that every client from AI SDK 5.0.0 on accepts, with no key that an older one would refuse.
struct UIMessageEncoder: AnswerEncoder {
    var contentType: StaticString { EventStream.contentType }
    var fields: [(name: StaticString, value: String)] {
        EventStream.fields + [("X-Vercel-AI-UI-Message-Stream", "v1")]
    }

    func start(messageID: String, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"start","messageId":""#)
        JSONString.escape(messageID, into: &output)
        output.append("\"}\n\n")
    }

    func startStep(into output: inout ByteBuffer) {
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

    func endReasoning(_ part: Int, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"reasoning-end","id":"reasoning-"#)
        output.appendDecimal(part)
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
    ///
    /// Before 5.0.7 clients do not know `tool-input-error`, so any other call gets an empty input and an output error.
    func toolOutcomes(_ outcomes: [ToolOutcome], into output: inout ByteBuffer) {
        for outcome in outcomes {
            beginNamedCall("tool-input-available", outcome.call, into: &output)
            output.append(#","input":"#)
            switch outcome.verdict {
            case .accepted(let input, _): output.append(input.span)
            case .refused, .incomplete: output.append("{}")
            }
            output.append("}\n\n")
        }
        for outcome in outcomes {
            switch outcome.verdict {
            case .accepted(_, let result):
                beginCall("tool-output-available", outcome.call, into: &output)
                output.append(#","output":"#)
                output.append(result.span)
            case .refused:
                beginCall("tool-output-error", outcome.call, into: &output)
                output.append(#","errorText":"The arguments of this call were not valid.""#)
            case .incomplete:
                beginCall("tool-output-error", outcome.call, into: &output)
                output.append(#","errorText":"The call was not completed.""#)
            }
            output.append("}\n\n")
        }
    }

    private func beginCall(
        _ type: StaticString,
        _ call: ToolCall,
        into output: inout ByteBuffer
    ) {
        output.append(#"data: {"type":""#)
        output.append(type)
        output.append(#"","toolCallId":""#)
        output.append(call.id.span)
        output.append("\"")
    }

    private func beginNamedCall(
        _ type: StaticString,
        _ call: ToolCall,
        into output: inout ByteBuffer
    ) {
        beginCall(type, call, into: &output)
        output.append(#","toolName":""#)
        output.append(call.name.span)
        output.append("\"")
    }

    func finishStep(into output: inout ByteBuffer) {
        output.append("data: {\"type\":\"finish-step\"}\n\n")
    }

    func finish(_ reason: FinishReason, usage: TokenUsage?, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"finish""#)
        if let usage {
            output.append(#","messageMetadata":{"usage":{"inputTokens":"#)
            output.appendDecimal(usage.promptTokens)
            output.append(#","outputTokens":"#)
            output.appendDecimal(usage.completionTokens)
            output.append(#","totalTokens":"#)
            output.appendDecimal(usage.totalTokens)
            output.append("}}")
        }
        output.append("}\n\ndata: [DONE]\n\n")
    }

    func fail(_ error: ChatError, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"error","errorText":""#)
        output.append(error.sentence)
        output.append("\"}\n\ndata: [DONE]\n\n")
    }

    func keepAlive(into output: inout ByteBuffer) {
        output.append(EventStream.keepAlive)
    }
}
