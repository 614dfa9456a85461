// The messages of a conversation as a client sends them, by where their texts stand in the
// request's body.

internal import JSON

/// All messages of a request, flat: a body of many small parts must not cost many times its size.
struct UIHistory {
    var messages: [UIMessage] = []
    var parts: [MessagePart] = []
    var toolCalls: [ToolCallPart] = []
    var files: [FilePart] = []
    /// What clients have kept for the provider, of reasoning and of calls.
    var returnedValues: [ReturnedValue] = []

    /// Adds a message of one text, which is the whole body's and not of any message's parts.
    mutating func addMessage(role: UIMessage.Role, text: JSONSlice, at index: Int) {
        let part = parts.count
        parts.append(.text(text))
        messages.insert(
            UIMessage(role: role, parts: part..<part + 1, content: nil, attachments: 0..<0),
            at: index
        )
    }
}

/// A value that a client has kept for the provider; of what it holds nothing is believed.
struct ReturnedValue {
    /// The provider's name of the model that it is of.
    let model: JSONSlice
    /// Where it stands in the body, as a JSON value.
    let range: Range<Int>
}

/// One message; its parts are a range of the history's.
struct UIMessage {
    /// Who speaks.
    enum Role { case system, user, assistant }

    let role: Role
    let parts: Range<Int>
    /// The text of a message without parts, as the AI SDK sent it before parts existed.
    let content: JSONSlice?
    /// The files beside the parts, as the AI SDK's fourth release sent them, by their indices in the history.
    let attachments: Range<Int>
}

/// One part of a message, of the kinds that mean something to a model.
enum MessagePart {
    case text(JSONSlice)
    /// What the model thought; some providers want to be told again.
    case reasoning(JSONSlice)
    /// What a provider wants back of the reasoning, by its index in the history.
    case reasoningDetails(Int)
    /// A model call begins here: what follows was not said in the same breath.
    case stepStart
    /// A call of a tool, by its index in the history.
    case toolCall(Int)
    /// A file, by its index in the history.
    case file(Int)
}

/// A call of a tool in a message, with what became of it.
struct ToolCallPart {
    /// What became of a call.
    enum Outcome {
        /// It was answered by a value; by nothing at all if nil.
        case output(BodyValue?)
        /// It failed, with a text for the model.
        case failed(JSONSlice?)
        /// The user did not allow it, perhaps for a reason.
        case denied(JSONSlice?)
        /// It is complete, but was not answered.
        case unanswered
        /// It was never completed.
        case incomplete
    }

    let id: JSONSlice
    let name: String
    /// Where the arguments stand, if they are an object.
    let arguments: Range<Int>?
    let outcome: Outcome
    /// Tells whether the client shows the call as one that is not decided yet but could be now.
    var isWaiting = false
    /// Tells whether the client has no type for the tool.
    var isDynamic = false
    /// The index of what the provider wants back with the call; none if negative, because there are many calls.
    var extraContent: Int32 = -1
}

/// A file that is part of a message.
struct FilePart {
    let mediaType: JSONSlice?
    /// A `data:` or a web address.
    let url: JSONSlice
    let name: JSONSlice?
}

/// A value of the body that was validated as JSON and not looked into.
struct BodyValue {
    let kind: JSONKind
    /// Where its text stands in the body.
    let range: Range<Int>
    private let hasEscapes: Bool
    private let isASCII: Bool
    private let needsRepair: Bool

    /// - Parameter string: The content, if the value is a string: what is between its quotation marks.
    init(kind: JSONKind, range: Range<Int>, string: JSONSlice?) {
        self.kind = kind
        self.range = range
        hasEscapes = string?.hasEscapes ?? false
        isASCII = string?.isASCII ?? true
        needsRepair = string?.needsRepair ?? false
    }

    /// Its content, if it is a string.
    var string: JSONSlice? {
        guard kind == .string else { return nil }
        return JSONSlice(
            range: range.lowerBound + 1..<range.upperBound - 1,
            hasEscapes: hasEscapes,
            isASCII: isASCII,
            needsRepair: needsRepair
        )
    }
}

extension JSONReader {
    /// Reads the next value without looking into it.
    mutating func readBodyValue() throws(JSONError) -> BodyValue {
        let kind = try peek()
        let start = position
        guard kind == .string else {
            return BodyValue(kind: kind, range: try skipValue(), string: nil)
        }
        let content = try readString()
        return BodyValue(kind: kind, range: start..<position, string: content)
    }
}
