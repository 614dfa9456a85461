// Every metric of the program: its name, its kind, its labels and its meaning.

internal import Auth
internal import Chat
internal import Metrics

/// The metrics that workers count; docs/OPERATIONS.md lists the same, which a test checks.
///
/// A new metric is a description here, a field of ``WorkerMetrics`` and a row there. No label may hold what a client
/// makes up.
enum MetricCatalog {
    /// What stands for a value that is not one of the known ones.
    static let other = "other"
    /// The classes of status codes; `none` is an exchange whose client left before the response.
    static let codes = ["2xx", "3xx", "4xx", "5xx", "none"]

    // Latencies of whole requests reach the longest that a stream may last.
    private static let requestBounds = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
    ]
    private static let lagBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]
    private static let gapBounds = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    static let httpRequests = MetricDescription(
        "mamba_http_requests_total",
        .counter,
        labels: ["route", "code"],
        "Completed exchanges, by route and status class."
    )
    static let httpDuration = MetricDescription(
        "mamba_http_request_duration_seconds",
        .histogram(bounds: requestBounds),
        labels: ["route"],
        "Time from the request head to the end of the exchange."
    )
    static let httpInFlight = MetricDescription(
        "mamba_http_in_flight_requests",
        .gauge,
        "Exchanges in progress."
    )
    static let httpResponseBytes = MetricDescription(
        "mamba_http_response_bytes_total",
        .counter,
        "Bytes of response content without framing, added at the end of each exchange."
    )
    static let httpRequestBytes = MetricDescription(
        "mamba_http_request_bytes_total",
        .counter,
        "Bytes of accepted request bodies."
    )
    static let departures = MetricDescription(
        "mamba_client_disconnects_total",
        .counter,
        labels: ["cause"],
        "Exchanges whose response was cut short, by cause."
    )
    static let authFailures = MetricDescription(
        "mamba_auth_failures_total",
        .counter,
        labels: ["reason"],
        "Requests without valid credentials, by reason."
    )
    static let streams = MetricDescription(
        "mamba_streams_total",
        .counter,
        "Answers started: streams, unstreamed completions, titles."
    )
    static let streamEnds = MetricDescription(
        "mamba_stream_ends_total",
        .counter,
        labels: ["outcome"],
        "Answers ended, by outcome: complete, left by the client, or an error code."
    )
    static let pauses = MetricDescription(
        "mamba_backpressure_pauses_total",
        .counter,
        "Times that reading from the provider was paused for a slow client."
    )
    static let keepAlives = MetricDescription(
        "mamba_keepalives_total",
        .counter,
        "Keep-alive comments sent on silent streams."
    )
    static let loopLag = MetricDescription(
        "mamba_loop_lag_seconds",
        .histogram(bounds: lagBounds),
        "Delay with which a worker's event loop ran a timer, sampled four times a second."
    )
    static let rateRefusals = MetricDescription(
        "mamba_rate_limit_refusals_total",
        .counter,
        labels: ["limit"],
        "Requests refused with 429 because the client exceeded a limit, by limit."
    )
    static let queueWaits = MetricDescription(
        "mamba_provider_queue_seconds",
        .histogram(bounds: gapBounds),
        "Time that queued calls waited for the provider before they started."
    )
    static let queueRefusals = MetricDescription(
        "mamba_provider_queue_refusals_total",
        .counter,
        labels: ["reason"],
        "Calls refused by the provider queue: it was full, or they waited too long (timeout)."
    )
    /// Why calls were not made.
    static let queueReasons = ["full", "timeout"]
    static let droppedLines = MetricDescription(
        "mamba_log_lines_dropped_total",
        .counter,
        "Log lines dropped because the log's reader did not keep up."
    )

    static let gaps = MetricDescription(
        "mamba_inter_chunk_gap_seconds",
        .histogram(bounds: gapBounds),
        "Time between two arrivals of data from the provider within an answer."
    )

    /// What may have become of a stream.
    static let outcomes: [String] =
        ["complete"] + departureCauses + ChatError.allCases.map(\.code)
    static let departureCauses = ["client_left", "client_stalled", "aborted"]
    /// The shares of a client.
    static let rateLimits = RateLimit.allCases.map(\.rawValue)
    /// What may be wrong with credentials.
    static let authReasons = AuthFailure.metricReasons
}

/// A share of a client, as metrics tell it.
enum RateLimit: String, CaseIterable {
    /// Requests in a time.
    case requests
    /// Answers at once.
    case streams
}

extension AuthFailure {
    /// All names of ``metricReason``.
    static let metricReasons = [
        "missing", "malformed", "unknown_key", "algorithm", "signature", "expired", "not_yet_valid",
        "claim",
    ]

    /// The reason in a word that many failures share.
    var metricReason: String {
        switch self {
        case .missingCredentials: "missing"
        case .unknownAPIKey: "unknown_key"
        case .wrongAlgorithm: "algorithm"
        case .wrongSignature: "signature"
        case .expired: "expired"
        case .notYetValid: "not_yet_valid"
        case .wrongClaim: "claim"
        case .repeatedField, .notBearer, .tokenTooLong, .malformedToken, .malformedHeader,
            .unsupportedHeader, .malformedPayload:
            "malformed"
        }
    }
}
