// Where a worker's handler asks for the text of /metrics.

internal import Reactor

/// Passes questions to the supervisor, which never touches a stream and so has the time to write the text.
final class MetricsClient {
    private let supervisor: SupervisorAddress
    private let worker: WorkerAddress
    private var waiting: [([UInt8]?) -> Void] = []

    init(supervisor: SupervisorAddress, worker: WorkerAddress) {
        self.supervisor = supervisor
        self.worker = worker
    }

    /// Answers with the text on a later turn; with nil at once if the process has almost ended.
    func ask(_ answer: @escaping ([UInt8]?) -> Void) {
        waiting.append(answer)
        // One question for all who wait.
        guard waiting.count == 1 else { return }
        let worker = worker
        let isAsked = supervisor.post { supervisor in
            let text = supervisor.metricsText()
            worker.post { $0.metricsWereWritten(text) }
        }
        if !isAsked { answered(nil) }
    }

    /// Takes the answer.
    func answered(_ text: [UInt8]?) {
        let answers = waiting
        waiting = []
        for answer in answers { answer(text) }
    }
}
