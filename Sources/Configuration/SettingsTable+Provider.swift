// The rows of what is asked of providers, and how.

extension Settings {
    /// The rows of the provider `openai`, which has the settings of every other one and the default model.
    static let openaiRows: [Setting<Settings>] =
        Provider.fields.map { Setting(lifting: $0, into: "openai", \.openai) }
        + [
            Setting(
                "openai.default_model",
                \.defaultModel,
                .text,
                "The provider's model for requests that name none."
            )
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
