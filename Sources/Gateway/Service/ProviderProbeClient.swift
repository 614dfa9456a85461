// Where a worker's handlers ask whether the provider can be reached.

internal import Reactor

/// Passes questions to the supervisor's ``ProviderProbe`` and its answers back to this worker's loop.
final class ProviderProbeClient {
    /// The last answer that this worker has had.
    private(set) var last: ProviderCheck

    private let supervisor: SupervisorAddress
    private let worker: WorkerAddress
    private var isEnabled: Bool
    private var waiting: [(ProviderCheck) -> Void] = []

    init(isEnabled: Bool, supervisor: SupervisorAddress, worker: WorkerAddress) {
        self.isEnabled = isEnabled
        self.supervisor = supervisor
        self.worker = worker
        last = isEnabled ? .notChecked : .disabled
    }

    /// Answers on a later turn, or at once if the settings say not to ask.
    func check(_ answer: @escaping (ProviderCheck) -> Void) {
        guard isEnabled else { return answer(.disabled) }
        waiting.append(answer)
        // One question for all who wait.
        guard waiting.count == 1 else { return }
        let worker = worker
        let isAsked = supervisor.post { supervisor in
            supervisor.checkProvider { check in worker.post { $0.providerWasChecked(check) } }
        }
        if !isAsked { checked(last) }
    }

    /// Goes on with other settings; what another provider has answered means nothing any more.
    func adopt(isEnabled: Bool) {
        self.isEnabled = isEnabled
        if waiting.isEmpty { last = isEnabled ? .notChecked : .disabled }
    }

    /// Takes the answer.
    func checked(_ check: ProviderCheck) {
        last = check
        let answers = waiting
        waiting = []
        for answer in answers { answer(check) }
    }
}
