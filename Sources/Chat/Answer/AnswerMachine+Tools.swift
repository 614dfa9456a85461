// What becomes of the tools that a model has called.

internal import Bytes
internal import JSON

extension AnswerMachine {
    /// Takes a fragment of a call, and shows it once the name is whole; returns why the answer has failed if it has.
    mutating func take(
        _ delta: ToolCallDelta,
        of event: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> ChatError? {
        closeReasoning(into: &output)
        // OpenAI takes ids of up to 40 characters.
        let id = answerID.prefix(24)
        let step = stepCount
        let place: Int?
        do throws(ToolCallAssembler.Failure) {
            place = try assembler.take(delta, of: event) { "call-\(id)-\(step)-\($0)" }
        } catch {
            failureDetail = "tool call fragments: \(error)"
            return .answerInvalid
        }
        guard let place else { return nil }
        contentBegins()
        let call = assembler.calls[place]
        guard !call.name.isEmpty, call.toldByteCount < call.arguments.count else { return nil }
        announce(place, into: &output)
        let told = assembler.tellArguments(of: place)
        if let slice = delta.arguments, call.arguments.count - told == slice.range.count {
            writeInput(slice, of: call, event, into: &output)
        } else {
            writeInput(call.arguments.span.extracting(told...), of: call, into: &output)
        }
        return nil
    }

    /// Writes a fragment of the arguments as it stands in the event.
    private func writeInput(
        _ slice: JSONSlice,
        of call: ToolCall,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        let raw = event.extracting(slice.range)
        guard slice.needsRepair else { return encoder.toolInput(call, raw: raw, into: &output) }
        writeInput(raw, of: call, into: &output)
    }

    /// Writes arguments that have been kept, which may need repair.
    private func writeInput(
        _ raw: Span<UInt8>,
        of call: ToolCall,
        into output: inout ByteBuffer
    ) {
        var whole = ByteBuffer()
        JSONString.appendRepaired(raw, into: &whole)
        encoder.toolInput(call, raw: whole.bytes, into: &output)
    }

    /// Runs the tools of a model call: they display, so what they give is their arguments.
    mutating func callsEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        // What follows would act on calls of which the provider says that it has held something back.
        if finishReason == .contentFilter { return fail(.contentFiltered, into: &output) }
        guard !assembler.calls.contains(where: { isBroken($0) }) else {
            return fail(.answerCut, into: &output)
        }
        for call in assembler.calls.indices { announce(call, into: &output) }
        let outcomes = assembler.calls.map { outcome(of: $0) }
        encoder.toolOutcomes(outcomes, into: &output)
        stepOutcomes = outcomes
        var refused: Set<[UInt8]> = []
        for outcome in outcomes {
            switch outcome.verdict {
            case .refused: refused.insert(outcome.call.name)
            case .accepted, .leftToClient: hasShownTool = true
            case .incomplete: break
            }
        }
        // What the client's own tools answer comes with its next request.
        if outcomes.contains(where: \.isLeftToClient) { return finish(.toolCalls, into: &output) }
        // Told once, a model mends its call; told twice, it never does.
        guard refused.isDisjoint(with: refusedTools) else {
            return fail(.toolFailed, into: &output)
        }
        refusedTools.formUnion(refused)
        guard stepCount < stepCountMax else { return fail(.stepLimit, into: &output) }
        guard !memory.isTooLong else { return fail(.answerTooLong, into: &output) }
        return beginNextStep(into: &output)
    }

    /// Tells whether a call ended before its arguments began; then it is not one without arguments.
    private func isBroken(_ call: ToolCall) -> Bool {
        call.arguments.isEmpty && (finishReason == nil || finishReason == .length)
    }

    /// Tells the client that calls under way will get no result; else it would show them as running for ever.
    mutating func abandonCalls(into output: inout ByteBuffer) {
        guard stepOutcomes.isEmpty else { return }
        // Of a call without a name the client has not been told.
        let named = assembler.calls.indices.filter { !assembler.calls[$0].name.isEmpty }
        guard !named.isEmpty else { return }
        for call in named { announce(call, into: &output) }
        let outcomes = named.map {
            ToolOutcome(call: assembler.calls[$0], verdict: .incomplete, messageForModel: "")
        }
        encoder.toolOutcomes(outcomes, into: &output)
    }

    /// Tells the client that the model calls a tool, once the name is whole: with the first of the arguments or at
    /// the end.
    mutating func announce(_ call: Int, into output: inout ByteBuffer) {
        guard assembler.announce(call) else { return }
        openStep(into: &output)
        showsCalls = true
        encoder.startToolInput(assembler.calls[call], into: &output)
    }

    private func outcome(of call: ToolCall) -> ToolOutcome {
        var arguments = ByteBuffer()
        JSONString.unescape(call.arguments.span, into: &arguments)
        // No arguments at all are no arguments, not broken ones.
        if arguments.isEmpty { arguments.append("{}") }
        switch tools.check(
            name: JSONString.unescaped(call.name.span),
            arguments: arguments.bytes
        )
        {
        case .accepted(let input, _) where input.hasNameRefusedByClients,
            .leftToClient(let input) where input.hasNameRefusedByClients:
            return ToolOutcome(
                call: call,
                verdict: .refused,
                messageForModel: "The names '__proto__' and 'constructor' are not allowed."
            )
        case .accepted(let input, let result):
            let encodedResult = Self.encoded(result)
            return ToolOutcome(
                call: call,
                verdict: .accepted(input: Self.encoded(input), result: encodedResult),
                messageForModel: String(encodedResult.span)
            )
        case .leftToClient(let input):
            return ToolOutcome(
                call: call,
                verdict: .leftToClient(input: Self.encoded(input)),
                messageForModel: ""
            )
        case .refused(let message), .unknown(let message):
            return ToolOutcome(call: call, verdict: .refused, messageForModel: message)
        }
    }

    private static func encoded(_ value: JSONValue) -> [UInt8] {
        var buffer = ByteBuffer()
        value.write(into: &buffer)
        return Array(buffer.bytes)
    }

    /// Appends what the model said and what its tools answered to the request of the next model call.
    public mutating func appendStep(to request: inout CompletionRequest) {
        request.append(
            assistantText: memory.text.bytes,
            reasoning: memory.reasoning.bytes,
            details: memory.details.bytes,
            outcomes: stepOutcomes
        )
        forgetStep()
    }
}

extension JSONValue {
    /// Tells whether clients of the AI SDK take the value for an attack on their objects; one such chunk ends an
    /// answer.
    var hasNameRefusedByClients: Bool {
        switch self {
        case .array(let elements): elements.contains(where: \.hasNameRefusedByClients)
        case .object(let object):
            object.members.contains { member in
                member.name == "__proto__"
                    || member.name == "constructor" && member.value["prototype"] != nil
                    || member.value.hasNameRefusedByClients
            }
        case .string, .number, .bool, .null: false
        }
    }
}
