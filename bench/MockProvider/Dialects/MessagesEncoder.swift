// Writes answers in the words of Anthropic's Messages API.

internal import Bytes
internal import JSON

/// Encodes an answer as content blocks: thinking, redacted thinking, text, calls of tools.
struct MessagesEncoder: MockAnswerEncoder {
    let plan: AnswerPlan
    private let omitsThinking: Bool
    private let events: EventWriter
    private var blockCount = 0
    private var openBlock: Block?
    private var hasRedacted = false
    /// The index of the block of each call that has begun.
    private var callIndexes: [Int: Int] = [:]

    private enum Block {
        case thinking
        case text
    }

    init(_ plan: AnswerPlan, request: MockRequest) {
        self.plan = plan
        omitsThinking = request.omitsReasoning
        events = EventWriter(wire: plan.script.wire)
    }

    // Streams

    mutating func appendOpening(into output: inout ByteBuffer) {
        events.append("message_start", into: &output) { json in
            json.object("message") { json in
                writeHead(to: &json)
                json.array("content")
                json.nullMember("stop_reason")
                json.nullMember("stop_sequence")
                writeUsage(to: &json, outputCount: 1)
            }
        }
    }

    mutating func appendBeat(_ beat: Int, into output: inout ByteBuffer) {
        if plan.script.wire.hasComments { appendPing(into: &output) }
        switch plan.beat(beat) {
        case .reasoning(let index):
            begin(.thinking, into: &output)
            guard !omitsThinking else { return }
            appendDelta("thinking_delta", of: blockCount - 1, into: &output) { json in
                json.member("thinking") { plan.script.appendReasoningToken(index, into: &$0) }
            }
        case .text(let index):
            begin(.text, into: &output)
            appendDelta("text_delta", of: blockCount - 1, into: &output) { json in
                json.member("text") { plan.script.appendToken(index, as: .content, into: &$0) }
            }
        case .call(let part): appendCall(part, into: &output)
        }
    }

    private mutating func appendCall(_ part: AnswerPlan.CallBeat, into output: inout ByteBuffer) {
        endBlock(into: &output)
        appendRedacted(into: &output)
        if let fragment = part.fragment {
            appendDelta("input_json_delta", of: callIndexes[part.call] ?? 0, into: &output) {
                json in
                json.member("partial_json") {
                    plan.appendArguments(of: part.call, fragment, into: &$0)
                }
            }
        } else {
            let index = takeIndex()
            callIndexes[part.call] = index
            appendStart(index, into: &output) { json in
                writeCallHead(part.call, to: &json)
                json.object("input") { _ in }
            }
            // The first piece of the arguments is an empty one.
            appendDelta("input_json_delta", of: index, into: &output) { json in
                json.member("partial_json", "")
            }
        }
        if part.isLast { appendStop(callIndexes[part.call] ?? 0, into: &output) }
    }

    mutating func appendClosing(into output: inout ByteBuffer) {
        endBlock(into: &output)
        appendRedacted(into: &output)
        events.append("message_delta", into: &output) { json in
            json.object("delta") { json in writeStop(to: &json) }
            if plan.script.usage != .never {
                writeUsage(to: &json, outputCount: plan.usage.completionCount)
            }
        }
        if plan.script.sendsDone { events.append("message_stop", into: &output) { _ in } }
    }

    mutating func appendGarbage(into output: inout ByteBuffer) {
        events.append(
            #"{"type":"content_block_delta","delta":{"text":"#.utf8.span,
            named: "content_block_delta",
            into: &output
        )
    }

    mutating func appendError(_ error: MockError, into output: inout ByteBuffer) {
        let body = error.body
        events.append(body.bytes, named: "error", into: &output)
    }

    // Blocks

    private mutating func begin(_ block: Block, into output: inout ByteBuffer) {
        guard openBlock != block else { return }
        endBlock(into: &output)
        if block == .text { appendRedacted(into: &output) }
        openBlock = block
        appendStart(takeIndex(), into: &output) { json in
            switch block {
            case .thinking:
                json.member("type", "thinking")
                json.member("thinking", "")
                json.member("signature", "")
            case .text:
                json.member("type", "text")
                json.member("text", "")
            }
        }
    }

    private mutating func endBlock(into output: inout ByteBuffer) {
        guard let block = openBlock else { return }
        openBlock = nil
        let index = blockCount - 1
        switch block {
        case .thinking:
            if let signature = plan.signature {
                appendDelta("signature_delta", of: index, into: &output) { json in
                    json.member("signature", signature)
                }
            }
        case .text:
            for citation in 0..<plan.script.citationCount {
                appendDelta("citations_delta", of: index, into: &output) { json in
                    json.object("citation") { json in
                        plan.writeMessagesCitation(citation, to: &json)
                    }
                }
            }
        }
        appendStop(index, into: &output)
    }

    /// Appends the blocks that show nothing, once, behind the thinking.
    private mutating func appendRedacted(into output: inout ByteBuffer) {
        guard !hasRedacted, !plan.script.isBlocked else { return }
        hasRedacted = true
        for index in 0..<plan.script.redactedCount {
            let block = takeIndex()
            appendStart(block, into: &output) { json in writeRedacted(index, to: &json) }
            appendStop(block, into: &output)
        }
    }

    private mutating func takeIndex() -> Int {
        defer { blockCount += 1 }
        return blockCount
    }

    private func appendStart(
        _ index: Int,
        into output: inout ByteBuffer,
        _ members: (inout JSONWriter) -> Void
    ) {
        events.append("content_block_start", into: &output) { json in
            json.member("index", index)
            json.object("content_block", members)
        }
        if index == 0 { appendPing(into: &output) }
    }

    private func appendDelta(
        _ type: String,
        of index: Int,
        into output: inout ByteBuffer,
        _ members: (inout JSONWriter) -> Void
    ) {
        events.append("content_block_delta", into: &output) { json in
            json.member("index", index)
            json.object("delta") { json in
                json.member("type", type)
                members(&json)
            }
        }
    }

    private func appendStop(_ index: Int, into output: inout ByteBuffer) {
        events.append("content_block_stop", into: &output) { json in json.member("index", index) }
    }

    private func appendPing(into output: inout ByteBuffer) {
        events.append("ping", into: &output) { _ in }
    }

    // Whole answers

    func appendWhole(into output: inout ByteBuffer) {
        var json = JSONWriter(appendingTo: ByteBuffer(minimumCapacity: 1024))
        json.object { json in
            writeHead(to: &json)
            json.array("content", writeContent)
            writeStop(to: &json)
            writeUsage(to: &json, outputCount: plan.usage.completionCount)
        }
        let whole = json.finish()
        output.append(whole.bytes)
    }

    private func writeContent(_ json: inout JSONWriter) {
        if plan.reasoningCount > 0 {
            json.object { json in
                json.member("type", "thinking")
                json.member("thinking") { if !omitsThinking { plan.appendReasoning(into: &$0) } }
                json.member("signature", plan.signature ?? "")
            }
        }
        for index in 0..<(plan.script.isBlocked ? 0 : plan.script.redactedCount) {
            json.object { json in writeRedacted(index, to: &json) }
        }
        if plan.contentCount > 0 {
            json.object { json in
                json.member("type", "text")
                json.member("text") { plan.appendWholeText(into: &$0) }
                guard plan.script.citationCount > 0 else { return json.nullMember("citations") }
                json.array("citations") { json in
                    for index in 0..<plan.script.citationCount {
                        json.object { json in plan.writeMessagesCitation(index, to: &json) }
                    }
                }
            }
        }
        for call in plan.calls.indices {
            json.object { json in
                writeCallHead(call, to: &json)
                json.key("input")
                plan.writeArguments(of: call, to: &json)
            }
        }
    }

    // What streams and whole answers share

    private func writeHead(to json: inout JSONWriter) {
        json.member("id", "msg_mock_\(plan.script.id)_\(plan.serial)")
        json.member("type", "message")
        json.member("role", "assistant")
        json.member("model", plan.model)
    }

    private func writeCallHead(_ call: Int, to json: inout JSONWriter) {
        json.member("type", "tool_use")
        json.member("id", "toolu_\(plan.script.id)_\(plan.roundCount)_\(call)")
        json.member("name", plan.calls[call].name)
    }

    private func writeRedacted(_ index: Int, to json: inout JSONWriter) {
        json.member("type", "redacted_thinking")
        json.member("data", Signature.redacted(plan.script.id, round: plan.roundCount, index))
    }

    private func writeStop(to json: inout JSONWriter) {
        let reason = stopReason
        json.member("stop_reason", reason)
        json.optionalMember("stop_sequence", reason == "stop_sequence" ? "STOP" : nil)
        guard reason == "refusal" else { return }
        json.object("stop_details") { json in
            json.member("type", "refusal")
            json.member("category", "general_harms")
            json.member("explanation", "The script refuses.")
        }
    }

    private var stopReason: String {
        switch plan.finishReason {
        case "stop": plan.script.isRefusal ? "refusal" : "end_turn"
        case "length": "max_tokens"
        case "tool_calls": "tool_use"
        case "content_filter": "refusal"
        case let word: word
        }
    }

    private func writeUsage(to json: inout JSONWriter, outputCount: Int) {
        let usage = plan.usage
        json.object("usage") { json in
            // What the cache had and what it gets are counted apart.
            let uncached = usage.promptCount - usage.cacheReadCount - usage.cacheWriteCount
            json.member("input_tokens", uncached)
            json.member("cache_creation_input_tokens", usage.cacheWriteCount)
            json.member("cache_read_input_tokens", usage.cacheReadCount)
            json.object("cache_creation") { json in
                json.member("ephemeral_5m_input_tokens", usage.cacheWriteCount)
                json.member("ephemeral_1h_input_tokens", 0)
            }
            json.member("output_tokens", outputCount)
            if outputCount > 1, usage.reasoningCount > 0 {
                json.object("output_tokens_details") { json in
                    json.member("thinking_tokens", usage.reasoningCount)
                }
            }
            json.member("service_tier", "standard")
        }
    }
}
