// The tables of the objects that stand in lists: `auth.api_keys` and `models`.

extension Settings.APIKey {
    /// The fields of an element of `auth.api_keys`.
    static let fields: [Setting<Settings.APIKey>] = [
        Setting("key", \.key, .secret, "The key that the caller sends.", whenAbsent: .required),
        Setting("name", \.name, .text, "The key's owner, for the log.", whenAbsent: .required),
    ]
}

extension Settings.Target {
    /// The fields of an element of a model's `targets`.
    static let fields: [Setting<Settings.Target>] = [
        Setting("provider", \.provider, .text, "The provider's name.", whenAbsent: .required),
        Setting("model", \.model, .text, "The provider's model.", whenAbsent: .required),
        Setting("order", \.order, .integer(0...100), "A lower order is asked first."),
        Setting("weight", \.weight, .integer(1...1000), "The share among targets of an order."),
        Setting(
            "context_window",
            \.contextWindow,
            .optional(.integer(1...1_000_000_000, "tokens")),
            "The size of the model's context in tokens; a longer conversation goes to a larger one."
        ),
        Setting(
            "prices",
            \.prices,
            .optional(.object(Settings.Prices.fields, blank: Settings.Prices())),
            "What its tokens cost, in US dollars per million."
        ),
    ]
}

extension Settings.Prices {
    /// The fields of `prices`.
    static let fields: [Setting<Settings.Prices>] = [
        Setting("input", \.input, .price, "Tokens of the prompt.", whenAbsent: .required),
        Setting("output", \.output, .price, "Tokens of the answer.", whenAbsent: .required),
        Setting("cache_read", \.cacheRead, .optional(.price), "Of the prompt, from a cache."),
        Setting("cache_write", \.cacheWrite, .optional(.price), "Of the prompt, for a cache."),
    ]
}

extension Settings.Model {
    /// The fields of an element of `models`.
    static let fields: [Setting<Settings.Model>] = [
        Setting("id", \.id, .text, "The name that requests use.", whenAbsent: .required),
        Setting("name", \.name, .text, "The display name.", whenAbsent: .required),
        Setting("provider", \.provider, .text, "The model's provider.", whenAbsent: .required),
        Setting(
            "openai_model",
            \.openaiModel,
            .text,
            "The provider's name for it.",
            whenAbsent: .requiredUnless("targets")
        ),
        Setting(
            "targets",
            \.targets,
            .list(.object(Settings.Target.fields, blank: Settings.Target())),
            "The providers' models that answer for it, with order and weight."
        ),
        Setting(
            "prices",
            \.prices,
            .optional(.object(Settings.Prices.fields, blank: Settings.Prices())),
            "What its tokens cost, in US dollars per million; targets have their own."
        ),
        Setting("description", \.description, .optional(.prose), "A short description for people."),
        Setting(
            "context_window",
            \.contextWindow,
            .optional(.integer(1...1_000_000_000, "tokens")),
            "The size of the model's context in tokens."
        ),
        Setting("supports_tools", \.supportsTools, .boolean, "Whether the model can call tools."),
        Setting(
            "parameters",
            \.parameters,
            .parameters,
            "As model_defaults.parameters, merged with them by name."
        ),
        Setting(
            "parameter_limits",
            \.parameterLimits,
            .parameterLimits,
            "As model_defaults.parameter_limits, merged with them by name."
        ),
        Setting(
            "request_parameters",
            \.requestParameters,
            .optional(.list(.parameterName)),
            "Replaces model_defaults.request_parameters."
        ),
        Setting(
            "drop_parameters",
            \.dropParameters,
            .list(.parameterName),
            "Parameters that are never sent to the model, which refuses them."
        ),
        Setting(
            "system_prompt",
            \.systemPrompt,
            .optional(.prose),
            "Replaces model_defaults.system_prompt; an empty text sends none."
        ),
    ]
}
