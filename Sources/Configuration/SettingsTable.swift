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
            "The TCP port to listen on; 0 takes any free one.",
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
            "How long one stream may last in all, whatever arrives."
        ),
        Setting(
            "server.trusted_hops",
            \.server.trustedHops,
            .integer(0...10),
            "How many proxies in front are believed about the client (X-Forwarded-For); 0 is none."
        ),
        Setting(
            "server.playground",
            \.server.playground,
            .boolean,
            "Whether GET / is a page to try the chat; with --demo it is."
        ),
        Setting(
            "server.cors.allowed_origins",
            \.server.cors.allowedOrigins,
            .list(.origin),
            "The origins whose pages may call, compared exactly; * allows all."
        ),
        Setting(
            "server.cors.allowed_methods",
            \.server.cors.allowedMethods,
            .list(.token),
            "The methods that such pages may use; * allows all."
        ),
        Setting(
            "server.cors.allowed_headers",
            \.server.cors.allowedHeaders,
            .list(.token),
            "The header fields that such pages may send; * allows all."
        ),
        Setting(
            "server.cors.expose_headers",
            \.server.cors.exposeHeaders,
            .list(.token),
            "The header fields of answers that such pages may read."
        ),
    ]

    static let authRows: [Setting<Settings>] = [
        Setting(
            "auth.mode",
            \.auth.mode,
            .choice,
            "How callers prove who they are; with none, anybody who reaches the port may call."
        ),
        Setting(
            "auth.api_keys",
            \.auth.apiKeys,
            .list(.object(APIKey.fields, blank: APIKey())),
            "The keys that are accepted in mode api_key; at least one is needed there."
        ),
        Setting(
            "auth.jwt.secret",
            \.auth.jwt.secret,
            .optional(.keyMaterial, isEmptyAbsent: true),
            "The shared secret of HS algorithms, or the public key of the others as PEM."
        ),
        Setting(
            "auth.jwt.algorithm",
            \.auth.jwt.algorithm,
            .choice,
            "The one signature algorithm that is accepted in mode jwt."
        ),
        Setting(
            "auth.jwt.issuer",
            \.auth.jwt.issuer,
            .optional(.text),
            "What the token's iss must be; null leaves it unchecked."
        ),
        Setting(
            "auth.jwt.audience",
            \.auth.jwt.audience,
            .optional(.text),
            "What the token's aud must contain; with null, tokens that have an aud are refused."
        ),
        Setting(
            "auth.jwt.leeway_seconds",
            \.auth.jwt.leeway,
            .seconds(0...600),
            "How far the times of a token may be off, as clocks differ: exp later, nbf and iat earlier."
        ),
    ]

    static let loggingRows: [Setting<Settings>] = [
        Setting(
            "logging.level",
            \.logging.level,
            .choice,
            "The least severe level that is written."
        ),
        Setting(
            "logging.format",
            \.logging.format,
            .choice,
            "One JSON object per line, or text for people."
        ),
        Setting(
            "logging.include_request_body",
            \.logging.includeRequestBody,
            .boolean,
            "Whether bodies of requests are logged; they may hold personal data."
        ),
        Setting(
            "logging.include_response_body",
            \.logging.includeResponseBody,
            .boolean,
            "Whether answers of the model are logged; they may hold personal data."
        ),
    ]

    static let healthRows: [Setting<Settings>] = [
        Setting(
            "health.openai_check_enabled",
            \.health.openaiCheckEnabled,
            .boolean,
            "Whether GET /health asks the provider, and a start for its models."
        ),
        Setting(
            "health.check_interval_seconds",
            \.health.checkInterval,
            .seconds(0...86_400),
            "How long one answer of the provider is used again; 0 asks each time."
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
            "Whether GET /health/ready fails when the provider does."
        ),
    ]
}
