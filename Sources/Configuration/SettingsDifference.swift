// What has changed between two settings, by name only: values may be secrets.

extension Settings {
    /// Settings that take effect at the next start only: sockets, threads and the exporter of spans are made once.
    public static let fixedNames: Set<String> = [
        "server.host", "server.port", "server.workers",
        "metrics.enabled", "metrics.port", "metrics.host",
        "tracing.endpoint", "tracing.headers", "tracing.service_name", "tracing.batch_spans",
        "tracing.queue_spans", "tracing.interval_seconds", "tracing.timeout_seconds",
    ]

    /// The dotted names of settings whose values differ, in the order of the documentation.
    public func changedNames(from other: Settings) -> [String] {
        Settings.table.filter { !$0.isSame(self, other) }.map(\.name)
    }

    /// These settings with those of ``fixedNames`` as they are in force.
    public func keepingFixed(of current: Settings) -> Settings {
        var kept = self
        kept.server.host = current.server.host
        kept.server.port = current.server.port
        kept.server.workers = current.server.workers
        kept.metrics.isEnabled = current.metrics.isEnabled
        kept.metrics.port = current.metrics.port
        kept.metrics.host = current.metrics.host
        // Of spans the exporter is fixed; what is sampled and told follows.
        kept.tracing = current.tracing
        kept.tracing.sampleRatio = tracing.sampleRatio
        kept.tracing.includePrompts = tracing.includePrompts
        return kept
    }
}
