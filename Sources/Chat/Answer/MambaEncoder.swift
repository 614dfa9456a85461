// The events of the original service: text-delta, tool-call, tool-result, finish, error.

internal import Bytes

/// Writes the original's events; it knows neither parts nor steps nor reasoning.
struct MambaEncoder: AnswerEncoder {
    var headLines: [StaticString] { EventStream.mambaLines }

    func start(messageID: String, into output: inout ByteBuffer) {}
    func settle(_ call: SettledCall, into output: inout ByteBuffer) {}
    func startStep(messageID: String, into output: inout ByteBuffer) {}
    func startText(_ part: Int, into output: inout ByteBuffer) {}

    func text(_ part: Int, raw: Span<UInt8>, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"text-delta","textDelta":""#)
        output.append(raw)
        output.append("\"}\n\n")
    }

    func endText(_ part: Int, into output: inout ByteBuffer) {}
    func startReasoning(_ part: Int, into output: inout ByteBuffer) {}
    func reasoning(_ part: Int, raw: Span<UInt8>, into output: inout ByteBuffer) {}
    func endReasoning(_ part: Int, details: Span<UInt8>, into output: inout ByteBuffer) {}
    func source(_ number: Int, _ source: AnswerSource, into output: inout ByteBuffer) {}
    func startToolInput(_ call: ToolCall, into output: inout ByteBuffer) {}
    func toolInput(_ call: ToolCall, raw: Span<UInt8>, into output: inout ByteBuffer) {}

    /// A call and its result follow each other; what a tool displays is its arguments.
    ///
    /// A call that is left to the client has no result yet; a refused call is not shown.
    func toolOutcomes(_ outcomes: [ToolOutcome], into output: inout ByteBuffer) {
        for outcome in outcomes {
            switch outcome.verdict {
            case .accepted(let input, _):
                call(outcome.call, input: input.span, into: &output)
                begin("tool-result", outcome.call, into: &output)
                output.append(#","result":"#)
                output.append(input.span)
                output.append("}\n\n")
            case .leftToClient(let input): call(outcome.call, input: input.span, into: &output)
            case .refused, .incomplete: continue
            }
        }
    }

    private func call(_ call: ToolCall, input: Span<UInt8>, into output: inout ByteBuffer) {
        begin("tool-call", call, into: &output)
        output.append(#","toolName":""#)
        output.append(call.name.span)
        output.append(#"","args":"#)
        output.append(input)
        output.append("}\n\n")
    }

    private func begin(_ type: StaticString, _ call: ToolCall, into output: inout ByteBuffer) {
        output.append(#"data: {"type":""#)
        output.append(type)
        output.append(#"","toolCallId":""#)
        output.append(call.id.span)
        output.append("\"")
    }

    func finishStep(_ reason: FinishReason, usage: TokenUsage?, into output: inout ByteBuffer) {}

    func finish(_ ending: AnswerEnding, into output: inout ByteBuffer) {
        output.append("data: {\"type\":\"finish\"}\n\n")
    }

    func fail(_ error: ChatError, into output: inout ByteBuffer) {
        output.append(#"data: {"type":"error","error":""#)
        output.append(error.sentence)
        output.append("\"}\n\n")
    }

    func keepAlive(into output: inout ByteBuffer) {
        output.append(EventStream.keepAlive)
    }
}
