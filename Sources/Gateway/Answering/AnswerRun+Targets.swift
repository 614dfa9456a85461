// Who is asked, and who next.

internal import Chat

extension AnswerRun {
    /// Who is asked.
    var target: ModelTarget { engine.targets[targetIndex] }

    /// What the provider is asked for.
    var operation: RelayOperation { engine.operation }

    /// Tells whether another target can be asked in the place of this one.
    var hasFurtherTarget: Bool { targetIndex + 1 < engine.targets.count && !engine.callHasBegun }

    /// The next target whose model can take more than this one's, if the settings tell of both; a conversation that is
    /// too long for one is too long for others of its size.
    var largerTargetIndex: Int? {
        guard hasFurtherTarget, let size = target.contextWindow else { return nil }
        return engine.targets.indices.dropFirst(targetIndex + 1)
            .first { engine.targets[$0].contextWindow.map { $0 > size } ?? false }
    }
}

extension ChatError {
    /// Tells whether another target may answer what one has failed at: the request was not the cause.
    var mayBeOfTarget: Bool {
        switch self {
        case .connectTimeout, .providerUnreachable, .providerUnavailable, .rateLimited,
            .providerAuthentication, .accountExhausted, .providerMisconfigured, .modelNotFound,
            .providerFailed, .firstTokenTimeout, .idleTimeout, .answerCut, .answerInvalid:
            true
        case .providerBusy, .requestRefused, .totalTimeout, .answerEmpty, .contentFiltered,
            .toolFailed, .stepLimit, .answerTooLong, .shuttingDown, .internalError:
            false
        }
    }
}
