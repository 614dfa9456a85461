// Starts the workers, takes signals, and leads the process to its end.

internal import Configuration
internal import Log
internal import Policy
internal import Reactor
internal import Synchronization
internal import Tracing

/// The main thread's part: a loop of signals and reports.
final class Supervisor: SupervisorRole {
    private var process: ProcessState
    private var isFirstPlan = true
    private var reloader: SettingsReloader?
    private let loop: Loop
    private let mailbox: Mailbox
    private let log: WorkerLog
    private let probe: ProviderProbe
    private var modelListCheck: ModelListCheck?
    private var metricsServer: MetricsServer?
    private var exporter: TraceExporter?
    private let whenReady: () -> Void
    private var watchers: [SignalWatcher] = []
    private var drainTimer: Timer?
    private var progressTimer: Timer?
    private var sweepTimer: Timer?
    private var drain: Drain
    private var threads: [Thread] = []
    private var startedCount = 0
    private var endedCount = 0
    private var failure: String?
    /// What the workers have been told, for one that starts late.
    private var given: [DrainOrder] = []

    private static let progressInterval = Duration.seconds(10)
    private static let sweepInterval = Duration.seconds(10)

    /// A worker as the supervisor sees it.
    ///
    /// A class, because a thread is joined by consuming it.
    private final class Thread {
        var thread: WorkerThread?
        var address: OwnerAddress<Worker>?
    }

    /// - Parameter metricsSocket: Where metrics have a port of their own.
    /// - Throws: When the system lacks memory or descriptors.
    init(
        _ process: ProcessState,
        origin: SettingsOrigin?,
        loaded: LoadedSettings,
        metricsSocket: BoundSocket?,
        whenReady: @escaping () -> Void
    ) throws {
        self.process = process
        self.whenReady = whenReady
        drain = Drain(delay: process.settings.drain.delay, timeout: process.settings.drain.timeout)
        loop = try Loop()
        mailbox = try Mailbox(on: loop)
        log = WorkerLog(process.sink, settings: process.settings.logging, on: loop)
        log.hideSecrets(of: process.settings)
        probe = try ProviderProbe(on: loop, process.settings)
        exporter = try TraceExporter(
            on: loop,
            process.settings.tracing,
            counts: process.metrics.spans,
            log: log
        )
        loop.owner = self
        metricsServer = try metricsSocket.map { socket in
            try MetricsServer(on: loop, socket: socket) { [unowned self] in metricsText() }
        }
        drainTimer = Timer(on: loop) { [unowned self] in giveOrders() }
        progressTimer = Timer(on: loop) { [unowned self] in reportProgress() }
        sweepTimer = Timer(on: loop) { [unowned self] in sweepShares() }
        sweepTimer?.schedule(after: Self.sweepInterval)
        for signal in [SignalWatcher.Signal.terminate, .interrupt] {
            watchers.append(
                try SignalWatcher(on: loop, for: signal) { [unowned self] in signalled() }
            )
        }
        // By default it would end the process, streams and all.
        watchers.append(
            try SignalWatcher(on: loop, for: .hangUp) { [unowned self] in reloader?.reload() }
        )
        guard let origin else { return }
        reloader = SettingsReloader(origin, after: loaded, on: loop, log: log) {
            [unowned self] settings in try adopt(settings)
        }
        reloader?.counts = process.metrics.reloads
    }

    func startWorker(_ index: Int, socket: BoundSocket) throws(UVError) {
        let supervisor = OwnerAddress<Supervisor>(mailbox.address)
        let workerView = SupervisorAddress(mailbox.address)
        let process = process
        let thread = Thread()
        threads.append(thread)
        thread.thread = try WorkerThread(name: "mamba-worker-\(index)") {
            Self.runWorker(index, process, socket, asking: workerView, reportingTo: supervisor)
        }
    }

    private static func runWorker(
        _ index: Int,
        _ process: ProcessState,
        _ socket: BoundSocket,
        asking role: SupervisorAddress,
        reportingTo supervisor: OwnerAddress<Supervisor>
    ) {
        do {
            let worker = try Worker(process, socket: socket, supervisor: role, index: index)
            let address = worker.address
            supervisor.post { $0.workerStarted(index, address) }
            worker.run()
            supervisor.post { $0.workerEnded(nil) }
        } catch {
            let reason = "\(error)"
            supervisor.post { $0.workerEnded(reason) }
        }
    }

    /// Serves; returns why a worker failed, or nil after an orderly end.
    func run() -> String? {
        loop.run()
        for thread in threads { thread.thread.take()?.join() }
        loop.finish()
        return failure
    }

    // Reports of workers

    private func workerStarted(_ index: Int, _ address: OwnerAddress<Worker>) {
        threads[index].address = address
        startedCount += 1
        if !isFirstPlan { replacePlan(of: threads[index]) }
        for order in given { tell(order, threads[index]) }
        guard startedCount == threads.count else { return }
        whenReady()
        checkModels()
    }

    private func workerEnded(_ reason: String?) {
        endedCount += 1
        if let reason, failure == nil {
            failure = reason
            give(.endStreams)
            give(.closeConnections)
        }
        guard endedCount == threads.count else { return }
        // The last spans have been posted before the last worker's word of its end.
        guard let exporter else { return end() }
        exporter.flush { [unowned self] in end() }
    }

    private func end() {
        exporter?.close()
        exporter = nil
        metricsServer?.close()
        if failure == nil { log.write(.info, "Server stopped", logger: "mamba.server") }
        reloader?.close()
        log.close()
        probe.close()
        modelListCheck?.close()
        modelListCheck = nil
        drainTimer?.cancel()
        progressTimer?.cancel()
        sweepTimer?.cancel()
        for watcher in watchers { watcher.close() }
        watchers = []
        mailbox.close()
    }

    /// Forgets clients that have their whole share again; here, because this thread serves nobody.
    private func sweepShares() {
        process.rateStore.sweep(at: loop.now)
        sweepTimer?.schedule(after: Self.sweepInterval)
    }

    /// Answers on this loop whether the provider can be reached.
    func checkProvider(_ answer: @escaping (ProviderCheck) -> Void) {
        probe.check(answer)
    }

    /// Asks the provider for its models, and warns of those that it does not list.
    private func checkModels() {
        modelListCheck?.close()
        modelListCheck = nil
        guard process.settings.health.openaiCheckEnabled else { return }
        modelListCheck = try? ModelListCheck(on: loop, process.settings) { [unowned self] report in
            modelListCheck?.close()
            modelListCheck = nil
            if let reason = report.failure {
                log.write(.warning, "Provider not reachable", logger: "mamba.provider") { line in
                    line.add("reason", reason)
                }
            }
            for missing in report.missing {
                log.write(.warning, "Model not listed", logger: "mamba.provider") { line in
                    line.add("setting", missing.setting)
                    line.add("model", missing.model)
                }
            }
        }
    }

    // Other settings

    /// Puts settings in force on every worker for what begins from now on.
    private func adopt(_ settings: Settings) throws {
        let next = try process.replaced(by: settings)
        try probe.adopt(settings)
        process = next
        isFirstPlan = false
        log.adopt(settings.logging)
        log.hideSecrets(of: settings)
        if !drain.hasBegun {
            drain = Drain(delay: settings.drain.delay, timeout: settings.drain.timeout)
        }
        for thread in threads { replacePlan(of: thread) }
        checkModels()
    }

    private func replacePlan(of thread: Thread) {
        let process = process
        thread.address?.post { $0.adopt(process) }
    }

    // Metrics and traces

    /// The text of `/metrics` as of now.
    func metricsText() -> [UInt8] {
        process.metrics.text(
            circuits: process.providers.mapValues(\.state),
            waitingCount: process.limiter.waitingCount
        )
    }

    /// Takes finished spans.
    func export(_ spans: [TraceSpan]) { exporter?.add(spans) }

    // The end of the process

    private func signalled() {
        let now = loop.now
        drain.signalled(at: now)
        process.counts.isDraining.store(true, ordering: .relaxed)
        logDraining()
        progressTimer?.schedule(after: Self.progressInterval)
        giveOrders()
    }

    private var streamCount: Int { process.counts.streams.load(ordering: .relaxed) }

    private func giveOrders() {
        while let order = drain.nextOrder(at: loop.now) { give(order) }
        if let next = drain.nextInstant { drainTimer?.schedule(at: next) }
    }

    private func give(_ order: DrainOrder) {
        given.append(order)
        for thread in threads { tell(order, thread) }
    }

    private func tell(_ order: DrainOrder, _ thread: Thread) {
        thread.address?.post { $0.obey(order) }
    }

    private func logDraining() {
        let streamCount = streamCount
        log.write(.info, "Draining", logger: "mamba.server") { $0.add("streams", streamCount) }
    }

    private func reportProgress() {
        logDraining()
        progressTimer?.schedule(after: Self.progressInterval)
    }
}
