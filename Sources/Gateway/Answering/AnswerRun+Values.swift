// What goes into the machine of an answer, and what comes out.

internal import Chat
internal import Policy
internal import Providers
internal import Timing
internal import Upstream

extension AnswerRun {
    /// What the driver is to do.
    enum Action {
        /// Nothing; ``nextInstant`` has not come nearer.
        case proceed
        /// Wake the machine at ``nextInstant``, which has changed.
        case wait
        /// Ask whether the provider of ``target`` may be called, and then ``beginTry(_:at:)``, or else
        /// ``targetIsUnavailable(into:)``.
        case callModel
        /// Close the books of a model call that is complete, and begin another one: ``callModel``.
        case callModelAgain
        /// Have ``settleFailure(at:unixSeconds:random:takeRetry:into:)`` decide what follows from ``failure``, and
        /// report it.
        case settleFailure
        /// Call the model of another ``target``, as ``callModel``.
        case callNextTarget
        /// Remember that the provider does not tell the cost of a stream, and begin another try: ``callModel``.
        case callWithoutUsage
        /// Send what has been appended, a sign of life, though the response may not have begun.
        case sendSignOfLife
        /// Stop reading from the provider.
        case pauseTransfer
        /// Read from the provider again.
        case resumeTransfer
        /// Complete the response: the answer is whole.
        case finish
        /// End the response: the answer has failed.
        case fail(ChatError)
    }

    /// What bytes of the provider came to.
    struct Progress {
        var action = Action.proceed
        /// Whether there were events with data among them.
        var hasEvents = false
        /// Whether the first content of the model call was among them.
        var isFirstContent = false
    }

    /// How much output a client may owe, in bytes.
    struct WaterMarks {
        /// Above it the transfer pauses.
        let high: Int
        /// Down to it the transfer stays paused.
        let low: Int
    }

    /// How an answer ends.
    enum Ending {
        /// The answer is whole.
        case finished
        /// The answer has failed; with the head of the provider's refusal if it was one.
        indirect case failed(ChatError, refusal: UpstreamHead?)
        /// The client has left.
        case left
    }

    /// Why a model call failed before any of its content.
    enum CallFailure {
        /// A try came to no answer, and the head and body of a refusal were read.
        case tried(TryFailure, ProviderRefusal?)
        /// The provider told of a failure after a status of success, or a time limit has passed.
        case told(ChatError)

        /// The cause for the client.
        var cause: ChatError {
            switch self {
            case .tried(let failure, let refusal): refusal?.cause ?? failure.transportError
            case .told(let error): error
            }
        }
    }

    /// What a try depends on beside the conversation.
    struct TryContext {
        /// Whether the provider may be asked for the cost of a stream, as far as is known.
        var providerTakesUsage = true
        /// Whether the provider is told what the model thought.
        var tellsReasoning = false
        /// What makes OpenAI's form of the provider's events; nil if they are of that form.
        var translator: (any EventTranslator)?
        /// How long the provider may take for its first content, and how long be silent; nil keeps what holds.
        var timeouts: (firstToken: Duration, idle: Duration)?
    }
}

extension ChatError {
    /// The cause for an answer that came to a limit.
    init(_ limit: StreamDeadlines.Limit) {
        self =
            switch limit {
            case .permit: .providerBusy
            case .firstToken: .firstTokenTimeout
            case .idle: .idleTimeout
            case .total: .totalTimeout
            }
    }
}
