// Turns the provider's events into a client's answer: what is open, what is due, how it ends.

public import Bytes
internal import JSON

/// The state of one answer over all its model calls.
///
/// Fed with the provider's events, it appends to the client's output whatever they mean in the client's protocol.
/// It does no I/O and reads no clock; its driver does what the verdicts say.
public struct AnswerMachine: ~Copyable {
    /// How far the present model call has come.
    private enum Phase { case waiting, answering, ended }

    /// A part of the answer that can be open.
    enum OpenPart { case text, reasoning }

    var encoder: any AnswerEncoder
    let tools: ToolCatalog
    let stepCountMax: Int
    var assembler = ToolCallAssembler()
    var stepOutcomes: [ToolOutcome] = []
    var refusedTools: Set<[UInt8]> = []

    let answerID: String
    let messageID: String
    let continuation: Continuation?
    private var phase = Phase.waiting
    /// Tells whether the client knows of the message.
    var hasStarted = false
    /// Tells whether the client knows of the step.
    var isStepOpen = false
    /// Tells whether the step that the client knows shows calls of tools.
    var showsCalls = false
    /// The choices of this model call that have begun and those that have ended, a bit for each index.
    private var choices: UInt64 = 0
    private var endedChoices: UInt64 = 0
    private var decoder = CompletionChunkDecoder()
    var textCount = 0
    var reasoningCount = 0
    private var sourceCount = 0
    var isTextOpen = false
    var isReasoningOpen = false
    private var hasSaidSomething = false
    /// Whether a call of a tool has shown the client something.
    var hasShownTool = false
    private var repaired = ByteBuffer()
    private var earlierUsage: TokenUsage?
    /// What this model call costs, as last told: some providers tell the sum so far in each chunk.
    var stepUsage: TokenUsage?
    /// What this model call has said, kept while it may have to be told to the model again.
    var memory = StepMemory()
    /// What the provider wants back of the model's reasoning, until it is told to the client with the part's end.
    var details = ReasoningDetails()

    /// Tells whether what the model thinks is kept for its next call; false at first.
    public var keepsReasoning = false
    /// The model calls that have begun to answer.
    public private(set) var stepCount = 0
    /// Tells whether anything of the answer itself has been written: from then on nothing can be tried again.
    public private(set) var hasBegun = false
    /// Tells whether anything of this model call's answer has been written: from then on it cannot be tried again.
    public private(set) var callHasBegun = false
    /// The events with data that the provider has sent; comments are none.
    public private(set) var eventCount = 0
    /// The number of text fragments that were written.
    public private(set) var textEventCount = 0
    /// Why the model stopped, as last told.
    public private(set) var finishReason: FinishReason?
    /// What all model calls cost, if the provider told.
    public var usage: TokenUsage? {
        guard let stepUsage else { return earlierUsage }
        return (earlierUsage ?? TokenUsage()) + stepUsage
    }
    /// The model that answered, by the provider's name.
    public private(set) var model: String?
    /// Who was asked last.
    private var target: ModelTarget?
    private var earlierCost: Cost?
    /// Tells whether the client is told what the answer cost; false at first.
    public var tellsCost = false
    /// What the provider said about a failure; for the log only.
    public internal(set) var failureDetail: String?
    /// Tells whether each choice of this model call has told why it ended: nothing is missing then but its cost.
    public var isWhole: Bool { choices != 0 && choices == endedChoices }
    /// Tells whether the answer itself is whole: no tool has been called, so no other model call follows.
    public var isFinal: Bool { isWhole && assembler.calls.isEmpty }

    /// Creates the machine of an answer.
    ///
    /// - Parameters:
    ///   - encoder: The client's protocol.
    ///   - answerID: An id of letters, digits and hyphens that no other answer has.
    ///   - continuation: The message that the answer goes on with, if it does not begin one.
    ///   - tools: The tools that the client asked for.
    ///   - stepCountMax: The most model calls of one answer.
    public init(
        encoder: any AnswerEncoder,
        answerID: String,
        continuation: Continuation?,
        tools: ToolCatalog,
        stepCountMax: Int
    ) {
        self.encoder = encoder
        self.answerID = answerID
        messageID = continuation?.messageID ?? "msg-\(answerID)"
        self.continuation = continuation
        self.tools = tools
        self.stepCountMax = stepCountMax
    }

    /// Makes ready for a model call or another try at it, and forgets what a try that failed has told.
    public mutating func willCall(_ target: ModelTarget) {
        encoder.modelWillBeCalled(target)
        self.target = target
        // Which model answers is for it to tell, and another one may be asked now.
        if !callHasBegun { model = nil }
        forgetStep()
        decoder = CompletionChunkDecoder()
        finishReason = nil
        stepUsage = nil
        details.removeAll()
        choices = 0
        endedChoices = 0
    }

    // The provider's stream

    /// Takes the data of one of the provider's events.
    public mutating func received(
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        guard phase != .ended else { return .proceed }
        // Nearly every event: it is like one that was read, so the step is under way.
        if let text = decoder.text(of: event) {
            eventCount += 1
            if !text.isEmpty { write(.text, text, of: event, into: &output) }
            return .proceed
        }
        switch EventData(event) {
        case .done: return answerEnded(into: &output)
        case .nothing: return .proceed
        case .chunk: break
        }
        let chunk: CompletionChunk
        do throws(JSONError) {
            chunk = try decoder.read(event)
        } catch {
            guard let lines = EventData.lines(of: event) else {
                return receivedUnreadable(event, error, into: &output)
            }
            return received(lines, of: event, into: &output)
        }
        eventCount += 1
        if let error = chunk.error {
            return receivedFailure(event.extracting(error), into: &output)
        }
        return take(chunk, of: event, into: &output)
    }

    /// Takes lines of data each of which is an event of its own.
    private mutating func received(
        _ lines: [Range<Int>],
        of data: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        for line in lines {
            let verdict = received(data.extracting(line), into: &output)
            guard case .proceed = verdict else { return verdict }
        }
        return .proceed
    }

    private mutating func receivedUnreadable(
        _ event: Span<UInt8>,
        _ error: JSONError,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        eventCount += 1
        // An array of errors is what Gemini's interface has.
        if error.kind == .unexpectedKind, ProviderError(event).isTold {
            return receivedFailure(event, into: &output)
        }
        failureDetail = FailureDetail.unreadable(event, error)
        return callFailed(.answerInvalid, into: &output)
    }

    /// Takes what the provider tells of its failure.
    public mutating func receivedFailure(
        _ report: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        guard phase != .ended else { return .proceed }
        failureDetail = FailureDetail.text(report)
        return callFailed(ProviderError(report).cause, into: &output)
    }

    /// Ends the answer, unless another model call can take the place of this one.
    private mutating func callFailed(
        _ error: ChatError,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        callHasBegun ? fail(error, into: &output) : .callFailed(error)
    }

    private mutating func take(
        _ chunk: borrowing CompletionChunk,
        of event: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        if model == nil, let name = chunk.model { model = String(event.extracting(name.range)) }
        if phase == .waiting {
            phase = .answering
            stepCount += 1
        }
        if let reasoning = chunk.reasoning {
            write(.reasoning, reasoning, of: event, into: &output)
        }
        if let range = chunk.reasoningDetails { details.append(event.extracting(range)) }
        if let content = chunk.content { write(.text, content, of: event, into: &output) }
        if let extras = chunk.extras {
            for part in extras.parts {
                write(part.isReasoning ? .reasoning : .text, part.slice, of: event, into: &output)
            }
            for source in extras.sources { write(source, of: event, into: &output) }
        }
        // A refusal is what the model has to say; without it the answer would seem empty.
        if let refusal = chunk.refusal { write(.text, refusal, of: event, into: &output) }
        for delta in chunk.toolCalls {
            if let error = take(delta, of: event, into: &output) {
                return fail(error, into: &output)
            }
        }
        if let reason = chunk.finishReason { finishReason = reason }
        if let cost = chunk.usage, !cost.isEmpty {
            stepUsage = stepUsage?.updated(with: cost) ?? cost
        }
        choices |= chunk.frame.choices
        endedChoices |= chunk.frame.endedChoices
        return .proceed
    }

    private mutating func write(
        _ part: OpenPart,
        _ slice: JSONSlice,
        of event: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        open(part, into: &output)
        let raw = event.extracting(slice.range)
        guard slice.needsRepair else { return write(part, raw: raw, into: &output) }
        // Taken out for the call, because a method of a struct may not lend a part of it to another.
        var whole = ByteBuffer()
        swap(&whole, &repaired)
        whole.removeAll()
        JSONString.appendRepaired(raw, into: &whole)
        write(part, raw: whole.bytes, into: &output)
        swap(&whole, &repaired)
    }

    private mutating func write(
        _ part: OpenPart,
        raw: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        contentBegins()
        switch part {
        case .text:
            textEventCount += 1
            hasSaidSomething = true
            if !tools.isEmpty { memory.keep(text: raw) }
            encoder.text(textCount - 1, raw: raw, into: &output)
        case .reasoning:
            if keepsReasoning, !tools.isEmpty { memory.keep(reasoning: raw) }
            encoder.reasoning(reasoningCount - 1, raw: raw, into: &output)
        }
    }

    private mutating func write(
        _ source: CompletionChunk.Source,
        of event: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        let found = AnswerSource(
            url: JSONString.repaired(source.url, of: event),
            title: source.title.map { JSONString.repaired($0, of: event) }
        )
        // A front end makes links of sources; another scheme could make it run something.
        guard found.isWebPage else { return }
        contentBegins()
        openStep(into: &output)
        encoder.source(sourceCount, found, into: &output)
        sourceCount += 1
    }

    /// Content of this model call is about to be written.
    mutating func contentBegins() {
        hasBegun = true
        callHasBegun = true
    }

    // Endings

    /// Takes the end of the provider's answer body, or any other end of it where ``isWhole`` holds.
    public mutating func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        guard phase != .ended else { return .proceed }
        // Without its own end mark, an answer that was cut looks like one that is complete.
        guard isWhole else { return callFailed(.answerCut, into: &output) }
        return answerEnded(into: &output)
    }

    private mutating func answerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        closeParts(into: &output)
        do throws(ToolCallAssembler.Failure) {
            try assembler.end()
        } catch {
            failureDetail = "tool call fragments: \(error)"
            return fail(.answerInvalid, into: &output)
        }
        if !assembler.calls.isEmpty { return callsEnded(into: &output) }
        if !hasSaidSomething {
            if finishReason == .contentFilter { return fail(.contentFiltered, into: &output) }
            // After a tool has shown what there is to show, a model may have nothing to add.
            guard hasShownTool else { return fail(.answerEmpty, into: &output) }
        }
        return finish(finishReason ?? .other, into: &output)
    }

    mutating func finish(_ reason: FinishReason, into output: inout ByteBuffer) -> AnswerVerdict {
        // Even with nothing in it: behind a step with calls, a client that sends by itself would ask again.
        closeStep(reason, into: &output)
        phase = .ended
        let ending = AnswerEnding(
            reason: reason,
            usage: usage,
            model: model,
            provider: target?.provider ?? ModelTarget.standardProvider,
            cost: tellsCost ? cost : nil
        )
        encoder.finish(ending, into: &output)
        return .finished
    }

    /// Ends the answer with an honest error, whatever was open.
    @discardableResult
    public mutating func fail(_ error: ChatError, into output: inout ByteBuffer) -> AnswerVerdict {
        guard phase != .ended else { return .proceed }
        closeParts(into: &output)
        abandonCalls(into: &output)
        phase = .ended
        if encoder.isAskedAgainAfterErrors { leaveCallsBehind(into: &output) }
        encoder.fail(error, into: &output)
        return .failed(error)
    }

    /// Makes the last step that the client knows one without calls.
    private mutating func leaveCallsBehind(into output: inout ByteBuffer) {
        // In the message that is continued, calls may stand that have been answered.
        guard showsCalls || !hasStarted && continuation != nil else { return }
        if isStepOpen { closeStep(finishReason ?? .other, into: &output) }
        openStep(into: &output)
        encoder.showEmptyStep(into: &output)
    }

    /// Tells whether the client can learn of a failure only from a body that is cut.
    public var failsByCutting: Bool { encoder.failsByCutting }

    /// Writes a sign of life.
    public func keepAlive(into output: inout ByteBuffer) {
        encoder.keepAlive(into: &output)
    }

    /// What all model calls cost, as far as their prices and tokens are known.
    private var cost: Cost? {
        guard let stepUsage, let prices = target?.prices else { return earlierCost }
        return (earlierCost ?? Cost(nanodollars: 0)) + prices.cost(of: stepUsage)
    }

    /// Makes ready for the next model call.
    mutating func beginNextStep(into output: inout ByteBuffer) -> AnswerVerdict {
        closeStep(finishReason ?? .toolCalls, into: &output)
        phase = .waiting
        callHasBegun = false
        finishReason = nil
        choices = 0
        endedChoices = 0
        earlierCost = cost
        earlierUsage = usage
        stepUsage = nil
        decoder = CompletionChunkDecoder()
        return .callModelAgain
    }

    mutating func forgetStep() {
        memory.forget()
        stepOutcomes = []
        assembler.removeAll()
    }
}
