// What the settings of a model change in a request of OpenAI's form.

internal import Bytes
internal import JSON

extension RelayRequestReader {
    /// Judges the parameters that are bounded, and adds those that the request leaves to the server.
    func apply(
        _ policy: ModelPolicy,
        _ splices: inout [RelayRequest.Splice],
        _ body: Span<UInt8>
    ) throws(OpenAIError) {
        var isSet: Set<String> = []
        for (name, member) in parameters where policy.drops(name) {
            // As good as absent in this API, and no neighbour's comma is touched.
            splices.append(.init(range: member.range, text: Array("null".utf8)))
        }
        for (name, member) in parameters where member.kind != .null && !policy.drops(name) {
            isSet.insert(name)
            do throws(ModelPolicy.Violation) {
                try policy.check(name, body.extracting(member.range))
            } catch {
                switch error {
                case .notANumber: throw Self.refusal("'\(name)' must be a number.", name)
                case .above(let most):
                    throw Self.refusal("'\(name)' must not be above \(most.shortText).", name)
                }
            }
        }
        for parameter in policy.additions(where: isSet.contains) {
            // A null of the client's stands for what it leaves open.
            if let null = parameters.first(where: { $0.name == parameter.name })?.member {
                splices.append(.init(range: null.range, text: Array(parameter.json.utf8)))
                continue
            }
            var member = ByteBuffer()
            member.appendMember(parameter.name, json: parameter.json.utf8.span)
            member.append(ASCII.comma)
            splices.append(.init(range: start..<start, text: Array(member.bytes)))
        }
    }

    /// Puts the server's system prompt before the messages, and leaves out the client's if they do not count.
    ///
    /// - Throws: The refusal of a request that is left without messages.
    func addPrompt(
        of choice: ModelCatalog.Choice,
        _ splices: inout [RelayRequest.Splice],
        _ body: Span<UInt8>
    ) throws(OpenAIError) {
        guard let messages else { return }
        var isEmpty = false
        if !choice.policy.takesClientPrompts {
            let prompts = Self.prompts(in: body, messages.range)
            splices += prompts.ranges.map { .init(range: $0, text: []) }
            isEmpty = prompts.areAll
        }
        guard let prompt = choice.policy.systemPrompt else {
            guard !isEmpty else {
                throw Self.refusal("'messages' must hold more than system prompts.", "messages")
            }
            return
        }
        var message = ByteBuffer()
        let role = MessageConversion.systemRole(of: choice.providerModel)
        message.appendMessage(role: role, text: prompt)
        if !isEmpty { message.append(ASCII.comma) }
        let first = messages.range.lowerBound + 1
        splices.append(.init(range: first..<first, text: Array(message.bytes)))
    }

    /// The places of system prompts with the commas that go with them, in an array that is valid JSON.
    private static func prompts(
        in body: Span<UInt8>,
        _ array: Range<Int>
    ) -> (ranges: [Range<Int>], areAll: Bool) {
        var ranges: [Range<Int>] = []
        /// Where the last message ends that stays.
        var keptEnd: Int?
        /// Where the prompts begin that stand behind it.
        var runStart: Int?
        do throws(JSONError) {
            var reader = JSONReader(body.extracting(array), depthMax: JSONReader.depthLimit)
            try reader.beginArray()
            while try reader.nextElement() {
                _ = try reader.peek()
                let start = array.lowerBound + reader.position
                let isPrompt = try isPrompt(&reader)
                if isPrompt {
                    if runStart == nil { runStart = start }
                    continue
                }
                // Up to this message, the comma before it included.
                if let run = runStart { ranges.append(run..<start) }
                runStart = nil
                keptEnd = array.lowerBound + reader.position
            }
            if let run = runStart {
                ranges.append((keptEnd ?? run)..<array.lowerBound + reader.position - 1)
            }
        } catch {
            preconditionFailure("the body has been read before: \(error)")
        }
        return (ranges, keptEnd == nil)
    }

    /// Reads a message, and tells whether its role is that of a system prompt, or may be to another reader.
    private static func isPrompt(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        guard try reader.peek() == .object else {
            _ = try reader.skipValue()
            return false
        }
        var isPrompt = false
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard reader.key(key, equals: "role"), try reader.peek() == .string else {
                _ = try reader.skipValue()
                continue
            }
            let role = try reader.readString().shortText(in: reader.bytes)
            isPrompt = isPrompt || role == "system" || role == "developer"
        }
        return isPrompt
    }
}
