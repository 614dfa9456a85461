// What the threads of the process do for each other.

internal import Reactor
internal import Tracing

/// What the supervisor does for workers; on its loop only.
protocol SupervisorRole: AnyObject {
    /// Answers, at once or later, whether the provider can be reached.
    func checkProvider(_ answer: @escaping (ProviderCheck) -> Void)
    /// The text of `/metrics` as of now.
    func metricsText() -> [UInt8]
    /// Takes finished spans.
    func export(_ spans: [TraceSpan])
}

/// What workers hear from other threads; on their loops only.
protocol WorkerRole: AnyObject {
    /// Takes the supervisor's answer about the provider.
    func providerWasChecked(_ check: ProviderCheck)
    /// Takes the supervisor's text of `/metrics`.
    func metricsWereWritten(_ text: [UInt8])
    /// Takes the leave of a call to the provider that had to wait.
    func permitWasGranted(_ id: UInt64)
}

/// Where workers reach the supervisor.
typealias SupervisorAddress = OwnerAddress<any SupervisorRole>
/// Where others reach a worker.
typealias WorkerAddress = OwnerAddress<any WorkerRole>
