// The tables of the objects that stand in lists: `auth.api_keys` and `models`.

extension Settings.APIKey {
    /// The fields of an element of `auth.api_keys`.
    static let fields: [Setting<Settings.APIKey>] = [
        Setting("key", \.key, .secret, "What the caller sends.", whenAbsent: .required),
        Setting("name", \.name, .text, "Whose key it is, for the log.", whenAbsent: .required),
    ]
}

extension Settings.Model {
    /// The fields of an element of `models`.
    static let fields: [Setting<Settings.Model>] = [
        Setting("id", \.id, .text, "The name that requests use.", whenAbsent: .required),
        Setting("name", \.name, .text, "The name that people see.", whenAbsent: .required),
        Setting("provider", \.provider, .text, "Who runs the model.", whenAbsent: .required),
        Setting(
            "openai_model",
            \.openaiModel,
            .text,
            "The provider's name for it.",
            whenAbsent: .required
        ),
        Setting("description", \.description, .optional(.prose), "A sentence for people."),
        Setting(
            "context_window",
            \.contextWindow,
            .optional(.integer(1...1_000_000_000, "tokens")),
            "How many tokens the model can take in."
        ),
        Setting("supports_tools", \.supportsTools, .boolean, "Whether it can call tools."),
        Setting(
            "parameters",
            \.parameters,
            .parameters,
            "As model_defaults.parameters, which hold beside those of other names."
        ),
        Setting(
            "parameter_limits",
            \.parameterLimits,
            .parameterLimits,
            "As model_defaults.parameter_limits, which hold beside those of other names."
        ),
        Setting(
            "request_parameters",
            \.requestParameters,
            .optional(.list(.parameterName)),
            "In place of model_defaults.request_parameters."
        ),
        Setting(
            "system_prompt",
            \.systemPrompt,
            .optional(.prose),
            "In place of model_defaults.system_prompt; an empty text is none."
        ),
    ]
}
