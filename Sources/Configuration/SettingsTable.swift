// The table of all settings: the one place that names them, bounds them and says what they do.

extension Settings {
    /// Every setting, in the order in which they are documented and reported.
    static let table: [Setting<Settings>] =
        serverRows + authRows + openaiRows + modelRows + modelDefaultRows + loggingRows + healthRows
        + metricsRows
        + tracingRows + titleRows + agentRows + streamRows + retryRows + circuitRows + limitRows
        + reloadRows + drainRows

    static let serverRows: [Setting<Settings>] = [
        Setting(
            "server.host",
            \.server.host,
            .text,
            "The IP address to listen on; 0.0.0.0 is every IPv4 address of the machine, :: every address.",
            isFixed: true
        ),
        Setting(
            "server.port",
            \.server.port,
            .integer(0...65_535),
            "The TCP port to listen on; 0 picks any free one.",
            isFixed: true
        ),
        Setting(
            "server.workers",
            \.server.workers,
            .integer(0...256),
            "The number of worker threads, each with its own event loop; 0 is one per core.",
            isFixed: true
        ),
        Setting(
            "server.timeout_seconds",
            \.server.timeout,
            .seconds(1...86_400),
            "The longest duration of one stream, retries and tool steps included."
        ),
        Setting(
            "server.trusted_hops",
            \.server.trustedHops,
            .integer(0...10),
            "The number of trusted proxies that append to X-Forwarded-For; 0 trusts none."
        ),
        Setting(
            "server.playground",
            \.server.playground,
            .boolean,
            "Whether GET / serves a page to try the chat; always on with --demo."
        ),
        Setting(
            "server.cors.allowed_origins",
            \.server.cors.allowedOrigins,
            .list(.origin),
            "The origins whose pages may call the API, compared exactly; * allows all."
        ),
        Setting(
            "server.cors.allowed_methods",
            \.server.cors.allowedMethods,
            .list(.token),
            "The methods that these pages may use; * allows all."
        ),
        Setting(
            "server.cors.allowed_headers",
            \.server.cors.allowedHeaders,
            .list(.token),
            "The header fields that these pages may send; * allows all."
        ),
        Setting(
            "server.cors.expose_headers",
            \.server.cors.exposeHeaders,
            .list(.token),
            "The header fields of responses that these pages may read."
        ),
    ]

    static let authRows: [Setting<Settings>] = [
        Setting(
            "auth.mode",
            \.auth.mode,
            .choice,
            "How callers authenticate; with none, anyone who can reach the port may call."
        ),
        Setting(
            "auth.api_keys",
            \.auth.apiKeys,
            .list(.object(APIKey.fields, blank: APIKey())),
            "The keys accepted in mode api_key, which needs at least one."
        ),
        Setting(
            "auth.jwt.secret",
            \.auth.jwt.secret,
            .optional(.keyMaterial, isEmptyAbsent: true),
            "The shared secret of HS algorithms, or the public key of RS and ES algorithms as PEM."
        ),
        Setting(
            "auth.jwt.algorithm",
            \.auth.jwt.algorithm,
            .choice,
            "The only signature algorithm accepted in mode jwt."
        ),
        Setting(
            "auth.jwt.issuer",
            \.auth.jwt.issuer,
            .optional(.text),
            "The required iss of a token; null leaves it unchecked."
        ),
        Setting(
            "auth.jwt.audience",
            \.auth.jwt.audience,
            .optional(.text),
            "The required entry in a token's aud; with null, tokens that have an aud are refused."
        ),
        Setting(
            "auth.jwt.leeway_seconds",
            \.auth.jwt.leeway,
            .seconds(0...600),
            "The tolerated clock difference for a token's times: exp in the past, nbf and iat ahead."
        ),
    ]

    static let loggingRows: [Setting<Settings>] = [
        Setting(
            "logging.level",
            \.logging.level,
            .choice,
            "The lowest level that is logged."
        ),
        Setting(
            "logging.format",
            \.logging.format,
            .choice,
            "The format of a line: a JSON object, or readable text."
        ),
        Setting(
            "logging.include_request_body",
            \.logging.includeRequestBody,
            .boolean,
            "Whether request bodies are logged; they may contain personal data."
        ),
        Setting(
            "logging.include_response_body",
            \.logging.includeResponseBody,
            .boolean,
            "Whether the model's answers are logged; they may contain personal data."
        ),
    ]

    static let healthRows: [Setting<Settings>] = [
        Setting(
            "health.openai_check_enabled",
            \.health.openaiCheckEnabled,
            .boolean,
            "Whether GET /health checks the provider, and a start checks its list of models."
        ),
        Setting(
            "health.check_interval_seconds",
            \.health.checkInterval,
            .seconds(0...86_400),
            "How long the result of a check is reused; 0 checks each time."
        ),
        Setting(
            "health.timeout_seconds",
            \.health.timeout,
            .seconds(0.1...60),
            "How long the provider may take to answer a check."
        ),
        Setting(
            "health.ready_requires_provider",
            \.health.readyRequiresProvider,
            .boolean,
            "Whether GET /health/ready fails while the provider is unhealthy."
        ),
    ]
}
