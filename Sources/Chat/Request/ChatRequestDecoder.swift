// Reads the body of a chat request in one pass, and judges it when all of it has been seen.

internal import Bytes
internal import JSON

/// What has been read of a chat request, and what is wrong with it.
///
/// Members may stand in any order and of equal names the last counts, so that nothing can be judged
/// before its object has ended; a body may even tell with its last member that it follows the AI
/// SDK's contract.
struct ChatRequestDecoder {
    var contract: RequestContract
    var history = UIHistory()
    var errors = RequestErrors()
    var lastID: JSONSlice?
    let limits: ChatRequestLimits
    /// The parts that have been met so far, those that are forgotten counted.
    var partCount = 0

    private var root: BodyValue?
    private var messages: Range<Int>?
    private var model: BodyValue?
    private(set) var tools: ToolList?
    private(set) var clientTools: ToolList?
    private var trigger: BodyValue?
    private var system: BodyValue?
    private var prompt: BodyValue?
    /// The parameters of models that the settings know, as far as the body sets them.
    private var chatID: BodyValue?
    private var parameters: [(name: String, value: BodyValue)] = []
    private let parameterNames: Set<String>

    init(contract: RequestContract, limits: ChatRequestLimits, parameterNames: Set<String>) {
        self.contract = contract
        self.limits = limits
        self.parameterNames = parameterNames
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
        case "id": chatID = try reader.readBodyValue()
        case "tools": tools = try ToolList(.tools, &reader)
        case "clientTools": clientTools = try ToolList(.clientTools, &reader)
        case "trigger": trigger = try reader.readBodyValue()
        case "system": system = try reader.readBodyValue()
        case "prompt": prompt = try reader.readBodyValue()
        default:
            let value = try reader.readBodyValue()
            guard !parameterNames.isEmpty, let name = key.shortText(in: reader.bytes),
                parameterNames.contains(name)
            else { return }
            parameters.removeAll { $0.name == name }
            if value.kind != .null { parameters.append((name, value)) }
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
        if trigger != nil { contract = .ui }

        if messages == nil, !takePrompt() {
            errors.add(.missing, at: [.member(.messages)], input: root.range)
        }
        let choice = chooseModel(among: models, in: body, root.range)
        let parameters = choice.map { takeParameters(of: $0.policy, in: body) } ?? []
        var selected = ToolCatalog.none
        addTools(to: &selected)
        let found = errors.sorted(isStrict: contract == .completions)
        guard found.isEmpty, let choice else { throw .invalid(found, in: body) }
        guard !history.messages.isEmpty else { throw .noMessages }
        let continuation = continuation(in: body)
        if choice.policy.takesClientPrompts { takeSystem() }
        return ChatRequest(
            contract: contract,
            trigger: trigger,
            chatID: chatID?.string,
            continuation: continuation,
            model: choice,
            tools: choice.supportsTools ? selected : .none,
            parameters: parameters,
            history: history
        )
    }

    private func readTrigger(in body: Span<UInt8>) -> ChatRequest.Trigger? {
        guard let text = trigger?.shortText(in: body) else { return nil }
        if text.hasPrefix("submit-") { return .submit }
        return text.hasPrefix("regenerate-") ? .regenerate : nil
    }

    /// Takes the text that the SDK's `useCompletion` sends instead of messages as the user's one message.
    private mutating func takePrompt() -> Bool {
        guard contract == .ui, let text = prompt?.string else { return false }
        history.addMessage(role: .user, text: text, at: 0)
        return true
    }

    /// Puts the instructions that assistant-ui sends beside the messages before them.
    private mutating func takeSystem() {
        guard contract == .ui, let text = system?.string, !text.isEmpty else { return }
        history.addMessage(role: .system, text: text, at: 0)
    }

    /// The parameters that the body may set, judged; as in the original, others mean nothing.
    private mutating func takeParameters(
        of policy: ModelPolicy,
        in body: Span<UInt8>
    ) -> [(name: String, value: Range<Int>)] {
        var taken: [(name: String, value: Range<Int>)] = []
        for (name, value) in parameters where policy.requestParameters.contains(name) {
            do throws(ModelPolicy.Violation) {
                try policy.check(name, body.extracting(value.range))
                taken.append((name, value.range))
            } catch {
                let rule: RequestError.Rule =
                    switch error {
                    case .notANumber: .number
                    case .above(let most): .tooLarge(most)
                    }
                errors.add(rule, at: [.name(name)], input: value.range)
            }
        }
        return taken
    }

    private mutating func chooseModel(
        among models: ModelCatalog,
        in body: Span<UInt8>,
        _ root: Range<Int>
    ) -> ModelCatalog.Choice? {
        let location: [RequestError.Step] = [.member(.model)]
        guard let model, !(contract == .ui && model.kind == .null) else {
            errors.add(.missing, at: location, input: root, isStrict: true)
            return models.defaultChoice
        }
        guard model.kind == .string else {
            errors.add(.string, at: location, input: model.range)
            return nil
        }
        guard let id = model.shortText(in: body), let choice = models.choice(id) else {
            errors.add(.modelPattern, at: location, input: model.range)
            return nil
        }
        return choice
    }
}

extension BodyValue {
    /// The string, for a `switch` over literals; nil if the value is none.
    @_lifetime(copy body)
    func name(in body: Span<UInt8>) -> JSONName? {
        guard let string else { return nil }
        return JSONReader(body).name(string)
    }

    /// The text, if the value is a string as short as a name.
    func shortText(in body: Span<UInt8>) -> String? { string?.shortText(in: body) }
}

extension JSONSlice {
    /// The longest text of names, ids and keywords, in bytes of the body.
    private static let shortByteCountMax = 4096

    /// The string itself, its escapes resolved; nil if it is longer than any name, id or keyword.
    func shortText(in body: Span<UInt8>) -> String? {
        guard range.count <= Self.shortByteCountMax else { return nil }
        let content = body.extracting(range)
        return hasEscapes ? JSONString.unescaped(content) : String(content)
    }
}
