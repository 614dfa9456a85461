// What a worker keeps whatever settings are in force.

internal import Configuration
internal import Reactor

/// The resources of one worker that outlast every reading of the settings; on its loop only.
struct WorkerResources {
    let loop: Loop
    let log: WorkerLog
    let probe: ProviderProbeClient
    let permits: PendingPermits
    /// What this worker counts.
    let metrics: WorkerMetrics
    let metricsClient: MetricsClient
    let supervisor: SupervisorAddress

    /// - Parameters:
    ///   - index: The number of the worker, from 0.
    ///   - worker: Where the worker is reached.
    init(
        _ process: ProcessState,
        index: Int,
        on loop: Loop,
        worker: WorkerAddress,
        supervisor: SupervisorAddress
    ) {
        self.loop = loop
        self.supervisor = supervisor
        metrics = process.metrics.workers[index]
        metricsClient = MetricsClient(supervisor: supervisor, worker: worker)
        permits = PendingPermits(worker: worker)
        probe = ProviderProbeClient(
            isEnabled: process.settings.health.openaiCheckEnabled,
            supervisor: supervisor,
            worker: worker
        )
        log = WorkerLog(
            process.sink,
            settings: process.settings.logging,
            on: loop,
            metrics: metrics
        )
    }
}
