// The rows of metrics and traces.

extension Settings {
    static let metricsRows: [Setting<Settings>] = [
        Setting(
            "metrics.enabled",
            \.metrics.isEnabled,
            .boolean,
            "Whether GET /metrics is answered, in the text format of Prometheus.",
            isFixed: true
        ),
        Setting(
            "metrics.port",
            \.metrics.port,
            .optional(.integer(0...65_535)),
            "A port for /metrics alone, without credentials; null serves it on server.port.",
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
            "Whether /metrics on server.port needs no credentials, as the health endpoints."
        ),
    ]

    static let tracingRows: [Setting<Settings>] = [
        Setting(
            "tracing.endpoint",
            \.tracing.endpoint,
            .optional(.baseURL),
            "The URL for spans, OTLP as JSON, such as http://127.0.0.1:4318/v1/traces; null is off.",
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
            "The part of the traces that begin here which is recorded; others as their parent says."
        ),
        Setting(
            "tracing.batch_spans",
            \.tracing.batchSpans,
            .integer(1...4096, "spans"),
            "How many spans leave at once.",
            isFixed: true
        ),
        Setting(
            "tracing.queue_spans",
            \.tracing.queueSpans,
            .integer(16...1_000_000, "spans"),
            "How many spans may wait; more are dropped and counted.",
            isFixed: true
        ),
        Setting(
            "tracing.interval_seconds",
            \.tracing.interval,
            .seconds(0.1...60),
            "How long a span waits at most for its batch to fill.",
            isFixed: true
        ),
        Setting(
            "tracing.timeout_seconds",
            \.tracing.timeout,
            .seconds(0.1...60),
            "How long the collector may take for a batch, and the last spans at the end.",
            isFixed: true
        ),
        Setting(
            "tracing.include_prompts",
            \.tracing.includePrompts,
            .boolean,
            "Whether spans hold what the model is asked; it may hold personal data."
        ),
    ]
}
