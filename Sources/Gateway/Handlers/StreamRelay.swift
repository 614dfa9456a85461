// The engine of OpenAI's protocol for streams: the client's request to the provider, the provider's events back.

internal import Bytes
internal import Chat

/// Passes a stream of chat completion chunks through.
final class StreamRelay: AnswerEngine {
    let form = ResponseForm.streamWithContent(headLines: RelayMachine.headLines)
    private var stream: AnswerStream<RelayMachine>
    private var request: RelayRequest
    private var holdsBody = true

    init(_ request: consuming RelayRequest) {
        stream = AnswerStream(RelayMachine(wantsUsage: request.wantsUsage))
        self.request = request
    }

    var requestedModel: String { request.model }
    var hasBegun: Bool { stream.machine.hasBegun }
    var eventCount: Int { stream.machine.eventCount }
    var failureDetail: String? { stream.machine.failureDetail }
    var summary: AnswerSummary { AnswerSummary(stream.machine) }

    func requestBody() -> ByteBuffer {
        stream.beginModelCall()
        return request.encodedBody()
    }

    func received(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> AnswerMachine.Verdict {
        let verdict = stream.received(bytes, into: &output)
        // From here on nothing is tried again.
        if holdsBody, stream.machine.hasBegun {
            holdsBody = false
            request.freeBody()
        }
        return verdict
    }

    func providerEnded(into output: inout ByteBuffer) -> AnswerMachine.Verdict {
        stream.providerEnded(into: &output)
    }

    func fail(_ error: ChatError, into output: inout ByteBuffer) -> AnswerMachine.Verdict {
        stream.machine.fail(error, into: &output)
    }

    func keepAlive(into output: inout ByteBuffer) {
        stream.machine.keepAlive(into: &output)
    }
}
