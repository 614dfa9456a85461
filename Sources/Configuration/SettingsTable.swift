// The table of all settings: the one place that names them, bounds them and says what they do.

extension Settings {
    /// Every setting, in the order in which they are documented and reported.
    static let table: [Setting<Settings>] =
        serverRows + authRows + openaiRows + modelRows + loggingRows + healthRows + titleRows
        + agentRows + streamRows + retryRows + limitRows + drainRows

    private static let serverRows: [Setting<Settings>] = [
        Setting(
            "server.host",
            \.server.host,
            .text,
            "The IP address to listen on; 0.0.0.0 is every IPv4 address of the machine."
        ),
        Setting(
            "server.port",
            \.server.port,
            .integer(0...65_535),
            "The TCP port to listen on; 0 takes any free one."
        ),
        Setting(
            "server.workers",
            \.server.workers,
            .integer(0...256),
            "The number of worker threads, each with its own event loop; 0 is one per core."
        ),
        Setting(
            "server.timeout_seconds",
            \.server.timeout,
            .seconds(1...86_400),
            "How long one stream may last in all, whatever arrives."
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
    ]

    private static let authRows: [Setting<Settings>] = [
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
    ]

    private static let openaiRows: [Setting<Settings>] = [
        Setting(
            "openai.api_key",
            \.openai.apiKey,
            .optional(.secret),
            "The key that is sent to the provider; needed unless the demo provider is used.",
            whenAbsent: .variable("OPENAI_API_KEY")
        ),
        Setting(
            "openai.organization",
            \.openai.organization,
            .optional(.text),
            "The value of the header OpenAI-Organization; null sends none.",
            whenAbsent: .variable("OPENAI_ORG_ID")
        ),
        Setting(
            "openai.project",
            \.openai.project,
            .optional(.text),
            "The value of the header OpenAI-Project; null sends none.",
            whenAbsent: .variable("OPENAI_PROJECT_ID")
        ),
        Setting(
            "openai.base_url",
            \.openai.baseURL,
            .baseURL,
            "The URL of the provider's API, to which /chat/completions is appended."
        ),
        Setting(
            "openai.timeout_seconds",
            \.openai.timeout,
            .seconds(1...3600),
            "How long the provider may be silent; the two finer limits below start from it."
        ),
        Setting(
            "openai.connect_timeout_seconds",
            \.openai.connectTimeout,
            .seconds(0.1...60),
            "How long connecting may take, name look-up and TLS included."
        ),
        Setting(
            "openai.first_token_timeout_seconds",
            \.openai.firstTokenTimeout,
            .seconds(0.1...3600),
            "How long the provider may think before its first event with data.",
            whenAbsent: .setting("openai.timeout_seconds")
        ),
        Setting(
            "openai.idle_timeout_seconds",
            \.openai.idleTimeout,
            .seconds(0.1...3600),
            "How long the provider may pause between two events with data.",
            whenAbsent: .setting("openai.timeout_seconds")
        ),
        Setting(
            "openai.max_retries",
            \.openai.maxRetries,
            .integer(0...10),
            "How often a request is tried in all, the first try included; 0 and 1 both mean once."
        ),
        Setting(
            "openai.default_model",
            \.openai.defaultModel,
            .text,
            "The provider's model for requests that name none."
        ),
    ]

    private static let modelRows: [Setting<Settings>] = [
        Setting(
            "models",
            \.models,
            .list(.object(Model.fields, blank: Model())),
            "The models that are listed and may be asked for by id; an empty list is the default."
        )
    ]

    private static let loggingRows: [Setting<Settings>] = [
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

    private static let healthRows: [Setting<Settings>] = [
        Setting(
            "health.openai_check_enabled",
            \.health.openaiCheckEnabled,
            .boolean,
            "Whether GET /health asks the provider."
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

    private static let titleRows: [Setting<Settings>] = [
        Setting(
            "title.max_length",
            \.title.maxLength,
            .integer(10...200, "characters"),
            "The longest title; longer answers are cut between words."
        ),
        Setting(
            "title.timeout_ms",
            \.title.timeout,
            .milliseconds(1000...30_000),
            "How long a title may take, all tries included, before the client falls back."
        ),
        Setting(
            "title.model",
            \.title.model,
            .text,
            "The provider's model that writes titles."
        ),
    ]

    private static let agentRows: [Setting<Settings>] = [
        Setting(
            "agent.max_steps",
            \.agent.maxSteps,
            .integer(1...50),
            "How many times the model is asked for one request when it calls tools."
        )
    ]

    private static let streamRows: [Setting<Settings>] = [
        Setting(
            "stream.keepalive_seconds",
            \.stream.keepalive,
            .seconds(0...300),
            "After how much silence a comment keeps the connection open; 0 sends none."
        ),
        Setting(
            "stream.high_water_bytes",
            \.stream.highWaterBytes,
            .integer(4096...67_108_864, "bytes"),
            "How much may wait for a slow client before the provider is paused."
        ),
        Setting(
            "stream.low_water_bytes",
            \.stream.lowWaterBytes,
            .integer(0...67_108_864, "bytes"),
            "At how little waiting the provider is resumed; must be below the high mark."
        ),
    ]

    private static let retryRows: [Setting<Settings>] = [
        Setting(
            "retry.base_seconds",
            \.retry.base,
            .seconds(0.001...60),
            "The longest wait before the second try; it doubles with each further one."
        ),
        Setting(
            "retry.cap_seconds",
            \.retry.cap,
            .seconds(0.001...300),
            "The longest wait between two tries."
        ),
        Setting(
            "retry.retry_after_cap_seconds",
            \.retry.retryAfterCap,
            .seconds(0...300),
            "The longest Retry-After that is waited for; a longer one fails the request at once."
        ),
    ]

    private static let limitRows: [Setting<Settings>] = [
        Setting(
            "limits.head_bytes",
            \.limits.headBytesMax,
            .integer(1024...1_048_576, "bytes"),
            "The largest request head; more is answered with 431."
        ),
        Setting(
            "limits.request_line_bytes",
            \.limits.requestLineBytesMax,
            .integer(256...65_536, "bytes"),
            "The longest request line; more is answered with 414."
        ),
        Setting(
            "limits.header_count",
            \.limits.headerCountMax,
            .integer(8...1000),
            "The most header fields; more are answered with 431."
        ),
        Setting(
            "limits.body_bytes",
            \.limits.bodyBytesMax,
            .integer(1024...1_073_741_824, "bytes"),
            "The largest request body; more is answered with 413."
        ),
        Setting(
            "limits.connections",
            \.limits.connectionsMax,
            .integer(1...1_000_000),
            "The most open connections of the process; more are answered with 503 and closed."
        ),
        Setting(
            "limits.streams",
            \.limits.streamsMax,
            .integer(1...1_000_000),
            "The most open streams of the process; more are answered with 503."
        ),
        Setting(
            "limits.head_timeout_seconds",
            \.limits.headTimeout,
            .seconds(0.1...300),
            "How long a request head may take from its first byte; longer is answered with 408."
        ),
        Setting(
            "limits.body_timeout_seconds",
            \.limits.bodyTimeout,
            .seconds(0.1...3600),
            "How long a body may take, beside one second for each 16 KiB; longer is 408."
        ),
        Setting(
            "limits.write_timeout_seconds",
            \.limits.writeTimeout,
            .seconds(0.1...3600),
            "How long a client may take nothing of what waits for it before it is cut off."
        ),
        Setting(
            "limits.keep_alive_seconds",
            \.limits.keepAliveTimeout,
            .seconds(0...3600),
            "How long a connection may wait for its next request; above that of the proxy in front."
        ),
        Setting(
            "limits.requests_per_connection",
            \.limits.requestsPerConnectionMax,
            .integer(1...1_000_000),
            "After how many requests a connection is closed."
        ),
    ]

    private static let drainRows: [Setting<Settings>] = [
        Setting(
            "drain.delay_seconds",
            \.drain.delay,
            .seconds(0...300),
            "How long connections are still accepted after readiness has turned to 503."
        ),
        Setting(
            "drain.timeout_seconds",
            \.drain.timeout,
            .seconds(0...86_400),
            "How long open streams may then run on before they are ended with an error event."
        ),
    ]
}
