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
        "Exchanges that are over, by the path of the route and the class of the status."
    )
    static let httpDuration = MetricDescription(
        "mamba_http_request_duration_seconds",
        .histogram(bounds: requestBounds),
        labels: ["route"],
        "The time from a request's head to the end of its exchange."
    )
    static let httpInFlight = MetricDescription(
        "mamba_http_in_flight_requests",
        .gauge,
        "Exchanges that are under way."
    )
    static let httpResponseBytes = MetricDescription(
        "mamba_http_response_bytes_total",
        .counter,
        "Bytes of response content without framing, counted at the end of each exchange."
    )
    static let httpRequestBytes = MetricDescription(
        "mamba_http_request_bytes_total",
        .counter,
        "Bytes of request bodies that were admitted."
    )
    static let departures = MetricDescription(
        "mamba_client_disconnects_total",
        .counter,
        labels: ["cause"],
        "Exchanges whose response did not reach its end, by why."
    )
    static let authFailures = MetricDescription(
        "mamba_auth_failures_total",
        .counter,
        labels: ["reason"],
        "Requests without valid credentials, by what was wrong with them."
    )
    static let streams = MetricDescription(
        "mamba_streams_total",
        .counter,
        "Answers that were begun: streams, whole ones of OpenAI's API, titles."
    )
    static let streamEnds = MetricDescription(
        "mamba_stream_ends_total",
        .counter,
        labels: ["outcome"],
        "Answers that are over: complete, left by the client, or the code of the error."
    )
    static let pauses = MetricDescription(
        "mamba_backpressure_pauses_total",
        .counter,
        "How often the provider was paused for a client that reads slowly."
    )
    static let keepAlives = MetricDescription(
        "mamba_keepalives_total",
        .counter,
        "Comments that were sent to keep silent streams open."
    )
    static let loopLag = MetricDescription(
        "mamba_loop_lag_seconds",
        .histogram(bounds: lagBounds),
        "How late the loop of a worker ran a timer, measured four times a second."
    )
    static let rateRefusals = MetricDescription(
        "mamba_rate_limit_refusals_total",
        .counter,
        labels: ["limit"],
        "Requests beyond a client's share, which were refused with 429, by which share."
    )
    static let queueWaits = MetricDescription(
        "mamba_provider_queue_seconds",
        .histogram(bounds: gapBounds),
        "How long calls to the provider waited that had to, until they could begin."
    )
    static let queueRefusals = MetricDescription(
        "mamba_provider_queue_refusals_total",
        .counter,
        labels: ["reason"],
        "Calls that were not made: too many waited (full), or they waited too long (timeout)."
    )
    /// Why calls were not made.
    static let queueReasons = ["full", "timeout"]
    static let droppedLines = MetricDescription(
        "mamba_log_lines_dropped_total",
        .counter,
        "Log lines of workers that were lost because nobody took them."
    )

    static let gaps = MetricDescription(
        "mamba_inter_chunk_gap_seconds",
        .histogram(bounds: gapBounds),
        "The time between two arrivals of data from the provider within an answer."
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
