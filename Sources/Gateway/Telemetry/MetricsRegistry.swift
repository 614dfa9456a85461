// The metrics of the process: those of its workers added up, and those that are asked for when they are wanted.

internal import Bytes
internal import HTTPServer
internal import Metrics
internal import Policy
internal import Reactor
internal import Synchronization
internal import System
internal import Upstream

/// Writes the whole text of `/metrics`.
final class MetricsRegistry: Sendable {
    /// The counters of each worker.
    let workers: [WorkerMetrics]
    /// What became of finished spans.
    let spans = SpanCounts()
    /// How reading the settings again has gone.
    let reloads = ReloadCounts()

    private let startedAt = WallClock.microseconds
    private let counts: LiveCounts

    init(workerCount: Int, models: [MeasuredModel], counts: LiveCounts) {
        workers = (0..<workerCount).map { _ in WorkerMetrics(models: models) }
        self.counts = counts
    }

    /// The text as of now.
    ///
    /// - Parameters:
    ///   - circuits: How the circuit to each provider stands, by its name.
    ///   - waitingCount: The calls that wait until the provider may be asked.
    func text(circuits: [String: CircuitBreaker.State], waitingCount: Int) -> [UInt8] {
        var exposition = Exposition()
        writeProgram(&exposition)
        for index in workers[0].families.indices {
            exposition.write(workers.map { $0.families[index] })
        }
        let circuitState = MetricDescription(
            "mamba_circuit_state",
            .gauge,
            labels: ["provider"],
            "State of a provider's circuit breaker: 0 closed, 1 half-open, 2 open."
        )
        exposition.write(
            circuitState,
            circuits.sorted { $0.key < $1.key }
                .map { (SeriesLabels(circuitState.labels, [$0.key]), Double($0.value.rawValue)) }
        )
        exposition.write(
            MetricDescription(
                "mamba_provider_queue_length",
                .gauge,
                "Calls queued because limits.provider_concurrency is reached."
            ),
            Double(waitingCount)
        )
        exposition.write([reloads.family])
        writeProcess(&exposition)
        let buffer = exposition.finish()
        return Array(buffer.bytes)
    }

    private func writeProgram(_ exposition: inout Exposition) {
        let info = MetricDescription(
            "mamba_build_info",
            .gauge,
            labels: ["version", "libuv", "libcurl"],
            "Always 1; the labels hold the versions in use."
        )
        let versions = [MambaVersion.current, Loop.libraryVersion, CurlGlobal.version]
        exposition.write(info, 1, labels: SeriesLabels(info.labels, versions))
        func gauge(_ name: String, _ value: Int, _ help: String) {
            exposition.write(MetricDescription(name, .gauge, help), Double(value))
        }
        func counter(_ name: String, _ value: Int, _ help: String) {
            exposition.write(MetricDescription(name, .counter, help), Double(value))
        }
        gauge("mamba_workers", workers.count, "Worker threads, each with its own event loop.")
        gauge(
            "mamba_draining",
            counts.isDraining.load(ordering: .relaxed) ? 1 : 0,
            "Whether the process is draining: 1 from the first signal on."
        )
        gauge(
            "mamba_streams_in_flight",
            counts.streams.load(ordering: .relaxed),
            "Open answers: streams, unstreamed completions, titles."
        )
        gauge(
            "mamba_http_connections_active",
            counts.connections.value,
            "Open client connections."
        )
        counter(
            "mamba_http_connections_total",
            counts.connections.total,
            "Accepted client connections."
        )
        counter(
            "mamba_http_connections_refused_total",
            counts.connections.refused,
            "Client connections refused because too many were open."
        )
        exposition.write([closedForRoom])
        gauge(
            "mamba_http_body_memory_bytes",
            counts.bodyMemory.takenByteCount,
            "Memory used by request bodies, bounded by limits.bodies_bytes."
        )
        counter(
            "mamba_trace_spans_exported_total",
            spans.exported.value,
            "Spans accepted by the collector."
        )
        counter(
            "mamba_trace_spans_dropped_total",
            spans.dropped.value,
            "Spans dropped: the queue was full, or the collector did not accept them."
        )
    }

    /// The connections that made room for others, as a family of the moment: their numbers are kept by the servers.
    private var closedForRoom: CounterFamily {
        let states = counts.connections.closedForRoom
        let family = CounterFamily(
            MetricDescription(
                "mamba_http_connections_evicted_total",
                .counter,
                labels: ["state"],
                "Client connections closed to make room for others, by their state."
            ),
            states.map { [$0.state] }
        )
        for (index, state) in states.enumerated() { family[index].add(state.count) }
        return family
    }

    private func writeProcess(_ exposition: inout Exposition) {
        let usage = ProcessUsage()
        exposition.write(
            MetricDescription(
                "process_cpu_seconds_total",
                .counter,
                "Total user and system CPU time in seconds."
            ),
            usage.cpuSeconds
        )
        for (name, value, help) in [
            ("process_resident_memory_bytes", usage.residentBytes, "Resident memory in bytes."),
            ("process_open_fds", usage.openDescriptorCount, "Number of open file descriptors."),
            ("process_max_fds", usage.descriptorsMax, "Maximum number of open file descriptors."),
        ] {
            exposition.write(MetricDescription(name, .gauge, help), Double(value))
        }
        exposition.write(
            MetricDescription(
                "process_start_time_seconds",
                .gauge,
                "Start time of the process, in seconds since 1970-01-01T00:00:00Z."
            ),
            Double(startedAt) / 1_000_000
        )
    }
}

/// What became of finished spans; changed on the supervisor's loop only.
final class SpanCounts: Sendable {
    let exported = Counter()
    let dropped = Counter()
}

/// How reading the settings again has gone; changed on the supervisor's loop only.
final class ReloadCounts: Sendable {
    let family = CounterFamily(
        MetricDescription(
            "mamba_settings_reloads_total",
            .counter,
            labels: ["outcome"],
            "Settings reloads, by outcome: applied (success) or rejected (failure)."
        ),
        [["success"], ["failure"]]
    )

    func succeeded() { family[0].add() }
    func failed() { family[1].add() }
}
