// The rows of metrics and traces.

extension Settings {
    static let metricsRows: [Setting<Settings>] = [
        Setting(
            "metrics.enabled",
            \.metrics.isEnabled,
            .boolean,
            "Whether GET /metrics is served, in the Prometheus text format.",
            isFixed: true
        ),
        Setting(
            "metrics.port",
            \.metrics.port,
            .optional(.integer(0...65_535)),
            "A separate port for /metrics, without credentials; null serves it on server.port.",
            isFixed: true
        ),
        Setting(
            "metrics.host",
            \.metrics.host,
            .text,
            "The IP address of that port.",
            whenAbsent: .setting("server.host"),
            isFixed: true
        ),
        Setting(
            "metrics.public",
            \.metrics.isPublic,
            .boolean,
            "Whether /metrics on server.port is open without credentials, like the health endpoints."
        ),
    ]

    static let tracingRows: [Setting<Settings>] = [
        Setting(
            "tracing.endpoint",
            \.tracing.endpoint,
            .optional(.baseURL),
            "The OTLP/HTTP endpoint for spans, such as http://127.0.0.1:4318/v1/traces; null is off.",
            isFixed: true
        ),
        Setting(
            "tracing.headers",
            \.tracing.headers,
            .headerFields(),
            "Header fields for the collector, such as Authorization.",
            isFixed: true
        ),
        Setting(
            "tracing.service_name",
            \.tracing.serviceName,
            .text,
            "The name of this service in traces.",
            isFixed: true
        ),
        Setting(
            "tracing.sample_ratio",
            \.tracing.sampleRatio,
            .number(0...1),
            "The share of new traces that is recorded; continued traces follow their parent."
        ),
        Setting(
            "tracing.batch_spans",
            \.tracing.batchSpans,
            .integer(1...4096, "spans"),
            "The number of spans per batch.",
            isFixed: true
        ),
        Setting(
            "tracing.queue_spans",
            \.tracing.queueSpans,
            .integer(16...1_000_000, "spans"),
            "The maximum number of queued spans; more are dropped and counted.",
            isFixed: true
        ),
        Setting(
            "tracing.interval_seconds",
            \.tracing.interval,
            .seconds(0.1...60),
            "The longest time that a span waits for its batch to fill.",
            isFixed: true
        ),
        Setting(
            "tracing.timeout_seconds",
            \.tracing.timeout,
            .seconds(0.1...60),
            "How long an export may take, and at shutdown the export of the last spans.",
            isFixed: true
        ),
        Setting(
            "tracing.include_prompts",
            \.tracing.includePrompts,
            .boolean,
            "Whether spans include the prompts; these may contain personal data."
        ),
    ]
}
