// The engine of our own protocols: conversation in, the client's events out, tools between.

internal import Bytes
internal import Chat
internal import Providers

/// Answers a conversation in as many model calls as its tools take.
final class ConversationEngine: AnswerEngine {
    let form: ResponseForm
    let targets: [ModelTarget]
    private var stream: EventPipeline<AnswerMachine>
    private var request: CompletionRequest

    /// - Parameters:
    ///   - targets: Who may answer, in the order in which they are asked.
    ///   - headLines: The lines that the client's protocol asks for in the response head.
    ///   - eventByteCountMax: The longest event of a provider, in bytes.
    init(
        _ machine: consuming AnswerMachine,
        targets: [ModelTarget],
        request: consuming CompletionRequest,
        headLines: [StaticString],
        eventByteCountMax: Int
    ) {
        stream = EventPipeline(machine, eventByteCountMax: eventByteCountMax)
        self.targets = targets
        self.request = request
        // Where a stream has no word for failure, the status is the last chance to say it.
        form =
            stream.machine.failsByCutting
            ? .streamWithContent(headLines: headLines)
            : .streamAtOnce(headLines: headLines)
    }

    var hasBegun: Bool { stream.machine.hasBegun }
    var callHasBegun: Bool { stream.machine.callHasBegun }
    var isWhole: Bool { stream.machine.isWhole }
    var isFinal: Bool { stream.machine.isFinal }
    let errorMembers = ErrorMembers()
    let mayOmitStreamOptions = true
    let mayOmitSignatures = true
    var eventCount: Int { stream.machine.eventCount }
    var failureDetail: String? { stream.failureDetail }
    var failsByCutting: Bool { stream.machine.failsByCutting }
    var summary: AnswerSummary { AnswerSummary(stream.machine) }

    func requestBody(_ form: ModelCallForm, _ translator: (any EventTranslator)?) -> ByteBuffer {
        stream.beginModelCall(form.target, translator)
        stream.machine.keepsReasoning = form.tellsReasoning
        return request.nextBody(form)
    }

    func received(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> AnswerVerdict {
        passingOnStep(stream.received(bytes, into: &output))
    }

    func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        passingOnStep(stream.providerEnded(into: &output))
    }

    func wasWhole(into output: inout ByteBuffer) -> AnswerVerdict {
        passingOnStep(stream.wasWhole(into: &output))
    }

    func providerTold(_ members: ErrorMembers) {}

    /// Adds to the conversation what the next model call must know of the one that has ended.
    private func passingOnStep(_ verdict: AnswerVerdict) -> AnswerVerdict {
        if case .callModelAgain = verdict { stream.machine.appendStep(to: &request) }
        return verdict
    }

    func fail(_ error: ChatError, into output: inout ByteBuffer) -> AnswerVerdict {
        stream.machine.fail(error, into: &output)
    }

    func keepAlive(into output: inout ByteBuffer) {
        stream.machine.keepAlive(into: &output)
    }
}
