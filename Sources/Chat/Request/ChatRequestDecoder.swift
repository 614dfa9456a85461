// Reads the body of a chat request in one pass, and judges it when all of it has been seen.

internal import Bytes
internal import JSON

/// What has been read of a chat request, and what is wrong with it.
///
/// Members may stand in any order and of equal names the last counts, so that nothing can be judged
/// before its object has ended; a body may even tell with its last member that it follows the AI
/// SDK's contract.
struct ChatRequestDecoder {
    var door: FrontDoor
    var history = UIHistory()
    var errors = RequestErrors()
    var lastID: JSONSlice?

    private var root: BodyValue?
    private var messages: Range<Int>?
    private var model: BodyValue?
    private var tools: BodyValue?
    private var clientTools: BodyValue?
    private var chatID: BodyValue?
    private var messageID: BodyValue?
    private var trigger: BodyValue?

    init(door: FrontDoor) {
        self.door = door
    }

    /// Reads the whole body.
    mutating func read(_ reader: inout JSONReader) throws(JSONError) {
        if try reader.peek() == .object {
            let start = reader.position
            try reader.beginObject()
            while let key = try reader.nextKey() { try readMember(key, &reader) }
            root = BodyValue(kind: .object, range: start..<reader.position, string: nil)
        } else {
            root = try reader.readBodyValue()
        }
        try reader.finish()
    }

    private mutating func readMember(
        _ key: JSONSlice,
        _ reader: inout JSONReader
    ) throws(JSONError) {
        switch reader.name(key) {
        case "messages":
            history = UIHistory()
            errors = RequestErrors()
            lastID = nil
            messages = try readMessages(&reader)
        case "model": model = try reader.readBodyValue()
        case "tools": tools = try reader.readBodyValue()
        case "clientTools": clientTools = try reader.readBodyValue()
        case "id": chatID = try reader.readBodyValue()
        case "messageId": messageID = try reader.readBodyValue()
        case "trigger": trigger = try reader.readBodyValue()
        default: _ = try reader.skipValue()
        }
    }

    /// The request, judged by the contract that its client turned out to follow.
    consuming func request(
        from body: Span<UInt8>,
        models: ModelCatalog
    ) throws(RequestRejection) -> ChatRequest {
        guard let root, root.kind != .null else { throw .missingBody() }
        guard root.kind == .object else { throw .notAnObject(json: body) }
        let trigger = readTrigger(in: body)
        if trigger != nil { door = .ui }

        if messages == nil { errors.add(.missing, at: [.member(.messages)], input: root.range) }
        let choice = chooseModel(among: models, in: body, root.range)
        var selected = ToolCatalog.none
        selectTools(tools, in: body, to: &selected)
        addClientTools(clientTools, in: body, to: &selected)
        let found = errors.sorted(isStrict: door == .completions)
        guard found.isEmpty, let choice else { throw .invalid(found, in: body) }
        guard !history.messages.isEmpty else { throw .noMessages }
        return ChatRequest(
            door: door,
            trigger: trigger,
            chatID: chatID?.text(in: body),
            messageID: messageID?.text(in: body),
            continuation: continuation(in: body),
            model: choice,
            tools: choice.supportsTools ? selected : .none,
            history: history
        )
    }

    private func readTrigger(in body: Span<UInt8>) -> ChatRequest.Trigger? {
        guard let text = trigger?.text(in: body) else { return nil }
        if text.hasPrefix("submit-") { return .submit }
        return text.hasPrefix("regenerate-") ? .regenerate : nil
    }

    private mutating func chooseModel(
        among models: ModelCatalog,
        in body: Span<UInt8>,
        _ root: Range<Int>
    ) -> ModelCatalog.Choice? {
        let location: [RequestError.Step] = [.member(.model)]
        guard let model, !(door == .ui && model.kind == .null) else {
            errors.add(.missing, at: location, input: root, isStrict: true)
            return models.defaultChoice
        }
        guard let id = model.text(in: body) else {
            errors.add(.string, at: location, input: model.range)
            return nil
        }
        let choice = models.choice(id)
        if choice == nil { errors.add(.modelPattern, at: location, input: model.range) }
        return choice
    }
}

extension BodyValue {
    /// The text, if the value is a string.
    func text(in body: Span<UInt8>) -> String? { string?.text(in: body) }
}

extension JSONSlice {
    /// The string itself, its escapes resolved.
    func text(in body: Span<UInt8>) -> String {
        let content = body.extracting(range)
        return hasEscapes ? JSONString.unescaped(content) : String(content)
    }
}
