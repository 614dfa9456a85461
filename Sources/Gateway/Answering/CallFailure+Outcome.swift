// What a failed model call says of its provider.

internal import Chat
internal import Policy
internal import Upstream

extension AnswerRun.CallFailure {
    /// Whose fault it is, as the provider's circuit sees it.
    var outcome: CircuitBreaker.Outcome {
        switch self {
        case .tried(let failure, _): failure.outcome
        case .told(let error): error.outcome
        }
    }

    /// How far the request got: one of ``MetricCatalog/phases``.
    var phase: String {
        switch self {
        case .tried(let failure, _): failure.phase
        case .told(let error): error.timedOutPhase ?? "answer"
        }
    }

    /// For how long others are asked before this provider, if there are others; nil if it is as good as before.
    ///
    /// What is spent or refused does not mend itself soon; of pace the provider tells how long.
    ///
    /// - Parameter unixSeconds: The time of day, for a provider that names a date.
    func rest(at unixSeconds: Int) -> Duration? {
        switch cause {
        case .accountExhausted: return .seconds(300)
        case .providerAuthentication: return .seconds(60)
        case .rateLimited:
            guard case .tried(let failure, _) = self else { return .seconds(5) }
            return min(failure.askedWait(at: unixSeconds) ?? .seconds(5), .seconds(60))
        default: return nil
        }
    }
}
