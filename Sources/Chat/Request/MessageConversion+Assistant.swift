// Assistant messages, with the tools that were called in them and what these answered.

internal import Bytes
internal import JSON

/// An assistant message of which more may come.
struct AssistantDraft {
    /// The length of the output before the message's content.
    let contentStart: Int
    /// The calls that belong to the message, by their indices in the history.
    var calls: [Int] = []
    /// The ids of these calls.
    var ids: Set<CallKey> = []
    /// What the model thought before it said this; none that is empty.
    var reasoning: [JSONSlice] = []
    /// What the provider wants back of it, by the indices in the history.
    var details: [Int] = []
}

/// Knows which of a history's calls the provider can be told about.
struct AnswerableCalls {
    /// The ids of calls that are answered somewhere; only made if there are calls that are not.
    private var answeredIDs: Set<CallKey> = []
    /// The arguments of answered calls that were told first in a call without an answer, by the answered ones' indices.
    private(set) var firstArguments: [Int: Range<Int>] = [:]

    init(in conversion: borrowing MessageConversion, _ body: Span<UInt8>) {
        let hasUnanswered = conversion.history.toolCalls.contains { call in
            if case .unanswered = call.outcome { true } else { false }
        }
        guard hasUnanswered else { return }
        let history = conversion.history
        var untold: [CallKey: Range<Int>] = [:]
        for (index, message) in history.messages.enumerated()
        where message.role == .assistant && index != conversion.promptIndex {
            for case .toolCall(let index) in history.parts[message.parts] {
                let call = history.toolCalls[index]
                let id = CallKey(call.id, in: body)
                if call.isAnswered {
                    answeredIDs.insert(id)
                    firstArguments[index] = untold.removeValue(forKey: id)
                } else if case .unanswered = call.outcome, untold[id] == nil {
                    untold[id] = call.arguments
                }
            }
        }
    }

    /// Tells whether a call has an answer, or can be given one.
    ///
    /// A tool that displays is answered by its own arguments, unless the same call stands elsewhere
    /// with its answer; nobody knows what another tool would have answered.
    func includes(_ call: ToolCallPart, id: CallKey) -> Bool {
        if call.isAnswered { return true }
        guard case .unanswered = call.outcome else { return false }
        return DisplayTool(named: call.name) != nil && !answeredIDs.contains(id)
    }
}

extension ToolCallPart {
    fileprivate var isAnswered: Bool {
        switch outcome {
        case .output, .failed, .denied: true
        case .unanswered, .incomplete: false
        }
    }
}

extension MessageConversion {
    /// Writes an assistant message, and what it shows to have been more than one model call as more
    /// than one.
    mutating func writeAssistant(
        _ message: UIMessage,
        _ calls: AnswerableCalls,
        _ body: Span<UInt8>
    ) {
        if let text = contentInstead(of: message) {
            return writeStep(history.parts[message.parts] + [.text(text)], calls, body)
        }
        for step in history.parts[message.parts].split(whereSeparator: \.isStepStart) {
            writeStep(step, calls, body)
        }
    }

    private mutating func writeStep(
        _ parts: ArraySlice<MessagePart>,
        _ answerable: AnswerableCalls,
        _ body: Span<UInt8>
    ) {
        // The original's clients see neighbouring answers as one; the SDK's know which were apart.
        if contract == .ui || assistant?.calls.isEmpty == false { closeAssistant(body) }
        appendText(of: parts, body)
        for case .toolCall(let index) in parts {
            let call = history.toolCalls[index]
            let id = CallKey(call.id, in: body)
            guard answerable.includes(call, id: id) else { continue }
            openAssistant()
            if assistant?.ids.insert(id).inserted == true { assistant?.calls.append(index) }
        }
        for case .reasoningDetails(let index) in parts { assistant?.details.append(index) }
        // Thoughts that led to nothing are told to nobody: no message is empty.
        guard tellsReasoning else { return }
        assistant?.reasoning = parts.compactMap(\.reasoning).filter { !$0.range.isEmpty }
    }

    private mutating func appendText(of parts: ArraySlice<MessagePart>, _ body: Span<UInt8>) {
        let texts = parts.compactMap(\.text)
        let separatorCount = contract == .completions ? max(texts.count - 1, 0) : 0
        guard separatorCount > 0 || texts.contains(where: { !$0.range.isEmpty }) else { return }
        openAssistant()
        if let assistant, output.count == assistant.contentStart {
            output.append(ASCII.quote)
        } else {
            output.append(#"\n\n"#)
        }
        for (index, text) in texts.enumerated() {
            if index > 0, separatorCount > 0 { output.append(ASCII.space) }
            appendContent(text, body)
        }
    }

    private mutating func openAssistant() {
        guard assistant == nil else { return }
        beginElement(role: "assistant")
        assistant = AssistantDraft(contentStart: output.count)
    }

    /// Ends the assistant message that is being written, and writes the answers to its calls behind
    /// it.
    mutating func closeAssistant(_ body: Span<UInt8>) {
        guard let draft = assistant else { return }
        assistant = nil
        if output.count > draft.contentStart {
            output.append(ASCII.quote)
        } else {
            output.append("null")
        }
        if !draft.reasoning.isEmpty {
            output.append(#","reasoning_content":""#)
            for text in draft.reasoning { appendContent(text, body) }
            output.append(ASCII.quote)
        }
        writeDetails(draft.details, body)
        guard !draft.calls.isEmpty else { return output.append("}") }
        output.append(#","tool_calls":["#)
        for (position, index) in draft.calls.enumerated() {
            if position > 0 { output.append(ASCII.comma) }
            writeCall(index, body)
        }
        output.append("]}")
        for index in draft.calls { writeAnswer(to: history.toolCalls[index], body) }
    }

    /// Writes what the provider wants back of the model's reasoning, in the order in which it came.
    private mutating func writeDetails(_ details: [Int], _ body: Span<UInt8>) {
        var isFirst = true
        for index in details {
            let array = returned(history.returnedValues[index], body)
            guard array.count > 2 else { continue }
            output.append(isFirst ? #","reasoning_details":["# : ",")
            isFirst = false
            output.append(array.span.extracting(1..<array.count - 1))
        }
        if !isFirst { output.append("]") }
    }

    /// A value that the client has kept, if it is for the model that is asked; else nothing.
    private mutating func returned(_ value: ReturnedValue, _ body: Span<UInt8>) -> [UInt8] {
        guard returnsSignatures, value.model.shortText(in: body) == target.tag,
            hasRoom(for: value.range.count)
        else {
            return []
        }
        return ProviderMetadata.encoded(body.extracting(value.range))
    }

    private mutating func writeCall(_ index: Int, _ body: Span<UInt8>) {
        let call = history.toolCalls[index]
        output.append(#"{"id":""#)
        appendContent(call.id, body)
        output.append(#"","type":"function","function":{"name":""#)
        output.append(ToolName.accepted(call.name))
        output.append(#"","arguments":""#)
        // The original's rule: what an answered call was told to be first.
        if let arguments = firstArguments[index] ?? call.arguments {
            appendJSONText(arguments, body)
        } else {
            output.append("{}")
        }
        output.append(#""}"#)
        if call.extraContent >= 0 {
            let value = returned(history.returnedValues[Int(call.extraContent)], body)
            if !value.isEmpty {
                output.append(#","extra_content":"#)
                output.append(value.span)
            }
        }
        output.append("}")
    }

    private mutating func writeAnswer(to call: ToolCallPart, _ body: Span<UInt8>) {
        output.append(#",{"role":"tool","tool_call_id":""#)
        appendContent(call.id, body)
        output.append(#"","content":""#)
        switch call.outcome {
        case .output(let value?):
            if let text = value.string {
                appendContent(text, body)
            } else {
                appendJSONText(value.range, body)
            }
        case .output(nil): output.append("null")
        case .failed(let text?), .denied(let text?): appendContent(text, body)
        case .failed(nil): output.append("Tool call failed.")
        case .denied(nil): output.append("Tool call execution denied.")
        case .unanswered, .incomplete:
            if let arguments = call.arguments {
                appendJSONText(arguments, body)
            } else {
                output.append("{}")
            }
        }
        output.append(#""}"#)
    }
}

extension MessagePart {
    fileprivate var isStepStart: Bool { if case .stepStart = self { true } else { false } }

    fileprivate var text: JSONSlice? { if case .text(let text) = self { text } else { nil } }

    /// Tells whether the part is of what the model thought.
    var isReasoning: Bool {
        switch self {
        case .reasoning, .reasoningDetails: true
        case .text, .stepStart, .toolCall, .file: false
        }
    }

    var reasoning: JSONSlice? { if case .reasoning(let text) = self { text } else { nil } }
}
