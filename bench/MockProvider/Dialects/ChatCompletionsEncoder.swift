// Writes answers in the words of OpenAI's chat completions.

internal import Bytes
internal import JSON

/// Encodes an answer as OpenAI's chat completions have it, or those of Azure OpenAI, which add what
/// their filter says.
struct ChatCompletionsEncoder: MockAnswerEncoder {
    let plan: AnswerPlan
    private let dialect: MockDialect
    private let hasUsage: Bool
    private var envelope: ChunkEnvelope

    init(_ plan: AnswerPlan, request: MockRequest) {
        self.plan = plan
        let usage = plan.script.usage
        hasUsage = usage == .always || usage == .whenAsked && request.includesUsage
        dialect = request.dialect
        envelope = ChunkEnvelope(plan, dialect: dialect, hasUsage: hasUsage)
    }

    /// Whether the content of the answer is text, if only an empty one.
    private var hasContent: Bool { plan.contentCount > 0 || plan.calls.isEmpty }

    // Streams

    /// Appends the first chunk, which names the role.
    mutating func appendOpening(into output: inout ByteBuffer) {
        if dialect == .azure { appendPromptFilterResults(into: &output) }
        envelope.beginChunk(into: &output)
        output.append("{\"role\":\"assistant\",\"content\":")
        output.append(hasContent ? "\"\"" : "null" as StaticString)
        output.append(",\"refusal\":null}")
        envelope.endChunk(into: &output)
    }

    private func appendPromptFilterResults(into output: inout ByteBuffer) {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.object { json in
            json.array("choices")
            json.member("created", 0)
            json.member("id", "")
            json.member("model", "")
            json.member("object", "")
            AzureFilter.writePromptResults(to: &json)
        }
        let chunk = json.finish()
        envelope.appendEvent(chunk.bytes, into: &output)
    }

    /// Appends the chunk of one beat.
    mutating func appendBeat(_ beat: Int, into output: inout ByteBuffer) {
        envelope.beginChunk(into: &output)
        switch plan.beat(beat) {
        case .reasoning(let index):
            output.append("{\"reasoning_content\":\"")
            plan.script.appendReasoningToken(index, into: &output)
            output.append("\"}")
        case .text(let index):
            output.append(plan.script.isRefusal ? "{\"refusal\":\"" : "{\"content\":\"")
            plan.script.appendToken(index, as: .content, into: &output)
            output.append("\"}")
        case .call(let part): appendDelta(of: part, into: &output)
        }
        envelope.endChunk(into: &output)
    }

    private func appendDelta(of part: AnswerPlan.CallBeat, into output: inout ByteBuffer) {
        output.append("{\"tool_calls\":[{\"index\":")
        output.appendDecimal(part.call)
        if let fragment = part.fragment {
            output.append(",\"function\":{\"arguments\":\"")
            plan.appendArguments(of: part.call, fragment, into: &output)
        } else {
            output.append(",\"id\":\"")
            output.append(toolCallID(part.call))
            output.append("\",\"type\":\"function\",\"function\":{\"name\":\"")
            JSONString.escape(plan.calls[part.call].name, into: &output)
            output.append("\",\"arguments\":\"")
        }
        output.append("\"}}]}")
    }

    /// Appends the finish reason, the numbers of tokens and the end mark, as far as the script
    /// sends them.
    mutating func appendClosing(into output: inout ByteBuffer) {
        if plan.script.citationCount > 0 { appendAnnotations(into: &output) }
        envelope.beginChunk(into: &output)
        output.append("{}")
        envelope.endChunk(finishReason: plan.finishReason, into: &output)
        if hasUsage { envelope.appendUsage(plan.usage, into: &output) }
        if plan.script.sendsDone { envelope.appendEvent("[DONE]", into: &output) }
    }

    private mutating func appendAnnotations(into output: inout ByteBuffer) {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.object { json in
            json.array("annotations") { json in plan.writeURLCitations(to: &json, isNested: true) }
        }
        let delta = json.finish()
        envelope.beginChunk(into: &output)
        output.append(delta.bytes)
        envelope.endChunk(into: &output)
    }

    /// Appends an event that is no JSON.
    mutating func appendGarbage(into output: inout ByteBuffer) {
        envelope.appendEvent(
            #"{"id":"chatcmpl-mock","choices":[{"delta":{"content":"#,
            into: &output
        )
    }

    /// Appends an event with an error object.
    mutating func appendError(_ error: MockError, into output: inout ByteBuffer) {
        let body = error.body
        envelope.appendEvent(body.bytes, into: &output)
    }

    private func toolCallID(_ call: Int) -> String {
        "call_\(plan.script.id)_\(plan.roundCount)_\(call)"
    }

    // Whole answers

    /// Appends the answer to a request without a stream.
    func appendWhole(into output: inout ByteBuffer) {
        var json = JSONWriter(appendingTo: ByteBuffer(minimumCapacity: 1024))
        json.beginObject()
        ChunkEnvelope.writeFields(
            to: &json,
            id: envelope.id,
            object: "chat.completion",
            plan.created,
            plan.model
        )
        json.key("choices")
        json.beginArray()
        writeChoice(to: &json)
        json.endArray()
        json.key("usage")
        var numbers = ByteBuffer()
        ChunkEnvelope.appendUsage(plan.usage, into: &numbers)
        json.raw(numbers.bytes)
        if dialect == .azure { AzureFilter.writePromptResults(to: &json) }
        json.endObject()
        let whole = json.finish()
        output.append(whole.bytes)
    }

    private func writeChoice(to json: inout JSONWriter) {
        json.beginObject()
        json.key("index")
        json.int(0)
        json.key("message")
        json.beginObject()
        json.key("role")
        json.string("assistant")
        json.key("content")
        if plan.script.isRefusal { json.null() } else { writeContent(to: &json) }
        json.key("refusal")
        if plan.script.isRefusal { writeContent(to: &json) } else { json.null() }
        if plan.reasoningCount > 0 {
            var reasoning = ByteBuffer()
            plan.appendReasoning(into: &reasoning)
            json.key("reasoning_content")
            json.string(content: reasoning.bytes)
        }
        if plan.script.citationCount > 0 {
            json.array("annotations") { json in plan.writeURLCitations(to: &json, isNested: true) }
        }
        if !plan.calls.isEmpty { writeToolCalls(to: &json) }
        json.endObject()
        json.key("logprobs")
        json.null()
        json.key("finish_reason")
        json.string(plan.finishReason)
        if dialect == .azure {
            json.object("content_filter_results") { json in
                AzureFilter.writeResults(to: &json, blocks: plan.finishReason == "content_filter")
            }
        }
        json.endObject()
    }

    private func writeContent(to json: inout JSONWriter) {
        guard hasContent else { return json.null() }
        var content = ByteBuffer()
        plan.appendWholeText(into: &content)
        json.string(content: content.bytes)
    }

    private func writeToolCalls(to json: inout JSONWriter) {
        json.key("tool_calls")
        json.beginArray()
        for (index, call) in plan.calls.enumerated() {
            json.beginObject()
            json.key("id")
            json.string(toolCallID(index))
            json.key("type")
            json.string("function")
            json.key("function")
            json.beginObject()
            json.key("name")
            json.string(call.name)
            json.key("arguments")
            json.string(call.arguments)
            json.endObject()
            json.endObject()
        }
        json.endArray()
    }
}
