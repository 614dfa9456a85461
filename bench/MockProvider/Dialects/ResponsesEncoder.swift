// Writes answers in the words of OpenAI's Responses API.

internal import Bytes
internal import JSON

/// Encodes an answer as output items: reasoning, a message, calls of functions.
struct ResponsesEncoder: MockAnswerEncoder {
    let plan: AnswerPlan
    private let items: ResponseItems
    private let events: EventWriter
    private var sequenceNumber = 0
    private var itemCount = 0
    private var openItem: Item?
    private var hasRedacted = false
    /// The index of the item of each call that has begun.
    private var callIndexes: [Int: Int] = [:]
    private var obfuscationSeed: UInt64

    private enum Item {
        case reasoning
        case message
    }

    init(_ plan: AnswerPlan, request: MockRequest) {
        self.plan = plan
        items = ResponseItems(plan, request: request)
        events = EventWriter(wire: plan.script.wire)
        obfuscationSeed = plan.script.id
    }

    // Streams

    mutating func appendOpening(into output: inout ByteBuffer) {
        for type in ["response.created", "response.in_progress"] as [StaticString] {
            append(type, into: &output) { [items] json in
                json.object("response") { json in
                    items.writeResponse(.inProgress, to: &json)
                }
            }
        }
    }

    mutating func appendBeat(_ beat: Int, into output: inout ByteBuffer) {
        switch plan.beat(beat) {
        case .reasoning(let index):
            begin(.reasoning, into: &output)
            appendDelta(
                "response.reasoning_summary_text.delta",
                of: itemCount - 1,
                items.reasoningID,
                part: "summary_index",
                into: &output
            ) { [plan] in plan.script.appendReasoningToken(index, into: &$0) }
        case .text(let index):
            begin(.message, into: &output)
            appendDelta(
                plan.script.isRefusal ? "response.refusal.delta" : "response.output_text.delta",
                of: itemCount - 1,
                items.messageID,
                part: "content_index",
                into: &output
            ) { [plan] in plan.script.appendToken(index, as: .content, into: &$0) }
        case .call(let part): appendCall(part, into: &output)
        }
    }

    private mutating func appendCall(_ part: AnswerPlan.CallBeat, into output: inout ByteBuffer) {
        end(into: &output)
        appendRedacted(into: &output)
        let call = part.call
        if let fragment = part.fragment {
            appendDelta(
                "response.function_call_arguments.delta",
                of: callIndexes[call] ?? 0,
                items.callItemID(call),
                into: &output
            ) { [plan] in plan.appendArguments(of: call, fragment, into: &$0) }
        } else {
            callIndexes[call] = itemCount
            appendAdded(into: &output) { [items] in
                items.writeCall(call, isDone: false, to: &$0)
            }
        }
        guard part.isLast else { return }
        let index = callIndexes[call] ?? 0
        append("response.function_call_arguments.done", into: &output) { [items, plan] json in
            json.member("item_id", items.callItemID(call))
            json.member("output_index", index)
            json.member("name", plan.calls[call].name)
            json.member("arguments", plan.calls[call].arguments)
        }
        appendDone(index, into: &output) { [items] in items.writeCall(call, isDone: true, to: &$0) }
    }

    mutating func appendClosing(into output: inout ByteBuffer) {
        end(into: &output)
        appendRedacted(into: &output)
        guard plan.script.sendsDone else { return }
        let status = items.finalStatus
        append(status.event, into: &output) { [items] json in
            json.object("response") { json in items.writeResponse(status, to: &json) }
        }
    }

    mutating func appendGarbage(into output: inout ByteBuffer) {
        events.append(
            #"{"type":"response.output_text.delta","delta":"#.utf8.span,
            named: "response.output_text.delta",
            into: &output
        )
    }

    mutating func appendError(_ error: MockError, into output: inout ByteBuffer) {
        append("error", into: &output) { json in
            json.member("code", error.code ?? error.type)
            json.member("message", error.message)
            json.optionalMember("param", error.parameter)
        }
    }

    // Items

    private mutating func begin(_ item: Item, into output: inout ByteBuffer) {
        guard openItem != item else { return }
        end(into: &output)
        if item == .message { appendRedacted(into: &output) }
        openItem = item
        switch item {
        case .reasoning:
            appendAdded(into: &output) { [items] in items.writeReasoning(isDone: false, to: &$0) }
            appendPart("response.reasoning_summary_part.added", of: item, into: &output) {
                [items] in
                items.writeSummary(isDone: false, to: &$0)
            }
        case .message:
            appendAdded(into: &output) { [items] in items.writeMessage(isDone: false, to: &$0) }
            appendPart("response.content_part.added", of: item, into: &output) { [items] in
                items.writeContent(isDone: false, to: &$0)
            }
        }
    }

    /// Appends the ends of text, part and item.
    private mutating func end(into output: inout ByteBuffer) {
        guard let item = openItem else { return }
        openItem = nil
        let index = itemCount - 1
        switch item {
        case .reasoning:
            append("response.reasoning_summary_text.done", into: &output) { [items, plan] json in
                json.member("item_id", items.reasoningID)
                json.member("output_index", index)
                json.member("summary_index", 0)
                json.member("text") { plan.appendReasoning(into: &$0) }
            }
            appendPart("response.reasoning_summary_part.done", of: item, into: &output) {
                [items] in
                items.writeSummary(isDone: true, to: &$0)
            }
            appendDone(index, into: &output) { [items] in
                items.writeReasoning(isDone: true, to: &$0)
            }
        case .message:
            appendAnnotations(index, into: &output)
            appendTextDone(index, into: &output)
            appendPart("response.content_part.done", of: item, into: &output) { [items] in
                items.writeContent(isDone: true, to: &$0)
            }
            appendDone(index, into: &output) { [items] in
                items.writeMessage(isDone: true, to: &$0)
            }
        }
    }

    private mutating func appendTextDone(_ index: Int, into output: inout ByteBuffer) {
        let isRefusal = plan.script.isRefusal
        let type: StaticString =
            isRefusal ? "response.refusal.done" : "response.output_text.done"
        append(type, into: &output) { [items, plan] json in
            json.member("item_id", items.messageID)
            json.member("output_index", index)
            json.member("content_index", 0)
            json.member(isRefusal ? "refusal" : "text") { plan.appendText(into: &$0) }
            if !isRefusal { json.array("logprobs") }
        }
    }

    private mutating func appendAnnotations(_ index: Int, into output: inout ByteBuffer) {
        for citation in 0..<plan.script.citationCount {
            append("response.output_text.annotation.added", into: &output) { [items, plan] json in
                json.member("item_id", items.messageID)
                json.member("output_index", index)
                json.member("content_index", 0)
                json.member("annotation_index", citation)
                json.object("annotation") { json in
                    json.member("type", "url_citation")
                    plan.writeURLCitation(citation, to: &json)
                }
            }
        }
    }

    /// Appends the items of reasoning that show nothing, once, behind the summary.
    private mutating func appendRedacted(into output: inout ByteBuffer) {
        guard !hasRedacted else { return }
        hasRedacted = true
        for number in 0..<plan.script.redactedCount {
            let index = itemCount
            appendAdded(into: &output) { [items] in
                items.writeRedacted(number, isDone: false, to: &$0)
            }
            appendDone(index, into: &output) { [items] in
                items.writeRedacted(number, isDone: true, to: &$0)
            }
        }
    }

    // Events

    private mutating func append(
        _ type: StaticString,
        into output: inout ByteBuffer,
        _ members: (inout JSONWriter) -> Void
    ) {
        let number = sequenceNumber
        sequenceNumber += 1
        events.append(type, into: &output) { json in
            json.member("sequence_number", number)
            members(&json)
        }
    }

    /// - Parameter part: The name of the member with the part's index, or nil where there are no
    ///   parts.
    private mutating func appendDelta(
        _ type: StaticString,
        of index: Int,
        _ id: String,
        part: StaticString? = nil,
        into output: inout ByteBuffer,
        _ content: (inout ByteBuffer) -> Void
    ) {
        obfuscationSeed = MockText.mixed(obfuscationSeed, 1)
        let seed = plan.script.wire.hasObfuscation ? obfuscationSeed : nil
        append(type, into: &output) { json in
            json.member("item_id", id)
            json.member("output_index", index)
            if let part { json.member(part, 0) }
            json.member("delta", content: content)
            if type.description == "response.output_text.delta" { json.array("logprobs") }
            guard let seed else { return }
            json.member("obfuscation") { $0.appendHex(seed, width: 1 + Int(seed >> 60)) }
        }
    }

    private mutating func appendAdded(
        into output: inout ByteBuffer,
        _ item: (inout JSONWriter) -> Void
    ) {
        let index = itemCount
        itemCount += 1
        append("response.output_item.added", into: &output) { json in
            json.member("output_index", index)
            json.object("item", item)
        }
    }

    private mutating func appendDone(
        _ index: Int,
        into output: inout ByteBuffer,
        _ item: (inout JSONWriter) -> Void
    ) {
        append("response.output_item.done", into: &output) { json in
            json.member("output_index", index)
            json.object("item", item)
        }
    }

    private mutating func appendPart(
        _ type: StaticString,
        of item: Item,
        into output: inout ByteBuffer,
        _ part: (inout JSONWriter) -> Void
    ) {
        let index = itemCount - 1
        append(type, into: &output) { [items] json in
            json.member("item_id", item == .message ? items.messageID : items.reasoningID)
            json.member("output_index", index)
            json.member(item == .message ? "content_index" : "summary_index", 0)
            json.object("part", part)
        }
    }

    // Whole answers

    func appendWhole(into output: inout ByteBuffer) {
        var json = JSONWriter(appendingTo: ByteBuffer(minimumCapacity: 1024))
        json.object { json in items.writeResponse(items.finalStatus, isWhole: true, to: &json) }
        let whole = json.finish()
        output.append(whole.bytes)
    }
}
