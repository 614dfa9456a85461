// The engine of our own protocols: conversation in, the client's events out, tools between.

internal import Bytes
internal import Chat

/// Answers a conversation in as many model calls as its tools take.
final class ChatEngine: AnswerEngine {
    let form: ResponseForm
    private var stream: AnswerStream<AnswerMachine>
    private var request: CompletionRequest

    /// - Parameter headLines: The lines that the client's protocol asks for in the response head.
    init(
        _ machine: consuming AnswerMachine,
        request: consuming CompletionRequest,
        headLines: [StaticString]
    ) {
        stream = AnswerStream(machine)
        self.request = request
        // Where a stream has no word for failure, the status is the last chance to say it.
        form =
            stream.machine.failsByCutting
            ? .streamWithContent(headLines: headLines)
            : .streamAtOnce(headLines: headLines)
    }

    var requestedModel: String { request.model }
    var hasBegun: Bool { stream.machine.hasBegun }
    var eventCount: Int { stream.machine.eventCount }
    var failureDetail: String? { stream.machine.failureDetail }
    var failsByCutting: Bool { stream.machine.failsByCutting }
    var summary: AnswerSummary { AnswerSummary(stream.machine) }

    func requestBody() -> ByteBuffer {
        stream.beginModelCall()
        return request.nextBody()
    }

    func received(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> AnswerMachine.Verdict {
        passingOnStep(stream.received(bytes, into: &output))
    }

    func providerEnded(into output: inout ByteBuffer) -> AnswerMachine.Verdict {
        passingOnStep(stream.providerEnded(into: &output))
    }

    /// Adds to the conversation what the next model call must know of the one that has ended.
    private func passingOnStep(_ verdict: AnswerMachine.Verdict) -> AnswerMachine.Verdict {
        if case .callModelAgain = verdict { stream.machine.appendStep(to: &request) }
        return verdict
    }

    func fail(_ error: ChatError, into output: inout ByteBuffer) -> AnswerMachine.Verdict {
        stream.machine.fail(error, into: &output)
    }

    func keepAlive(into output: inout ByteBuffer) {
        stream.machine.keepAlive(into: &output)
    }
}
