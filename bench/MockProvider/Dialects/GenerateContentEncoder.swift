// Writes answers in the words of the Gemini API.

internal import Bytes
internal import JSON

/// Encodes an answer as partial responses, one for each beat, in events or in one JSON array.
struct GenerateContentEncoder: MockAnswerEncoder {
    let plan: AnswerPlan
    private let isArray: Bool
    private let events: EventWriter
    private var chunkCount = 0

    init(_ plan: AnswerPlan, request: MockRequest) {
        self.plan = plan
        isArray = request.isArray
        events = EventWriter(wire: plan.script.wire)
    }

    var headLine: StaticString {
        isArray
            ? "Content-Type: application/json; charset=UTF-8" : "Content-Type: text/event-stream"
    }

    // Streams

    mutating func appendOpening(into output: inout ByteBuffer) {}

    mutating func appendBeat(_ beat: Int, into output: inout ByteBuffer) {
        let counts = (
            reasoning: min(beat + 1, plan.reasoningCount),
            content: max(0, beat + 1 - plan.reasoningCount)
        )
        let chunk = Self.encoded { json in
            writeCandidate(to: &json) { json in writePart(plan.beat(beat), to: &json) }
            writeTail(to: &json, reasoning: counts.reasoning, content: counts.content)
        }
        append(chunk.bytes, into: &output)
    }

    /// Appends the reason to end, and the signature of an answer without calls on an empty part.
    mutating func appendClosing(into output: inout ByteBuffer) {
        let chunk = Self.encoded { json in
            if plan.script.isBlocked {
                writePromptFeedback(to: &json)
            } else {
                let hasEnd = plan.script.sendsDone
                writeCandidate(to: &json, hasEnd: hasEnd) { json in
                    guard plan.calls.isEmpty else { return }
                    json.object { json in
                        json.member("text", "")
                        if let signature = plan.signature {
                            json.member("thoughtSignature", signature)
                        }
                    }
                }
            }
            writeTail(to: &json)
        }
        append(chunk.bytes, into: &output)
        if isArray { output.append("]") }
    }

    mutating func appendGarbage(into output: inout ByteBuffer) {
        append(#"{"candidates":[{"content":{"parts":[{"text":"#.utf8.span, into: &output)
    }

    mutating func appendError(_ error: MockError, into output: inout ByteBuffer) {
        let body = error.body
        guard !isArray, plan.script.wire.hasBareErrors else {
            append(body.bytes, into: &output)
            if isArray { output.append("]") }
            return
        }
        events.appendBare(body.bytes, into: &output)
    }

    private static func encoded(_ members: (inout JSONWriter) -> Void) -> ByteBuffer {
        var json = JSONWriter(appendingTo: ByteBuffer(minimumCapacity: 256))
        json.object(members)
        return json.finish()
    }

    private mutating func append(_ chunk: Span<UInt8>, into output: inout ByteBuffer) {
        let isFirst = chunkCount == 0
        chunkCount += 1
        guard isArray else { return events.append(chunk, into: &output) }
        output.append(isFirst ? "[" : ",\r\n" as StaticString)
        output.append(chunk)
    }

    // Whole answers

    func appendWhole(into output: inout ByteBuffer) {
        let whole = Self.encoded { json in
            if plan.script.isBlocked {
                writePromptFeedback(to: &json)
            } else {
                writeCandidate(to: &json, hasEnd: true, writeParts)
            }
            writeTail(to: &json)
        }
        output.append(whole.bytes)
    }

    private func writeParts(_ json: inout JSONWriter) {
        if plan.reasoningCount > 0 {
            json.object { json in
                json.member("text") { plan.appendReasoning(into: &$0) }
                json.member("thought", true)
            }
        }
        if plan.contentCount > 0 {
            json.object { json in
                json.member("text") { plan.appendWholeText(into: &$0) }
                if plan.calls.isEmpty, let signature = plan.signature {
                    json.member("thoughtSignature", signature)
                }
            }
        }
        for call in plan.calls.indices { writeCall(call, to: &json) }
    }

    // What streams and whole answers share

    private func writePart(_ beat: AnswerPlan.Beat, to json: inout JSONWriter) {
        switch beat {
        case .reasoning(let index):
            json.object { json in
                json.member("text") { plan.script.appendReasoningToken(index, into: &$0) }
                json.member("thought", true)
            }
        case .text(let index):
            json.object { json in
                json.member("text") { plan.script.appendToken(index, as: .content, into: &$0) }
            }
        case .call(let part): writeCall(part.call, to: &json)
        }
    }

    /// Writes a call's part, or nothing where the model has not made an object of its arguments.
    private func writeCall(_ call: Int, to json: inout JSONWriter) {
        guard plan.hasObjectArguments(call) else { return }
        json.object { json in
            json.object("functionCall") { json in
                if plan.script.hasCallIDs {
                    json.member("id", "call_\(plan.script.id)_\(plan.roundCount)_\(call)")
                }
                json.member("name", plan.calls[call].name)
                json.key("args")
                plan.writeArguments(of: call, to: &json)
            }
            // Of calls in parallel only the first has the signature.
            if call == 0, let signature = plan.signature {
                json.member("thoughtSignature", signature)
            }
        }
    }

    private func writeCandidate(
        to json: inout JSONWriter,
        hasEnd: Bool = false,
        _ parts: (inout JSONWriter) -> Void
    ) {
        json.array("candidates") { json in
            json.object { json in
                json.object("content") { json in
                    json.array("parts", parts)
                    json.member("role", "model")
                }
                if hasEnd { writeEnd(to: &json) }
                json.member("index", 0)
            }
        }
    }

    private func writeEnd(to json: inout JSONWriter) {
        let reason = finishReason
        json.member("finishReason", reason)
        if reason == "MALFORMED_FUNCTION_CALL" {
            json.member("finishMessage", "Malformed function call: the arguments are no object.")
        }
        if plan.script.citationCount > 0 { plan.writeGroundingMetadata(to: &json) }
    }

    private var finishReason: String {
        switch plan.finishReason {
        case "stop": plan.script.isRefusal ? "SAFETY" : "STOP"
        case "tool_calls":
            plan.calls.indices.allSatisfy(plan.hasObjectArguments)
                ? "STOP" : "MALFORMED_FUNCTION_CALL"
        case "length": "MAX_TOKENS"
        case "content_filter": "SAFETY"
        case let word: word
        }
    }

    private func writePromptFeedback(to json: inout JSONWriter) {
        json.object("promptFeedback") { json in
            json.member("blockReason", plan.script.finishReason ?? "PROHIBITED_CONTENT")
        }
    }

    private func writeTail(to json: inout JSONWriter) {
        writeTail(
            to: &json,
            reasoning: plan.reasoningCount,
            content: plan.beatCount - plan.reasoningCount
        )
    }

    /// Writes the numbers of tokens so far, and what each partial response repeats.
    private func writeTail(to json: inout JSONWriter, reasoning: Int, content: Int) {
        let usage = plan.usage
        if plan.script.usage != .never {
            json.object("usageMetadata") { json in
                json.member("promptTokenCount", usage.promptCount)
                if usage.cacheReadCount > 0 {
                    json.member("cachedContentTokenCount", usage.cacheReadCount)
                }
                // Without those of the thoughts.
                if content > 0 { json.member("candidatesTokenCount", content) }
                if reasoning > 0 { json.member("thoughtsTokenCount", reasoning) }
                json.member("totalTokenCount", usage.promptCount + reasoning + content)
            }
        }
        json.member("modelVersion", plan.model)
        json.member("responseId", "mock-\(plan.script.id)-\(plan.serial)")
    }
}
