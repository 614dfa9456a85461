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
        /// What a client of OpenAI's API may know of it.
        public let members: ErrorMembers
    }

    /// Looks through an answer, which must be a JSON object.
    ///
    /// - Throws: When it is not, or reports a failure with a status of success.
    public init(_ body: Span<UInt8>) throws(Failure) {
        let frame: ChunkFrame
        do throws(JSONError) {
            frame = try RelayChunk(body).frame
        } catch {
            // Whatever it is, the provider has failed to answer.
            throw Failure(ProviderError(body), FailureDetail.unreadable(body, error))
        }
        if let failure = frame.failure {
            let report = body.extracting(failure)
            throw Failure(ProviderError(report), FailureDetail.text(report))
        }
        model = frame.model.map { String(body.extracting($0.range)) }
        finishReason = frame.finishReason
        if let usage = frame.usage, !usage.isEmpty { self.usage = usage }
    }
}

extension RelayAnswer.Failure {
    fileprivate init(_ error: ProviderError, _ detail: String) {
        self.init(cause: error.cause, detail: detail, members: error.members(ofStatus: 200))
    }
}
