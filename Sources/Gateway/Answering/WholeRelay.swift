// The engine of OpenAI's protocol for whole answers: the provider's JSON as it came.

internal import Bytes
internal import Chat
internal import Providers

/// Gathers the provider's whole answer and passes it on once it is known to be one.
///
/// Nothing is written before that, so a try that fails late can still be repeated and a cut answer is an error with a
/// status of its own.
final class WholeRelay: AnswerEngine {
    let form = ResponseForm.whole
    let hasBegun = false
    let isWhole = false
    let isFinal = false
    let eventCount = 0
    let mayOmitStreamOptions = false
    private(set) var errorMembers = ErrorMembers()
    private(set) var failureDetail: String?
    private(set) var summary = AnswerSummary()
    private var request: RelayRequest
    private var answer = WholeAnswer(byteCountMax: byteCountMax)
    let targets: [ModelTarget]
    let operation: RelayOperation

    /// Several thousand tokens with the probabilities of all their rivals; beyond it an answer is not believed.
    private static let byteCountMax = 32 * 1024 * 1024

    /// - Parameter targets: Who may answer, in the order in which they are asked.
    init(
        _ request: consuming RelayRequest,
        targets: [ModelTarget],
        operation: RelayOperation
    ) {
        self.request = request
        self.targets = targets
        self.operation = operation
    }

    func requestBody(_ form: ModelCallForm, _ translator: (any EventTranslator)?) -> ByteBuffer {
        answer.willCall(form.target, translator)
        failureDetail = nil
        return request.encodedBody(form)
    }

    func received(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> AnswerVerdict {
        judge(answer.received(bytes, into: &output), output)
    }

    func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        judge(answer.providerEnded(into: &output), output)
    }

    private func judge(_ verdict: AnswerVerdict, _ output: borrowing ByteBuffer) -> AnswerVerdict {
        failureDetail = answer.failureDetail
        if let members = answer.errorMembers { errorMembers = members }
        guard case .finished = verdict else { return verdict }
        do throws(RelayAnswer.Failure) {
            let answer = try RelayAnswer(output.bytes)
            summary.tell(of: answer)
            return .finished
        } catch {
            failureDetail = error.detail
            errorMembers = error.members
            return .callFailed(error.cause)
        }
    }

    func wasWhole(into output: inout ByteBuffer) -> AnswerVerdict {
        providerEnded(into: &output)
    }

    func providerTold(_ members: ErrorMembers) {
        errorMembers = members
    }

    func fail(_ error: ChatError, into output: inout ByteBuffer) -> AnswerVerdict {
        .failed(error)
    }

    func keepAlive(into output: inout ByteBuffer) {}
}
