// The engine of OpenAI's protocol for streams: the client's request to the provider, the provider's events back.

internal import Bytes
internal import Chat
internal import Providers

/// Passes a stream of chat completion chunks through.
final class StreamRelay: AnswerEngine {
    let form = ResponseForm.streamWithContent(headLines: RelayMachine.headLines)
    private var stream: EventPipeline<RelayMachine>
    private var request: RelayRequest
    private var holdsBody = true
    let targets: [ModelTarget]
    let operation: RelayOperation

    /// - Parameters:
    ///   - targets: Who may answer, in the order in which they are asked.
    ///   - eventByteCountMax: The longest event of a provider, in bytes.
    init(
        _ request: consuming RelayRequest,
        targets: [ModelTarget],
        operation: RelayOperation,
        eventByteCountMax: Int
    ) {
        self.targets = targets
        self.operation = operation
        stream = EventPipeline(
            RelayMachine(wantsUsage: request.wantsUsage),
            eventByteCountMax: eventByteCountMax
        )
        self.request = request
    }

    var hasBegun: Bool { stream.machine.hasBegun }
    var isWhole: Bool { stream.machine.isWhole }
    var isFinal: Bool { stream.machine.isFinal }
    var errorMembers: ErrorMembers { stream.machine.errorMembers }
    var mayOmitStreamOptions: Bool { !request.wantsUsage }
    var eventCount: Int { stream.machine.eventCount }
    var failureDetail: String? { stream.failureDetail }
    var summary: AnswerSummary { AnswerSummary(stream.machine) }

    func requestBody(_ form: ModelCallForm, _ translator: (any EventTranslator)?) -> ByteBuffer {
        stream.beginModelCall(form.target, translator)
        return request.encodedBody(form)
    }

    func received(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> AnswerVerdict {
        let verdict = stream.received(bytes, into: &output)
        // From here on nothing is tried again.
        if holdsBody, stream.machine.hasBegun {
            holdsBody = false
            request.freeBody()
        }
        return verdict
    }

    func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        stream.providerEnded(into: &output)
    }

    func wasWhole(into output: inout ByteBuffer) -> AnswerVerdict {
        stream.wasWhole(into: &output)
    }

    func providerTold(_ members: ErrorMembers) {
        stream.machine.providerTold(members)
    }

    func fail(_ error: ChatError, into output: inout ByteBuffer) -> AnswerVerdict {
        stream.machine.fail(error, into: &output)
    }

    func keepAlive(into output: inout ByteBuffer) {
        stream.machine.keepAlive(into: &output)
    }
}
