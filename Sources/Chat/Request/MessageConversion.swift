// Turns the messages of a client into the messages of OpenAI's chat completions.

internal import Bytes
internal import JSON

/// Writes the elements of the provider's `messages` array.
///
/// Whatever a client may have in its history, what comes out is a conversation that a provider
/// accepts: each tool call stands in an assistant message and is answered exactly once, right
/// behind it; no assistant message is empty; no user message is an empty list. Texts pass as they
/// stand in the body, without being unescaped and escaped again.
///
/// The two contracts differ in how the text parts of a message are joined, by a space or by
/// nothing, and in the last message: in the original's contract it is the prompt whatever its role,
/// and only its text counts.
struct MessageConversion: ~Copyable {
    let history: UIHistory
    let contract: RequestContract
    /// How a system message is called by the provider's model.
    let systemRole: StaticString
    /// Tells whether the model gets the client's system messages.
    let takesSystem: Bool
    /// Whether the provider is told what the model thought.
    let tellsReasoning: Bool
    /// Whether the model gets back what it has signed or encrypted.
    let returnsSignatures: Bool
    var output: ByteBuffer
    /// The assistant message that is being written, if one is.
    var assistant: AssistantDraft?
    /// The model that is asked.
    let target: ModelTarget
    /// What calls were told to be called with before they were answered, by their indices in the history.
    var firstArguments: [Int: Range<Int>] = [:]
    /// Tells whether something was left out because all of it would be too long.
    private(set) var isTooLong = false
    /// Where the elements begin in the output, and where its end may be at most.
    private let start: Int
    private let end: Int

    /// Converts the messages of a request, and appends them to a buffer.
    ///
    /// What a client sends in few bytes can take many when it is JSON in a string of JSON, and then again in the answer
    /// to a call; it must not become much longer than what was sent.
    ///
    /// - Parameters:
    ///   - body: The body that the request was decoded from.
    ///   - form: Who is asked, and whether the provider is told what the model thought; only the SDK's contract has it.
    /// - Returns: Whether all of it was written; if not, the request must be refused.
    static func append(
        messagesOf request: borrowing ChatRequest,
        in body: Span<UInt8>,
        _ form: ModelCallForm,
        to output: inout ByteBuffer
    ) -> Bool {
        var taken = ByteBuffer()
        swap(&taken, &output)
        if let prompt = request.model.policy.systemPrompt {
            let role = systemRole(of: form.target.model)
            taken.appendMessage(role: role, text: prompt)
            taken.append(ASCII.comma)
        }
        var conversion = MessageConversion(request, form, body, taken)
        conversion.convert(body)
        let isWhole = !conversion.isTooLong
        output = conversion.finish()
        return isWhole
    }

    private init(
        _ request: borrowing ChatRequest,
        _ form: ModelCallForm,
        _ body: Span<UInt8>,
        _ output: consuming ByteBuffer
    ) {
        history = request.history
        contract = request.contract
        tellsReasoning = form.tellsReasoning && request.contract == .ui
        returnsSignatures = form.returnsSignatures
        target = form.target
        systemRole = Self.systemRole(of: form.target.model)
        takesSystem = request.model.policy.takesClientPrompts
        start = output.count
        end = start + max(body.count / 5 * 8, Self.byteCountAlwaysAllowed)
        self.output = output
    }

    private static let byteCountAlwaysAllowed = 2 * 1024 * 1024

    private consuming func finish() -> ByteBuffer { output }

    /// Tells whether there is nothing yet.
    private var isEmpty: Bool { output.count == start }

    /// Tells whether so many bytes of a client's content may follow, and notes it if they may not.
    mutating func hasRoom(for byteCount: Int) -> Bool {
        if byteCount <= end - output.count { return true }
        isTooLong = true
        return false
    }

    /// The first models that reason know no system messages.
    static func systemRole(of model: String) -> StaticString {
        model.hasPrefix("o1-mini") || model.hasPrefix("o1-preview") ? "user" : "system"
    }

    private mutating func convert(_ body: Span<UInt8>) {
        let calls = AnswerableCalls(in: self, body)
        firstArguments = calls.firstArguments
        for (index, message) in history.messages.enumerated() {
            switch index == promptIndex ? .user : message.role {
            case .system where !takesSystem: continue
            case .system:
                closeAssistant(body)
                beginElement(role: systemRole)
                writeJoinedText(of: message, body)
                output.append("}")
            case .user:
                closeAssistant(body)
                writeUser(message, body)
            case .assistant: writeAssistant(message, calls, body)
            }
        }
        closeAssistant(body)
        // No provider takes an empty conversation.
        if isEmpty { output.append(#"{"role":"user","content":""}"#) }
    }

    /// The message that is the prompt whatever its role; none in the SDK's contract.
    var promptIndex: Int? { contract == .completions ? history.messages.count - 1 : nil }

    /// Begins an element of the array, up to its content.
    mutating func beginElement(role: StaticString) {
        if !isEmpty { output.append(ASCII.comma) }
        output.append(#"{"role":""#)
        output.append(role)
        output.append(#"","content":"#)
    }

    /// Appends text of the body inside of a string.
    mutating func appendContent(_ slice: JSONSlice, _ body: Span<UInt8>) {
        let content = body.extracting(slice.range)
        guard hasRoom(for: content.count) else { return }
        if slice.needsRepair {
            JSONString.appendRepaired(content, into: &output)
        } else {
            output.append(content)
        }
    }

    /// Appends the text parts of a message as one string.
    private mutating func writeJoinedText(of message: UIMessage, _ body: Span<UInt8>) {
        output.append(ASCII.quote)
        var isFirst = true
        for part in history.parts[message.parts] {
            guard case .text(let text) = part else { continue }
            if !isFirst, contract == .completions { output.append(ASCII.space) }
            isFirst = false
            appendContent(text, body)
        }
        if let text = contentInstead(of: message) { appendContent(text, body) }
        output.append(ASCII.quote)
    }

    /// The text of a message that has no parts to speak of, in the contract that knows such messages.
    func contentInstead(of message: UIMessage) -> JSONSlice? {
        guard contract == .ui else { return nil }
        let saysNothing = history.parts[message.parts].allSatisfy(\.isReasoning)
        return saysNothing ? message.content : nil
    }

    private mutating func writeUser(_ message: UIMessage, _ body: Span<UInt8>) {
        beginElement(role: "user")
        let hasFiles =
            hasAttachments(message)
            || history.parts[message.parts].contains { part in
                if case .file = part { true } else { false }
            }
        // What an assistant has shown is no question of the user's.
        if hasFiles, message.role == .user {
            writeParts(of: message, body)
        } else {
            writeJoinedText(of: message, body)
        }
        output.append("}")
    }

    private func hasAttachments(_ message: UIMessage) -> Bool {
        contract == .ui && !message.attachments.isEmpty
    }

    /// Appends texts and files as a list of content parts, in their order; empty texts are left
    /// out.
    private mutating func writeParts(of message: UIMessage, _ body: Span<UInt8>) {
        output.append("[")
        let start = output.count
        if let text = contentInstead(of: message), !text.range.isEmpty {
            output.append(#"{"type":"text","text":""#)
            appendContent(text, body)
            output.append(#""}"#)
        }
        for part in history.parts[message.parts] {
            switch part {
            case .text(let text) where !text.range.isEmpty:
                if output.count > start { output.append(ASCII.comma) }
                output.append(#"{"type":"text","text":""#)
                appendContent(text, body)
                output.append(#""}"#)
            case .file(let index):
                if output.count > start { output.append(ASCII.comma) }
                writeFile(history.files[index], body)
            case .text, .reasoning, .reasoningDetails, .stepStart, .toolCall: continue
            }
        }
        for file in hasAttachments(message) ? message.attachments : 0..<0 {
            if output.count > start { output.append(ASCII.comma) }
            writeFile(history.files[file], body)
        }
        output.append("]")
    }

    private mutating func writeFile(_ file: FilePart, _ body: Span<UInt8>) {
        let byteCount = file.url.range.count + (file.name?.range.count ?? 0)
        guard hasRoom(for: byteCount) else { return }
        file.write(into: &output, body, byteCountMax: end - output.count)
    }

    /// Appends a value of the body inside of a string.
    mutating func appendJSONText(_ range: Range<Int>, _ body: Span<UInt8>) {
        guard output.appendJSONText(body.extracting(range), byteCountMax: end - output.count) else {
            isTooLong = true
            return
        }
    }
}
