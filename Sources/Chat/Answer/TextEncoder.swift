// The text of an answer and nothing else.

internal import Bytes
internal import JSON

/// Writes what the model says as plain text.
///
/// The protocol has no place for anything else: no tools are offered, nothing is sent to keep a connection alive, and
/// failure shows only in a body that is cut (RFC 9112 section 8).
struct TextEncoder: AnswerEncoder {
    var headLines: [StaticString] { EventStream.textLines }
    var failsByCutting: Bool { true }

    func text(_ part: Int, raw: Span<UInt8>, into output: inout ByteBuffer) {
        JSONString.unescape(raw, into: &output)
    }

    func start(messageID: String, into output: inout ByteBuffer) {}
    func settle(_ call: SettledCall, into output: inout ByteBuffer) {}
    func startStep(messageID: String, into output: inout ByteBuffer) {}
    func startText(_ part: Int, into output: inout ByteBuffer) {}
    func endText(_ part: Int, into output: inout ByteBuffer) {}
    func startReasoning(_ part: Int, into output: inout ByteBuffer) {}
    func reasoning(_ part: Int, raw: Span<UInt8>, into output: inout ByteBuffer) {}
    func endReasoning(_ part: Int, details: Span<UInt8>, into output: inout ByteBuffer) {}
    func source(_ number: Int, _ source: AnswerSource, into output: inout ByteBuffer) {}
    func startToolInput(_ call: ToolCall, into output: inout ByteBuffer) {}
    func toolInput(_ call: ToolCall, raw: Span<UInt8>, into output: inout ByteBuffer) {}
    func toolOutcomes(_ outcomes: [ToolOutcome], into output: inout ByteBuffer) {}
    func finishStep(_ reason: FinishReason, usage: TokenUsage?, into output: inout ByteBuffer) {}
    func finish(_ ending: AnswerEnding, into output: inout ByteBuffer) {}
    func fail(_ error: ChatError, into output: inout ByteBuffer) {}
    func keepAlive(into output: inout ByteBuffer) {}
}
