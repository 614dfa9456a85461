// Finds in a chat completion request the members that matter to a relay.

internal import Bytes
internal import JSON

/// What a request says about model and stream, and where.
///
/// Only members of the outermost object count; whatever is deeper is read for its validity alone.
struct RelayRequestReader {
    /// A member by its place in the body.
    struct Member {
        let keyStart: Int
        let range: Range<Int>
        let kind: JSONKind
        /// The string itself, if it is one.
        let text: String?
    }

    /// The object `stream_options`.
    private struct Options {
        /// Where its first member stands or could stand.
        let start: Int
        var isEmpty = true
        var includeUsage: Member?
        var repetitions: [RelayRequest.Splice] = []
    }

    /// The earlier ones of members that are given more than once, each to be left out.
    private var repetitions: [RelayRequest.Splice] = []
    /// Where the first member stands.
    private(set) var start = 0
    private var model: Member?
    private var stream: Member?
    private var options: Member?
    /// What is inside of the options, if they are an object.
    private var optionsContent: Options?
    private(set) var messages: Member?
    private let operation: RelayOperation
    /// What a request of another kind is about.
    private var subject: Member?
    /// The parameters of models that the settings know, as far as the body sets them.
    private(set) var parameters: [(name: String, member: Member)] = []

    let models: ModelCatalog
    private static let repetitionCountMax = 64
    private static let textByteCountMax = 4096
    /// What is wrong with the names of the outermost members, if anything is.
    private var namesFailure: MemberNames.Failure?

    /// Reads a body.
    ///
    /// - Throws: A refusal for what is no request at all.
    init(
        _ body: Span<UInt8>,
        models: ModelCatalog,
        operation: RelayOperation = .chat
    ) throws(OpenAIError) {
        self.models = models
        self.operation = operation
        do throws(JSONError) {
            var reader = JSONReader(body, depthMax: JSONReader.depthLimit)
            guard try reader.peek() == .object else {
                _ = try reader.skipValue()
                try reader.finish()
                throw JSONError(.unexpectedKind, at: 0)
            }
            try read(&reader)
            try reader.finish()
        } catch  where error.kind == .unexpectedKind {
            throw Self.refusal("The body must be a JSON object.", nil)
        } catch {
            throw Self.refusal("The body is not valid JSON: \(error).", nil)
        }
        switch namesFailure {
        case .tooMany:
            throw Self.refusal("The body has more than \(MemberNames.countMax) members.", nil)
        case .tooLong: throw Self.refusal("The body has a member with too long a name.", nil)
        case nil: break
        }
        try checkSubject(body)
        guard
            repetitions.count + (optionsContent?.repetitions.count ?? 0)
                <= Self.repetitionCountMax
        else { throw Self.refusal("The body repeats members.", nil) }
    }

    /// Refuses a request that is about nothing.
    private func checkSubject(_ body: Span<UInt8>) throws(OpenAIError) {
        guard operation == .chat else {
            guard let subject, [.string, .array].contains(subject.kind) else {
                throw Self.refusal(
                    "'\(operation.subject)' must be a string or an array.",
                    operation.subject
                )
            }
            return
        }
        guard let messages, messages.kind == .array else {
            throw Self.refusal("'messages' must be an array.", "messages")
        }
        guard !Self.isEmpty(body.extracting(messages.range)) else {
            throw Self.refusal("'messages' must not be empty.", "messages")
        }
    }

    static func refusal(_ message: String, _ param: String?) -> OpenAIError {
        OpenAIError(status: 400, message, param: param, code: "invalid_request")
    }

    /// Tells whether a valid array has no elements.
    private static func isEmpty(_ array: Span<UInt8>) -> Bool {
        var index = 1
        while array[index] <= ASCII.space { index += 1 }
        return index == array.count - 1
    }

    // Reading

    private mutating func read(_ reader: inout JSONReader) throws(JSONError) {
        var names = MemberNames()
        try reader.beginObject()
        start = reader.position
        while let key = try reader.nextKey() {
            if operation == .chat, reader.key(key, equals: "messages") {
                messages = try Self.readMember(key, &reader)
            } else if operation != .chat, key.shortText(in: reader.bytes) == operation.subject {
                subject = try Self.readMember(key, &reader)
            } else if reader.key(key, equals: "model") {
                model = try Self.readMember(key, &reader)
            } else if reader.key(key, equals: "stream") {
                stream = try Self.readMember(key, &reader)
            } else if reader.key(key, equals: "stream_options") {
                (options, optionsContent) = try Self.readOptions(key, &reader)
            } else if let name = parameterName(key, in: reader.bytes) {
                parameters.removeAll { $0.name == name }
                parameters.append((name, try Self.readMember(key, &reader)))
            } else {
                _ = try reader.skipValue()
            }
            note(key, valueEnd: reader.position, among: &names, reader.bytes)
        }
    }

    /// The name of a member that the settings know as a parameter.
    private func parameterName(_ key: JSONSlice, in body: Span<UInt8>) -> String? {
        guard !models.parameterNames.isEmpty, let name = key.shortText(in: body) else { return nil }
        return models.parameterNames.contains(name) ? name : nil
    }

    /// Notes a member, and that an earlier one of its name is to be left out.
    private mutating func note(
        _ key: JSONSlice,
        valueEnd: Int,
        among names: inout MemberNames,
        _ body: Span<UInt8>
    ) {
        // The body is read to its end even so: what is no JSON is told first.
        guard namesFailure == nil else { return }
        do throws(MemberNames.Failure) {
            guard let earlier = try names.take(key, valueEnd: valueEnd, in: body) else { return }
            Self.leaveOut(earlier, &repetitions, body)
        } catch {
            namesFailure = error
        }
    }

    /// Notes that a member is to be left out with the comma behind it.
    private static func leaveOut(
        _ member: Range<Int>,
        _ repetitions: inout [RelayRequest.Splice],
        _ body: Span<UInt8>
    ) {
        // One beyond the bound is enough to know that there are too many.
        guard repetitions.count <= repetitionCountMax else { return }
        guard let comma = body.firstIndex(of: ASCII.comma, from: member.upperBound) else {
            preconditionFailure("another member follows")
        }
        repetitions.append(.init(range: member.lowerBound..<comma + 1, text: []))
    }

    private static func readMember(
        _ key: JSONSlice,
        _ reader: inout JSONReader
    ) throws(JSONError) -> Member {
        let kind = try reader.peek()
        let range: Range<Int>
        var text: String?
        if kind == .string {
            let start = reader.position
            let content = try reader.readString()
            // What is longer is no name of a model, nor anything else that is looked at.
            text = content.range.count <= textByteCountMax ? reader.string(content) : ""
            range = start..<reader.position
        } else {
            range = try reader.skipValue()
        }
        return Member(
            keyStart: key.range.lowerBound - 1,
            range: range,
            kind: kind,
            text: text ?? (kind == .boolean ? String(reader.bytes.extracting(range)) : nil)
        )
    }

    private static func readOptions(
        _ key: JSONSlice,
        _ reader: inout JSONReader
    ) throws(JSONError) -> (Member, Options?) {
        guard try reader.peek() == .object else { return (try readMember(key, &reader), nil) }
        let start = reader.position
        try reader.beginObject()
        var options = Options(start: reader.position)
        while let inner = try reader.nextKey() {
            options.isEmpty = false
            if reader.key(inner, equals: "include_usage") {
                let member = try readMember(inner, &reader)
                replace(&options.includeUsage, with: member, &options.repetitions, reader.bytes)
            } else {
                _ = try reader.skipValue()
            }
        }
        let member = Member(
            keyStart: key.range.lowerBound - 1,
            range: start..<reader.position,
            kind: .object,
            text: nil
        )
        return (member, options)
    }

    /// Keeps the later of two members, and notes that the earlier one is to be left out with its comma.
    private static func replace(
        _ kept: inout Member?,
        with member: Member,
        _ repetitions: inout [RelayRequest.Splice],
        _ body: Span<UInt8>
    ) {
        if let earlier = kept {
            leaveOut(earlier.keyStart..<earlier.range.upperBound, &repetitions, body)
        }
        kept = member
    }

    // What it says

    /// What the body asks for, and where the provider's copy of it differs.
    ///
    /// - Throws: The refusal of what no provider would take.
    func plan(_ body: Span<UInt8>) throws(OpenAIError) -> RelayRequest.Plan {
        var plan = RelayRequest.Plan()
        plan.splices = repetitions
        plan.isStream = try flag(stream, "stream")
        let choice = try chooseModel(&plan.splices)
        plan.targets = choice.targets
        if choice.targets.count > 1 { plan.affinityKey = affinityKey(body) }
        if operation != .embeddings { try apply(choice.policy, &plan.splices, body) }
        if operation == .chat { try addPrompt(of: choice, &plan.splices, body) }
        if plan.isStream, operation == .embeddings {
            throw Self.refusal("Embeddings are not streamed.", "stream")
        }
        if plan.isStream { plan.wantsUsage = try askForUsage(&plan.splices) }
        // What is put in at a place goes before what is left out from there on.
        plan.splices.sort {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        return plan
    }

    /// How the conversation began: its messages up to the first of the user's.
    private func affinityKey(_ body: Span<UInt8>) -> [UInt8] {
        guard let messages else {
            return subject.map { Array(body.extracting($0.range)) } ?? []
        }
        var end = messages.range.upperBound
        do throws(JSONError) {
            var reader = JSONReader(
                body.extracting(messages.range),
                depthMax: JSONReader.depthLimit
            )
            try reader.beginArray()
            reading: while try reader.nextElement() {
                guard try reader.peek() == .object else {
                    _ = try reader.skipValue()
                    continue
                }
                var isUser = false
                try reader.beginObject()
                while let key = try reader.nextKey() {
                    if reader.key(key, equals: "role"), try reader.peek() == .string {
                        isUser = try reader.readString().shortText(in: reader.bytes) == "user"
                    } else {
                        _ = try reader.skipValue()
                    }
                }
                guard isUser else { continue }
                end = messages.range.lowerBound + reader.position
                break reading
            }
        } catch {
            preconditionFailure("the body has been read before: \(error)")
        }
        return Array(body.extracting(messages.range.lowerBound..<end))
    }

    private func flag(_ member: Member?, _ name: String) throws(OpenAIError) -> Bool {
        guard let member, member.kind != .null else { return false }
        guard member.kind == .boolean else {
            throw Self.refusal("'\(name)' must be true or false.", name)
        }
        return member.text == "true"
    }

    /// The provider's name of the model; notes where it must be written.
    private func chooseModel(
        _ splices: inout [RelayRequest.Splice]
    ) throws(OpenAIError) -> ModelCatalog.Choice {
        guard let model else {
            let choice = models.defaultChoice
            splices.append(
                .init(range: start..<start, text: [], modelFrame: (#""model":""#, #"","#))
            )
            return choice
        }
        let choice: ModelCatalog.Choice
        switch model.kind {
        case .null: choice = models.defaultChoice
        case .string:
            guard let known = models.relayedModel(model.text ?? "") else {
                throw .modelNotFound
            }
            choice = known
        case .object, .array, .number, .boolean:
            throw Self.refusal("'model' must be a string.", "model")
        }
        if choice.targets.contains(where: { $0.model != model.text }) {
            splices.append(.init(range: model.range, text: [], modelFrame: (#"""#, #"""#)))
        }
        return choice
    }

    /// Whether the client asks for the usage of its stream; if not, notes what asks for it in the client's place.
    private func askForUsage(_ splices: inout [RelayRequest.Splice]) throws(OpenAIError) -> Bool {
        let request = #""include_usage":true"#
        guard let options, options.kind != .null else {
            let value = "{\(request)}"
            if let options {
                splices.append(
                    .init(range: options.range, text: Array(value.utf8), asksForUsage: true)
                )
            } else {
                let member = #""stream_options":\#(value),"#
                splices.append(
                    .init(range: start..<start, text: Array(member.utf8), asksForUsage: true)
                )
            }
            return false
        }
        guard let inner = optionsContent else {
            throw Self.refusal("'stream_options' must be an object.", "stream_options")
        }
        let wants = try flag(inner.includeUsage, "stream_options.include_usage")
        splices += inner.repetitions
        guard !wants else { return true }
        if let member = inner.includeUsage {
            splices.append(.init(range: member.range, text: Array("true".utf8), asksForUsage: true))
        } else {
            let text = request + (inner.isEmpty ? "" : ",")
            splices.append(
                .init(range: inner.start..<inner.start, text: Array(text.utf8), asksForUsage: true)
            )
        }
        return false
    }
}
