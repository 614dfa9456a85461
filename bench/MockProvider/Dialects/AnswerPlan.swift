// What one answer consists of, whatever words it is sent in.

internal import Bytes
internal import JSON

/// The parts of one answer in their order.
///
/// A beat is a reasoning token, a text token or a part of a tool call, and takes one interval;
/// which of them beat `k` is depends on script and request alone.
struct AnswerPlan {
    /// One beat.
    enum Beat {
        case reasoning(Int)
        case text(Int)
        case call(CallBeat)
    }

    /// One event of a tool call: its beginning if the fragment is nil.
    struct CallBeat {
        let call: Int
        let fragment: Range<Int>?
        /// Tells whether it is the last of its call.
        let isLast: Bool
    }

    let script: MockScript
    let model: String
    /// Seconds since 1970.
    let created: Int
    /// Tells the answers of one id apart.
    let serial: Int
    /// The rounds of tool calls before this answer.
    let roundCount: Int
    /// The tools that are called.
    let calls: [MockScript.ToolCall]
    /// The number of reasoning tokens.
    let reasoningCount: Int
    /// The number of text tokens.
    let contentCount: Int
    private let promptCount: Int
    private let callBeats: [CallBeat]
    private let isCutShort: Bool

    /// - Parameters:
    ///   - created: Seconds since 1970.
    ///   - serial: Tells the answers of one id apart.
    ///   - hasWholeCalls: Whether a call is one beat with all of its arguments.
    init(
        script: MockScript,
        request: MockRequest,
        created: Int,
        serial: Int,
        hasWholeCalls: Bool
    ) {
        self.script = script
        self.created = created
        self.serial = serial
        model = request.model
        roundCount = request.roundCount
        // Four bytes a token, as English text has them.
        promptCount = max(1, request.byteCount / 4)
        let callsTools =
            !script.isBlocked && !script.toolCalls.isEmpty && roundCount < script.toolRoundCount
        let wanted = callsTools ? script.prefaceTokenCount : script.tokenCount
        let room = script.isBlocked ? 0 : request.tokenCountMax ?? .max
        reasoningCount = min(script.reasoningTokenCount, room)
        contentCount = min(wanted, room - reasoningCount)
        isCutShort = reasoningCount < script.reasoningTokenCount || contentCount < wanted
        calls = callsTools && !isCutShort ? script.toolCalls : []
        callBeats =
            hasWholeCalls
            ? calls.indices.map { call in
                let all = 0..<script.toolCalls[call].arguments.utf8.count
                return CallBeat(call: call, fragment: all, isLast: true)
            } : calls.isEmpty ? [] : Self.callBeats(of: script)
    }

    /// The number of beats.
    var beatCount: Int { reasoningCount + contentCount + callBeats.count }

    /// Why the answer ends, in the words of chat completions.
    var finishReason: String {
        if let finishReason = script.finishReason { return finishReason }
        if script.isBlocked { return "content_filter" }
        return isCutShort ? "length" : calls.isEmpty ? "stop" : "tool_calls"
    }

    /// The numbers of tokens of the whole answer.
    var usage: MockTokenUsage {
        MockTokenUsage(
            promptCount: promptCount + script.cacheReadCount + script.cacheWriteCount,
            cacheReadCount: script.cacheReadCount,
            cacheWriteCount: script.cacheWriteCount,
            completionCount: beatCount,
            reasoningCount: reasoningCount
        )
    }

    /// What comes in beat `index`.
    func beat(_ index: Int) -> Beat {
        let content = index - reasoningCount
        guard content >= 0 else { return .reasoning(index) }
        guard content >= contentCount else { return .text(content) }
        return .call(callBeats[content - contentCount])
    }

    /// Appends all text, as the content of a JSON string.
    func appendText(into output: inout ByteBuffer) {
        for index in 0..<contentCount { script.appendToken(index, as: .content, into: &output) }
    }

    /// Appends all text of an answer without a stream, as the content of a JSON string.
    func appendWholeText(into output: inout ByteBuffer) {
        // Nobody but the title of a conversation asks the demo for an answer without a stream.
        guard script.text != .demo || script.tokenCountAsked != nil else {
            return JSONString.escape(DemoText.title, into: &output)
        }
        appendText(into: &output)
    }

    /// Appends all reasoning, as the content of a JSON string.
    func appendReasoning(into output: inout ByteBuffer) {
        for index in 0..<reasoningCount { script.appendReasoningToken(index, into: &output) }
    }

    /// Appends a fragment of a call's arguments, as the content of a JSON string.
    func appendArguments(of call: Int, _ fragment: Range<Int>, into output: inout ByteBuffer) {
        JSONString.escape(calls[call].arguments.utf8.span.extracting(fragment), into: &output)
    }

    /// The signature of the answer's reasoning, or nil if there is none.
    var signature: String? {
        guard reasoningCount > 0, script.hasSignatures else { return nil }
        return Signature.value(script.id, round: roundCount)
    }

    /// Writes a call's arguments as the object that they are, or an empty one if they are none.
    func writeArguments(of call: Int, to json: inout JSONWriter) {
        if hasObjectArguments(call) {
            json.raw(calls[call].arguments.utf8.span)
        } else {
            json.object { _ in }
        }
    }

    /// Tells whether a call's arguments are a JSON object.
    func hasObjectArguments(_ call: Int) -> Bool {
        do throws(JSONError) {
            var reader = JSONReader(calls[call].arguments.utf8.span)
            guard try reader.peek() == .object else { return false }
            _ = try reader.skipValue()
            try reader.finish()
            return true
        } catch {
            return false
        }
    }

    private static func callBeats(of script: MockScript) -> [CallBeat] {
        var lanes = script.toolCalls.indices.map { Self.beats(ofCall: $0, in: script) }
        guard script.interleavesToolCalls else { return lanes.flatMap { $0 } }
        var beats: [CallBeat] = []
        while lanes.contains(where: { !$0.isEmpty }) {
            for lane in lanes.indices where !lanes[lane].isEmpty {
                beats.append(lanes[lane].removeFirst())
            }
        }
        return beats
    }

    private static func beats(ofCall call: Int, in script: MockScript) -> [CallBeat] {
        let bytes = script.toolCalls[call].arguments.utf8.span
        var beats = [CallBeat(call: call, fragment: nil, isLast: bytes.isEmpty)]
        var start = 0
        while start < bytes.count {
            var end = min(start + script.argumentFragmentByteCount, bytes.count)
            // A character of UTF-8 must not be cut, because each fragment is a JSON string of its
            // own.
            while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
            beats.append(CallBeat(call: call, fragment: start..<end, isLast: end == bytes.count))
            start = end
        }
        return beats
    }
}
