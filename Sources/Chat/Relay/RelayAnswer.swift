// A whole answer that is passed on as it is.

internal import Bytes
internal import JSON

/// What is known of a provider's whole answer, after it has been found to be one.
public struct RelayAnswer: Sendable {
    /// The model that answered, by the provider's name.
    public private(set) var model: String?
    /// Why the model stopped.
    public private(set) var finishReason: FinishReason?
    /// What it cost.
    public private(set) var usage: TokenUsage?

    /// Why an answer is none.
    public struct Failure: Error, Sendable {
        /// The cause.
        public let cause: ChatError
        /// What is wrong; for the log only.
        public let detail: String
    }

    /// Looks through an answer, which must be a JSON object.
    ///
    /// - Throws: When it is not, or reports a failure with a status of success.
    public init(_ body: Span<UInt8>) throws(Failure) {
        let whole: RelayChunk
        do throws(JSONError) {
            whole = try RelayChunk(body)
        } catch {
            throw Failure(cause: .answerInvalid, detail: "unreadable answer: \(error)")
        }
        if let error = whole.error {
            let count = min(error.count, RelayMachine.failureDetailByteCountMax)
            let text = body.extracting(error.lowerBound..<error.lowerBound + count)
            throw Failure(cause: .providerFailed, detail: String(text))
        }
        model = whole.model.map { String(body.extracting($0.range)) }
        finishReason = whole.finishReason
        usage = whole.usage
    }
}
