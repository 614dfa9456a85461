// Writes one scripted answer, beat by beat; no socket, no clock.

internal import Bytes
internal import JSON

/// Encodes the events of a stream in their order, and the whole answer of a request without a
/// stream.
///
/// A stream is an opening, a number of beats that take one interval each, and a closing. A beat is
/// a reasoning token, a text token or a fragment of a tool call; which of them beat `k` is depends
/// on the script alone.
struct MockAnswerEncoder {
    private let script: MockScript
    private let model: String
    private let created: Int
    private let roundCount: Int
    private let promptTokenCount: Int
    private let contentCount: Int
    private let toolBeats: [ToolBeat]
    private let hasUsage: Bool
    private var envelope: ChunkEnvelope

    /// One event of a tool call: its beginning if the fragment is nil.
    private struct ToolBeat {
        let call: Int
        let fragment: Range<Int>?
    }

    /// - Parameters:
    ///   - created: Seconds since 1970.
    ///   - serial: Tells the answers of one id apart.
    init(script: MockScript, request: MockCompletionRequest, created: Int, serial: Int) {
        self.script = script
        self.created = created
        model = request.model
        roundCount = request.roundCount
        // Four bytes a token, as English text has them.
        promptTokenCount = max(1, request.byteCount / 4)
        let callsTools = !script.toolCalls.isEmpty && roundCount < script.toolRoundCount
        contentCount = callsTools ? script.prefaceTokenCount : script.tokenCount
        toolBeats = callsTools ? Self.toolBeats(of: script) : []
        hasUsage = script.usage == .always || script.usage == .whenAsked && request.includesUsage
        envelope = ChunkEnvelope(
            script: script,
            model: request.model,
            created: created,
            serial: serial,
            hasUsage: hasUsage
        )
    }

    /// The number of beats.
    var beatCount: Int { script.reasoningTokenCount + contentCount + toolBeats.count }

    private var finishReason: String {
        script.finishReason ?? (toolBeats.isEmpty ? "stop" : "tool_calls")
    }

    private var usage: MockTokenUsage {
        MockTokenUsage(
            promptCount: promptTokenCount,
            completionCount: beatCount,
            reasoningCount: script.reasoningTokenCount
        )
    }

    // Streams

    /// Appends the first chunk, which names the role.
    mutating func appendOpening(into output: inout ByteBuffer) {
        envelope.beginChunk(into: &output)
        output.append("{\"role\":\"assistant\",\"content\":")
        output.append(contentCount > 0 || toolBeats.isEmpty ? "\"\"" : "null" as StaticString)
        output.append(",\"refusal\":null}")
        envelope.endChunk(into: &output)
    }

    /// Appends the chunk of one beat.
    mutating func appendBeat(_ beat: Int, into output: inout ByteBuffer) {
        envelope.beginChunk(into: &output)
        let content = beat - script.reasoningTokenCount
        if content < 0 {
            output.append("{\"reasoning_content\":\"")
            script.appendReasoningToken(beat, into: &output)
            output.append("\"}")
        } else if content < contentCount {
            output.append("{\"content\":\"")
            script.appendToken(content, as: .content, into: &output)
            output.append("\"}")
        } else {
            appendDelta(of: toolBeats[content - contentCount], into: &output)
        }
        envelope.endChunk(into: &output)
    }

    private func appendDelta(of beat: ToolBeat, into output: inout ByteBuffer) {
        let call = script.toolCalls[beat.call]
        output.append("{\"tool_calls\":[{\"index\":")
        output.appendDecimal(beat.call)
        if let fragment = beat.fragment {
            output.append(",\"function\":{\"arguments\":\"")
            JSONString.escape(call.arguments.utf8.span.extracting(fragment), into: &output)
        } else {
            output.append(",\"id\":\"")
            output.append(toolCallID(beat.call))
            output.append("\",\"type\":\"function\",\"function\":{\"name\":\"")
            JSONString.escape(call.name, into: &output)
            output.append("\",\"arguments\":\"")
        }
        output.append("\"}}]}")
    }

    /// Appends the finish reason, the numbers of tokens and the end mark, as far as the script
    /// sends them.
    mutating func appendClosing(into output: inout ByteBuffer) {
        envelope.beginChunk(into: &output)
        output.append("{}")
        envelope.endChunk(finishReason: finishReason, into: &output)
        if hasUsage { envelope.appendUsage(usage, into: &output) }
        if script.sendsDone { envelope.appendEvent("[DONE]", into: &output) }
    }

    /// Appends an event that is no JSON.
    func appendGarbage(into output: inout ByteBuffer) {
        envelope.appendEvent(
            #"{"id":"chatcmpl-mock","choices":[{"delta":{"content":"#,
            into: &output
        )
    }

    /// Appends an event with an error object.
    func appendError(into output: inout ByteBuffer) {
        envelope.appendEvent(
            """
            {"error":{"message":"The server had an error while processing your request.",\
            "type":"server_error","param":null,"code":null}}
            """,
            into: &output
        )
    }

    private func toolCallID(_ call: Int) -> String {
        "call_\(script.id)_\(roundCount)_\(call)"
    }

    private static func toolBeats(of script: MockScript) -> [ToolBeat] {
        var lanes = script.toolCalls.indices.map { Self.beats(ofCall: $0, in: script) }
        guard script.interleavesToolCalls else { return lanes.flatMap { $0 } }
        var beats: [ToolBeat] = []
        while lanes.contains(where: { !$0.isEmpty }) {
            for lane in lanes.indices where !lanes[lane].isEmpty {
                beats.append(lanes[lane].removeFirst())
            }
        }
        return beats
    }

    private static func beats(ofCall call: Int, in script: MockScript) -> [ToolBeat] {
        let bytes = script.toolCalls[call].arguments.utf8.span
        var beats = [ToolBeat(call: call, fragment: nil)]
        var start = 0
        while start < bytes.count {
            var end = min(start + script.argumentFragmentByteCount, bytes.count)
            // A character of UTF-8 must not be cut, because each fragment is a JSON string of its
            // own.
            while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
            beats.append(ToolBeat(call: call, fragment: start..<end))
            start = end
        }
        return beats
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
            created,
            model
        )
        json.key("choices")
        json.beginArray()
        writeChoice(to: &json)
        json.endArray()
        json.key("usage")
        var numbers = ByteBuffer()
        usage.append(into: &numbers)
        json.raw(numbers.bytes)
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
        writeContent(to: &json)
        json.key("refusal")
        json.null()
        if !toolBeats.isEmpty { writeToolCalls(to: &json) }
        json.endObject()
        json.key("logprobs")
        json.null()
        json.key("finish_reason")
        json.string(finishReason)
        json.endObject()
    }

    private func writeContent(to json: inout JSONWriter) {
        guard contentCount > 0 || toolBeats.isEmpty else { return json.null() }
        // Nobody but the title of a conversation asks the demo for an answer without a stream.
        guard script.text != .demo || script.tokenCountAsked != nil else {
            return json.string(DemoText.title)
        }
        var content = ByteBuffer()
        for index in 0..<contentCount { script.appendToken(index, as: .content, into: &content) }
        json.string(content: content.bytes)
    }

    private func writeToolCalls(to json: inout JSONWriter) {
        json.key("tool_calls")
        json.beginArray()
        for (index, call) in script.toolCalls.enumerated() {
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
