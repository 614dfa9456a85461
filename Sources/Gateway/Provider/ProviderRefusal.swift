// What follows from a request to the provider that came to no answer.

internal import Chat
internal import Upstream

/// A refusal by the provider, read.
struct ProviderRefusal {
    /// The cause for the client.
    let cause: ChatError
    /// What a client of OpenAI's API may know of it.
    let members: ErrorMembers
    /// Tells whether it is the member `stream_options` that the provider does not take.
    let isAboutStreamOptions: Bool
    /// Tells whether the conversation is too long for the model.
    var isAboutContext: Bool { members.code == "context_length_exceeded" }
    /// Tells whether it is what a model has signed or encrypted that the provider does not take back.
    let isAboutSignatures: Bool

    /// Tells whether another try may help; an account mends itself no more than a setting.
    var mayBeTriedAgain: Bool { cause != .accountExhausted }

    /// Nil if the provider has not answered at all.
    ///
    /// - Parameter body: As much of the refusal's body as has been kept.
    init?(_ cause: TryFailure, _ body: Span<UInt8>) {
        guard case .status(let head) = cause else { return nil }
        let error = ProviderError(body)
        self.cause = error.cause(ofStatus: head.status)
        members = error.members(ofStatus: head.status)
        isAboutStreamOptions = ProviderError.refusesStreamOptions(status: head.status, body)
        isAboutSignatures = ProviderError.refusesSignatures(status: head.status, body)
    }
}

extension TryFailure {
    /// The cause for the client where the provider has not answered.
    var transportError: ChatError {
        switch self {
        case .status: .providerFailed
        case .failure(let failure): ChatError(failure)
        }
    }

    /// What the log is told of it.
    ///
    /// - Parameter body: As much of a refusal's body as has been kept.
    func detail(_ body: Span<UInt8>) -> String {
        switch self {
        case .status(let head):
            let isRedirect = (300..<400).contains(head.status)
            return "provider answered \(head.status)"
                + (isRedirect ? ", and redirects are not followed" : "")
                + ": \(FailureDetail.text(body))"
        case .failure(let failure): return failure.description
        }
    }
}

extension ChatError {
    /// The cause for a transfer that failed.
    init(_ failure: UpstreamFailure) {
        self =
            switch failure {
            case .connectTimeout: .connectTimeout
            case .nameNotResolved, .connectionFailed, .tlsFailed, .closedBeforeHead:
                .providerUnreachable
            case .bodyCut: .answerCut
            case .malformedAnswer: .answerInvalid
            case .notStarted: .internalError
            }
    }
}
