// The metrics of calls to the model: our own and those of OpenTelemetry's conventions.

internal import Chat
internal import Metrics
internal import Upstream

extension MetricCatalog {
    // The bounds of the GenAI semantic conventions, and two more for streams that last long.
    private static let operationBounds = [
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
        163.84, 327.68,
    ]
    private static let firstTokenBounds = [
        0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30,
        60,
    ]
    private static let outputTokenBounds = [
        0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5,
    ]
    private static let tokenBounds: [Double] = (0...13).map { Double(1 << (2 * $0)) }
    private static let modelLabels = [
        "gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_request_model",
    ]

    static let operationDuration = MetricDescription(
        "gen_ai_client_operation_duration_seconds",
        .histogram(bounds: operationBounds),
        labels: modelLabels + ["error_type"],
        "Duration of a model call, retries included; error_type is _OTHER for failed calls."
    )
    static let firstToken = MetricDescription(
        "gen_ai_server_time_to_first_token_seconds",
        .histogram(bounds: firstTokenBounds),
        labels: modelLabels,
        "Time from the start of a model call to its first content."
    )
    static let outputToken = MetricDescription(
        "gen_ai_server_time_per_output_token_seconds",
        .histogram(bounds: outputTokenBounds),
        labels: modelLabels,
        "Mean time per output token after the first, for each call whose usage is known."
    )
    static let tokenUsage = MetricDescription(
        "gen_ai_client_token_usage",
        .histogram(bounds: tokenBounds),
        labels: modelLabels + ["gen_ai_token_type"],
        "Tokens of a model call, as reported by the provider."
    )
    static let billedTokens = MetricDescription(
        "mamba_tokens_total",
        .counter,
        labels: ["model", "kind", "source"],
        "Tokens of model calls by what they are paid for, as the provider reported or estimated."
    )
    static let cost = MetricDescription(
        "mamba_cost_usd_total",
        .counter,
        labels: ["model", "source"],
        unitCount: 1_000_000_000,
        "Cost of model calls whose prices are configured, by reported or estimated tokens."
    )

    /// The kinds of tokens that are paid for.
    static let tokenKinds = ["input", "cache_read", "cache_write", "output", "reasoning"]
    /// Who has told the tokens.
    static let tokenSources = ["provider", "estimate"]

    static let usageMissing = MetricDescription(
        "mamba_usage_missing_total",
        .counter,
        "Model calls that completed without the provider reporting their token usage."
    )
    static let upstreamRequests = MetricDescription(
        "mamba_upstream_requests_total",
        .counter,
        labels: ["model"],
        "Requests sent to the provider, counting each attempt; titles included."
    )
    static let upstreamFailures = MetricDescription(
        "mamba_upstream_failures_total",
        .counter,
        labels: ["phase"],
        "Failed requests to the provider, by the phase in which they failed."
    )
    static let upstreamConnects = MetricDescription(
        "mamba_upstream_connects_total",
        .counter,
        labels: ["reused"],
        "Requests to the provider, by whether they reused an idle connection."
    )
    static let upstreamRetries = MetricDescription(
        "mamba_upstream_retries_total",
        .counter,
        labels: ["phase"],
        "Retries of requests to the provider, by the phase in which the previous attempt failed."
    )
    static let upstreamFallbacks = MetricDescription(
        "mamba_upstream_fallbacks_total",
        .counter,
        labels: ["phase"],
        "Model calls handed to the next target, by the phase in which the target before failed."
    )
    static let retryRefusals = MetricDescription(
        "mamba_retry_budget_refusals_total",
        .counter,
        "Retries not made because the retry budget was used up."
    )
    static let upstreamCancels = MetricDescription(
        "mamba_upstream_cancels_total",
        .counter,
        labels: ["cause"],
        "Cancelled requests to the provider, by cause."
    )

    /// How far a request to the provider may get, and the statuses that are no success.
    static let phases = [
        "resolve", "connect", "connect_timeout", "tls", "before_head", "body", "malformed",
        "not_started", "status_429", "status_4xx", "status_5xx", "status_other", "first_token",
        "idle", "total", "answer",
    ]
    /// Why a request to the provider may be cancelled.
    static let cancelCauses = departureCauses + ["time_limit", "drain", "answer"]
}

extension TryFailure {
    /// How far the request got: one of ``MetricCatalog/phases``.
    var phase: String {
        switch self {
        case .status(let head):
            switch head.status {
            case 429: "status_429"
            case 400..<500: "status_4xx"
            case 500..<600: "status_5xx"
            default: "status_other"
            }
        case .failure(let failure):
            switch failure {
            case .nameNotResolved: "resolve"
            case .connectTimeout: "connect_timeout"
            case .connectionFailed: "connect"
            case .tlsFailed: "tls"
            case .closedBeforeHead: "before_head"
            case .bodyCut: "body"
            case .malformedAnswer: "malformed"
            case .notStarted: "not_started"
            }
        }
    }
}

extension ChatError {
    /// The phase whose time limit has passed, one of ``MetricCatalog/phases``; nil for other errors.
    var timedOutPhase: String? {
        switch self {
        case .firstTokenTimeout: "first_token"
        case .idleTimeout: "idle"
        case .totalTimeout: "total"
        default: nil
        }
    }

    /// Why a request that still runs is cancelled with this error: one of ``MetricCatalog/cancelCauses``.
    var cancelCause: String {
        switch self {
        case .shuttingDown: "drain"
        case _ where timedOutPhase != nil: "time_limit"
        default: "answer"
        }
    }
}
