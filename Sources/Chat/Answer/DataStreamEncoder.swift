// The data stream of the AI SDK, release 4.

internal import Bytes
internal import JSON

/// Writes lines of a code, a colon and a JSON value.
///
/// A client ends the answer at a line that it does not know.
struct DataStreamEncoder: AnswerEncoder {
    private static let lines = EventStream.textLines + ["X-Vercel-AI-Data-Stream: v1"]

    var headLines: [StaticString] { Self.lines }

    func start(messageID: String, into output: inout ByteBuffer) {}
    func settle(_ call: SettledCall, into output: inout ByteBuffer) {}

    func startStep(messageID: String, into output: inout ByteBuffer) {
        output.append(#"f:{"messageId":""#)
        JSONString.escape(messageID, into: &output)
        output.append("\"}\n")
    }

    func startText(_ part: Int, into output: inout ByteBuffer) {}

    func text(_ part: Int, raw: Span<UInt8>, into output: inout ByteBuffer) {
        output.append("0:\"")
        output.append(raw)
        output.append("\"\n")
    }

    func endText(_ part: Int, into output: inout ByteBuffer) {}
    func startReasoning(_ part: Int, into output: inout ByteBuffer) {}

    func reasoning(_ part: Int, raw: Span<UInt8>, into output: inout ByteBuffer) {
        output.append("g:\"")
        output.append(raw)
        output.append("\"\n")
    }

    func endReasoning(_ part: Int, details: Span<UInt8>, into output: inout ByteBuffer) {}

    func source(_ number: Int, _ source: AnswerSource, into output: inout ByteBuffer) {
        output.append(#"h:{"sourceType":"url","id":"source-"#)
        output.appendDecimal(number)
        source.writeMembers(into: &output)
        output.append("\"}\n")
    }

    func startToolInput(_ call: ToolCall, into output: inout ByteBuffer) {
        begin("b", call, into: &output)
        name(of: call, into: &output)
        output.append("}\n")
    }

    func toolInput(_ call: ToolCall, raw: Span<UInt8>, into output: inout ByteBuffer) {
        begin("c", call, into: &output)
        output.append(#","argsTextDelta":""#)
        output.append(raw)
        output.append("\"}\n")
    }

    /// The protocol knows no call that failed: one without a result would stay under way for ever, so it gets a
    /// result that says what happened.
    func toolOutcomes(_ outcomes: [ToolOutcome], into output: inout ByteBuffer) {
        for outcome in outcomes {
            switch outcome.verdict {
            case .accepted(let input, _), .leftToClient(let input):
                begin("9", outcome.call, into: &output)
                name(of: outcome.call, into: &output)
                output.append(#","args":"#)
                output.append(input.span)
                output.append("}\n")
            case .refused, .incomplete:
                guard outcome.call.arguments.isEmpty else { continue }
                toolInput(outcome.call, raw: "{}".utf8.span, into: &output)
            }
        }
        for outcome in outcomes {
            switch outcome.verdict {
            case .leftToClient: continue
            case .accepted(_, let result): self.result(result.span, of: outcome.call, into: &output)
            case .refused:
                let error = #"{"error":"The arguments of this call were not valid."}"#
                self.result(error.utf8.span, of: outcome.call, into: &output)
            case .incomplete:
                let error = #"{"error":"The call was not completed."}"#
                self.result(error.utf8.span, of: outcome.call, into: &output)
            }
        }
    }

    private func result(
        _ value: Span<UInt8>,
        of call: ToolCall,
        into output: inout ByteBuffer
    ) {
        begin("a", call, into: &output)
        output.append(#","result":"#)
        output.append(value)
        output.append("}\n")
    }

    private func begin(_ code: StaticString, _ call: ToolCall, into output: inout ByteBuffer) {
        output.append(code)
        output.append(#":{"toolCallId":""#)
        output.append(call.id.span)
        output.append("\"")
    }

    private func name(of call: ToolCall, into output: inout ByteBuffer) {
        output.append(#","toolName":""#)
        output.append(call.name.span)
        output.append("\"")
    }

    func finishStep(_ reason: FinishReason, usage: TokenUsage?, into output: inout ByteBuffer) {
        output.append("e:")
        ending(reason, usage, into: &output)
        output.append(#","isContinued":false}"#)
        output.append("\n")
    }

    func finish(_ ending: AnswerEnding, into output: inout ByteBuffer) {
        output.append("d:")
        self.ending(ending.reason, ending.usage, into: &output)
        output.append("}\n")
    }

    /// A JSON object without its end.
    private func ending(
        _ reason: FinishReason,
        _ usage: TokenUsage?,
        into output: inout ByteBuffer
    ) {
        output.append(#"{"finishReason":""#)
        output.append(reason.name)
        output.append("\"")
        guard let usage, usage.promptTokens != nil || usage.completionTokens != nil else { return }
        output.append(#","usage":{"promptTokens":"#)
        count(usage.promptTokens, into: &output)
        output.append(#","completionTokens":"#)
        count(usage.completionTokens, into: &output)
        output.append("}")
    }

    /// A count; `null` is read as not a number by the SDK, which wants both members or none.
    private func count(_ count: Int?, into output: inout ByteBuffer) {
        guard let count else { return output.append("null") }
        output.appendDecimal(count)
    }

    func fail(_ error: ChatError, into output: inout ByteBuffer) {
        output.append("3:\"")
        output.append(error.sentence)
        output.append("\"\n")
    }

    /// The protocol has no comments: a list of no data is the line that changes nothing.
    func keepAlive(into output: inout ByteBuffer) {
        output.append("2:[]\n")
    }
}
