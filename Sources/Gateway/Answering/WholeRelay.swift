// The engine of OpenAI's protocol for whole answers: the provider's JSON as it came.

internal import Bytes
internal import Chat

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

    /// Several thousand tokens with the probabilities of all their rivals; beyond it an answer is not believed.
    private static let byteCountMax = 32 * 1024 * 1024

    init(_ request: consuming RelayRequest) {
        self.request = request
    }

    var requestedModel: String { request.model }

    func requestBody(asksForUsage: Bool) -> ByteBuffer {
        request.encodedBody(asksForUsage: asksForUsage)
    }

    func received(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> AnswerVerdict {
        guard output.count + bytes.count <= Self.byteCountMax else {
            failureDetail = "an answer of more than \(Self.byteCountMax) bytes"
            return .failed(.answerInvalid)
        }
        output.append(bytes)
        return .proceed
    }

    func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        // Many readers of JSON stumble over it.
        output.consume(TitleText.byteOrderMarkCount(of: output.bytes))
        do throws(RelayAnswer.Failure) {
            let answer = try RelayAnswer(output.bytes)
            summary.tell(of: answer)
            return .finished
        } catch {
            failureDetail = error.detail
            errorMembers = error.members
            return .failed(error.cause)
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
