// What a worker keeps whatever settings are in force.

internal import Configuration
internal import Reactor

/// The parts of one worker that outlast every reading of the settings; on its loop only.
struct WorkerParts {
    let loop: Loop
    let log: WorkerLog
    let probe: ProbeDesk
    let permits: PermitDesk
    /// What this worker counts.
    let metrics: WorkerMetrics
    let metricsDesk: MetricsDesk
    let supervisor: SupervisorAddress

    /// - Parameters:
    ///   - index: The number of the worker, from 0.
    ///   - worker: Where the worker is reached.
    init(
        _ plan: ServerPlan,
        index: Int,
        on loop: Loop,
        worker: WorkerAddress,
        supervisor: SupervisorAddress
    ) {
        self.loop = loop
        self.supervisor = supervisor
        metrics = plan.metrics.workers[index]
        metricsDesk = MetricsDesk(supervisor: supervisor, worker: worker)
        permits = PermitDesk(worker: worker)
        probe = ProbeDesk(
            isEnabled: plan.settings.health.openaiCheckEnabled,
            supervisor: supervisor,
            worker: worker
        )
        log = WorkerLog(plan.sink, settings: plan.settings.logging, on: loop, metrics: metrics)
    }
}
