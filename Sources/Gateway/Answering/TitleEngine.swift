// The engine of titles: one question to the model, and a body for the client whatever comes of it.

internal import Bytes
internal import Chat
internal import Providers
internal import JSON

/// Gathers the provider's whole answer and makes a title of it; a failure is answered with `useFallback: true`.
final class TitleEngine: AnswerEngine {
    let form = ResponseForm.wholeWithFallback
    let hasBegun = false
    let isWhole = false
    let isFinal = false
    let eventCount = 0
    let mayOmitStreamOptions = false
    let errorMembers = ErrorMembers()
    private(set) var failureDetail: String?
    private(set) var summary = AnswerSummary()
    let targets: [ModelTarget]
    private let request: CompletionRequest
    private let lengthMax: Int
    private var answer = WholeAnswer(byteCountMax: byteCountMax)

    /// No title is in a longer answer, even behind a long thought.
    private static let byteCountMax = 1024 * 1024

    /// - Parameters:
    ///   - targets: Who may answer, in the order in which they are asked.
    ///   - lengthMax: The longest title, in code points.
    init(_ request: consuming CompletionRequest, targets: [ModelTarget], lengthMax: Int) {
        self.request = request
        self.targets = targets
        self.lengthMax = lengthMax
    }

    func requestBody(_ form: ModelCallForm, _ translator: (any EventTranslator)?) -> ByteBuffer {
        answer.willCall(form.target, translator)
        var body = ByteBuffer()
        request.encodeBody(into: &body, form, stream: false)
        return body
    }

    func received(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> AnswerVerdict {
        judge(answer.received(bytes, into: &output), &output)
    }

    func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        judge(answer.providerEnded(into: &output), &output)
    }

    private func judge(_ verdict: AnswerVerdict, _ output: inout ByteBuffer) -> AnswerVerdict {
        failureDetail = answer.failureDetail
        guard case .finished = verdict else { return verdict }
        // What it cost is known also of an answer that has no title.
        if let answer = try? RelayAnswer(output.bytes) { summary.tell(of: answer) }
        do throws(TitleText.Failure) {
            let title = try TitleText.title(ofCompletion: output.bytes, lengthMax: lengthMax)
            replace(&output, with: title)
            return .finished
        } catch {
            failureDetail = error.detail
            return .callFailed(error.cause)
        }
    }

    func wasWhole(into output: inout ByteBuffer) -> AnswerVerdict {
        providerEnded(into: &output)
    }

    func providerTold(_ members: ErrorMembers) {}

    func fail(_ error: ChatError, into output: inout ByteBuffer) -> AnswerVerdict {
        replace(&output, with: nil)
        return .failed(error)
    }

    func keepAlive(into output: inout ByteBuffer) {}

    private func replace(_ output: inout ByteBuffer, with title: String?) {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.beginObject()
        json.key("title")
        json.string(title ?? "")
        json.key("useFallback")
        json.bool(title == nil)
        json.endObject()
        output = json.finish()
    }
}
