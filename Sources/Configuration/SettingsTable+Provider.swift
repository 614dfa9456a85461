// The rows of what is asked of the provider, and how.

extension Settings {
    static let openaiRows: [Setting<Settings>] = [
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
            "openai.ca_file",
            \.openai.caFile,
            .optional(.text, isEmptyAbsent: true),
            "A PEM file of the authorities trusted for the provider's TLS; null is the system's."
        ),
        Setting(
            "openai.proxy",
            \.openai.proxy,
            .optional(.proxy),
            "The proxy before the provider; none is a direct connection, null asks the environment.",
            whenAbsent: .proxyOfEnvironment
        ),
        Setting(
            "openai.headers",
            \.openai.headers,
            .headerFields(except: OpenAI.reservedHeaderNames),
            "Further header fields of each request to the provider."
        ),
        Setting(
            "openai.query",
            \.openai.query,
            .query,
            "The query of each URL of the provider, such as api-version."
        ),
        Setting(
            "openai.client_certificate",
            \.openai.clientCertificate,
            .optional(.text, isEmptyAbsent: true),
            "A PEM file of the certificate, with its chain, that a provider is shown which asks for one."
        ),
        Setting(
            "openai.client_key",
            \.openai.clientKey,
            .optional(.text, isEmptyAbsent: true),
            "The PEM file of its private key, without a passphrase; null is the certificate's file."
        ),
        Setting(
            "openai.keep_connections",
            \.openai.keepConnections,
            .integer(0...10_000, "connections"),
            "The most idle connections to the provider that each worker keeps; 0 keeps none."
        ),
        Setting(
            "openai.keep_seconds",
            \.openai.keepTime,
            .seconds(1...3600),
            "How long an idle connection to the provider is kept for the next request."
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
            "How long the provider may take, connecting included, to its first content.",
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
        Setting(
            "openai.send_reasoning",
            \.openai.sendReasoning,
            .reasoningPolicy,
            "Whether earlier reasoning is sent back, as reasoning_content; auto is by the provider."
        ),
    ]

    static let modelRows: [Setting<Settings>] = [
        Setting(
            "models",
            \.models,
            .list(.object(Model.fields, blank: Model())),
            "The models that are listed and may be asked for by id; an empty list is the default."
        )
    ]

    static let modelDefaultRows: [Setting<Settings>] = [
        Setting(
            "model_defaults.parameters",
            \.modelDefaults.parameters,
            .parameters,
            "What is sent with each model call where the request says nothing, such as temperature."
        ),
        Setting(
            "model_defaults.parameter_limits",
            \.modelDefaults.parameterLimits,
            .parameterLimits,
            "The largest values that requests may give; one of max_tokens holds without a request, too."
        ),
        Setting(
            "model_defaults.request_parameters",
            \.modelDefaults.requestParameters,
            .list(.parameterName),
            "The parameters that requests at /chat may set; at /v1 any may be."
        ),
        Setting(
            "model_defaults.system_prompt",
            \.modelDefaults.systemPrompt,
            .optional(.prose, isEmptyAbsent: true),
            "The system prompt of the server, before those of clients; null is none."
        ),
        Setting(
            "model_defaults.client_system_prompts",
            \.modelDefaults.clientSystemPrompts,
            .boolean,
            "Whether system prompts of clients reach the model; else they are left out."
        ),
    ]

    static let titleRows: [Setting<Settings>] = [
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
        Setting(
            "title.max_tokens",
            \.title.maxTokens,
            .optional(.integer(1...1_000_000, "tokens")),
            "How much the model may write for a title, its thoughts included; null sets no bound."
        ),
    ]

    static let agentRows: [Setting<Settings>] = [
        Setting(
            "agent.max_steps",
            \.agent.maxSteps,
            .integer(1...50),
            "How many times the model is asked for one request when it calls tools."
        )
    ]

    static let retryRows: [Setting<Settings>] = [
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
        Setting(
            "retry.budget_ratio",
            \.retry.budgetRatio,
            .ratio,
            "The tries again there may be for each request, over all requests of ten seconds."
        ),
        Setting(
            "retry.budget_per_second",
            \.retry.budgetPerSecond,
            .integer(0...10_000),
            "The tries again in a second that are allowed however few requests there are."
        ),
    ]

    static let circuitRows: [Setting<Settings>] = [
        Setting(
            "circuit.failure_ratio",
            \.circuit.failureRatio,
            .ratio,
            "The share of failed calls at which the provider is left alone; 0 is never."
        ),
        Setting(
            "circuit.calls",
            \.circuit.callsMin,
            .integer(1...1_000_000),
            "How many calls must have ended within the window before their share counts."
        ),
        Setting(
            "circuit.window_seconds",
            \.circuit.window,
            .seconds(1...3600),
            "How far back calls count."
        ),
        Setting(
            "circuit.open_seconds",
            \.circuit.openTime,
            .seconds(0.1...3600),
            "How long the provider is left alone before one call tries it."
        ),
    ]
}
