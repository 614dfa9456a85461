// The engine of titles: one question to the model, and a body for the client whatever comes of it.

internal import Bytes
internal import Chat
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
    let requestedModel: String
    private let request: [UInt8]
    private let lengthMax: Int

    /// No title is in a longer answer, even behind a long thought.
    private static let byteCountMax = 1024 * 1024

    /// - Parameters:
    ///   - request: The body to send to the provider.
    ///   - model: The model that is asked, by the provider's name.
    ///   - lengthMax: The longest title, in code points.
    init(request: [UInt8], model: String, lengthMax: Int) {
        self.request = request
        requestedModel = model
        self.lengthMax = lengthMax
    }

    func requestBody(asksForUsage: Bool) -> ByteBuffer {
        // A span of a class's property must not leave it.
        let request = request
        return ByteBuffer(copying: request.span)
    }

    func received(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> AnswerVerdict {
        guard output.count + bytes.count <= Self.byteCountMax else {
            failureDetail = "the provider's answer is too long"
            return fail(.answerInvalid, into: &output)
        }
        output.append(bytes)
        return .proceed
    }

    func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        output.consume(TitleText.byteOrderMarkCount(of: output.bytes))
        // What it cost is known also of an answer that has no title.
        if let answer = try? RelayAnswer(output.bytes) { summary.tell(of: answer) }
        do throws(TitleText.Failure) {
            let title = try TitleText.title(ofCompletion: output.bytes, lengthMax: lengthMax)
            replace(&output, with: title)
            return .finished
        } catch {
            failureDetail = error.detail
            return fail(error.cause, into: &output)
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
