// The rows of what is asked of the provider, and how.

extension Settings {
    static let openaiRows: [Setting<Settings>] = [
        Setting(
            "openai.api_key",
            \.openai.apiKey,
            .optional(.secret),
            "The API key sent to the provider; required for OpenAI itself, except with --demo.",
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
            "The base URL of the provider's API, to which /chat/completions is appended."
        ),
        Setting(
            "openai.ca_file",
            \.openai.caFile,
            .optional(.text, isEmptyAbsent: true),
            "A PEM file of the authorities trusted for the provider's TLS; null uses the system's."
        ),
        Setting(
            "openai.proxy",
            \.openai.proxy,
            .optional(.proxy),
            "The proxy to the provider; none connects directly, null follows the environment.",
            whenAbsent: .proxyOfEnvironment
        ),
        Setting(
            "openai.headers",
            \.openai.headers,
            .headerFields(except: OpenAI.reservedHeaderNames),
            "Additional header fields of each request to the provider."
        ),
        Setting(
            "openai.query",
            \.openai.query,
            .query,
            "Query parameters of each request to the provider, such as api-version."
        ),
        Setting(
            "openai.client_certificate",
            \.openai.clientCertificate,
            .optional(.text, isEmptyAbsent: true),
            "A PEM file of the client certificate, with its chain, for a provider that asks for one."
        ),
        Setting(
            "openai.client_key",
            \.openai.clientKey,
            .optional(.text, isEmptyAbsent: true),
            "The PEM file of its private key, without a passphrase; null uses the certificate's file."
        ),
        Setting(
            "openai.keep_connections",
            \.openai.keepConnections,
            .integer(0...10_000, "connections"),
            "The maximum number of idle connections that each worker keeps to the provider; 0 keeps none."
        ),
        Setting(
            "openai.keep_seconds",
            \.openai.keepTime,
            .seconds(1...3600),
            "How long an idle connection to the provider is kept open for reuse."
        ),
        Setting(
            "openai.timeout_seconds",
            \.openai.timeout,
            .seconds(1...3600),
            "How long the provider may be silent; the default of the two limits below."
        ),
        Setting(
            "openai.connect_timeout_seconds",
            \.openai.connectTimeout,
            .seconds(0.1...60),
            "How long connecting may take, name resolution and TLS included."
        ),
        Setting(
            "openai.first_token_timeout_seconds",
            \.openai.firstTokenTimeout,
            .seconds(0.1...3600),
            "How long the provider may take to send its first content, connecting included.",
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
            "The maximum number of attempts per request, the first included; 0 and 1 both mean one."
        ),
        Setting(
            "openai.default_model",
            \.openai.defaultModel,
            .text,
            "The provider's model for requests that name none."
        ),
        Setting(
            "openai.send_reasoning",
            \.openai.sendReasoning,
            .reasoningPolicy,
            "Whether earlier reasoning is sent back as reasoning_content; auto decides by provider."
        ),
    ]

    static let modelRows: [Setting<Settings>] = [
        Setting(
            "models",
            \.models,
            .list(.object(Model.fields, blank: Model())),
            "The models that are listed and can be requested by id; an empty list is the default."
        )
    ]

    static let modelDefaultRows: [Setting<Settings>] = [
        Setting(
            "model_defaults.parameters",
            \.modelDefaults.parameters,
            .parameters,
            "Default parameters of model calls, such as temperature; the request's own take precedence."
        ),
        Setting(
            "model_defaults.parameter_limits",
            \.modelDefaults.parameterLimits,
            .parameterLimits,
            "The largest values that requests may give; a limit of max_tokens is also its default."
        ),
        Setting(
            "model_defaults.request_parameters",
            \.modelDefaults.requestParameters,
            .list(.parameterName),
            "The parameters that requests at /chat may set; requests at /v1 may set any."
        ),
        Setting(
            "model_defaults.system_prompt",
            \.modelDefaults.systemPrompt,
            .optional(.prose, isEmptyAbsent: true),
            "The server's system prompt, placed before those of clients; null sends none."
        ),
        Setting(
            "model_defaults.client_system_prompts",
            \.modelDefaults.clientSystemPrompts,
            .boolean,
            "Whether system prompts of clients reach the model; if not, they are dropped."
        ),
    ]

    static let titleRows: [Setting<Settings>] = [
        Setting(
            "title.max_length",
            \.title.maxLength,
            .integer(10...200, "characters"),
            "The maximum length of a title; longer answers are cut between words."
        ),
        Setting(
            "title.timeout_ms",
            \.title.timeout,
            .milliseconds(1000...30_000),
            "How long a title may take, all attempts included, before useFallback is sent."
        ),
        Setting(
            "title.model",
            \.title.model,
            .text,
            "The provider's model that generates titles."
        ),
        Setting(
            "title.max_tokens",
            \.title.maxTokens,
            .optional(.integer(1...1_000_000, "tokens")),
            "The maximum output of the model for a title, reasoning included; null is no limit."
        ),
    ]

    static let agentRows: [Setting<Settings>] = [
        Setting(
            "agent.max_steps",
            \.agent.maxSteps,
            .integer(1...50),
            "The maximum number of model calls per request when the model calls tools."
        )
    ]

    static let retryRows: [Setting<Settings>] = [
        Setting(
            "retry.base_seconds",
            \.retry.base,
            .seconds(0.001...60),
            "The longest wait before the second attempt; it doubles with each further one."
        ),
        Setting(
            "retry.cap_seconds",
            \.retry.cap,
            .seconds(0.001...300),
            "The longest wait between two attempts."
        ),
        Setting(
            "retry.retry_after_cap_seconds",
            \.retry.retryAfterCap,
            .seconds(0...300),
            "The longest Retry-After that is honoured; a longer one fails the request at once."
        ),
        Setting(
            "retry.budget_ratio",
            \.retry.budgetRatio,
            .ratio,
            "The retries allowed per request, averaged over all requests of ten seconds."
        ),
        Setting(
            "retry.budget_per_second",
            \.retry.budgetPerSecond,
            .integer(0...10_000),
            "The retries per second that are always allowed, however few requests there are."
        ),
    ]

    static let circuitRows: [Setting<Settings>] = [
        Setting(
            "circuit.failure_ratio",
            \.circuit.failureRatio,
            .ratio,
            "The share of failed calls at which the circuit opens; 0 never opens it."
        ),
        Setting(
            "circuit.calls",
            \.circuit.callsMin,
            .integer(1...1_000_000),
            "The number of calls that must have ended within the window before the share counts."
        ),
        Setting(
            "circuit.window_seconds",
            \.circuit.window,
            .seconds(1...3600),
            "The length of the window in which calls are counted."
        ),
        Setting(
            "circuit.open_seconds",
            \.circuit.openTime,
            .seconds(0.1...3600),
            "How long the circuit stays open before one call probes the provider."
        ),
    ]
}
