// Providers that are known by their names.

internal import Providers

/// The address and the dialect of a provider that operators need not look up.
///
/// From the providers' own documentation; `docs/PROVIDERS.md` lists them.
struct ProviderPreset: Sendable {
    let dialect: Dialect
    let baseURL: String

    private static let all: [String: ProviderPreset] = [
        "anthropic": ProviderPreset(.anthropic, "https://api.anthropic.com/v1"),
        "cerebras": ProviderPreset(.openai, "https://api.cerebras.ai/v1"),
        "deepseek": ProviderPreset(.openai, "https://api.deepseek.com/v1"),
        "fireworks": ProviderPreset(.openai, "https://api.fireworks.ai/inference/v1"),
        "gemini": ProviderPreset(.gemini, "https://generativelanguage.googleapis.com/v1beta"),
        "groq": ProviderPreset(.openai, "https://api.groq.com/openai/v1"),
        "mistral": ProviderPreset(.openai, "https://api.mistral.ai/v1"),
        "moonshot": ProviderPreset(.openai, "https://api.moonshot.ai/v1"),
        "openrouter": ProviderPreset(.openai, "https://openrouter.ai/api/v1"),
        "responses": ProviderPreset(.responses, "https://api.openai.com/v1"),
        "together": ProviderPreset(.openai, "https://api.together.xyz/v1"),
        "xai": ProviderPreset(.openai, "https://api.x.ai/v1"),
        // Servers of one's own, at their standard ports.
        "llamacpp": ProviderPreset(.openai, "http://127.0.0.1:8080/v1"),
        "ollama": ProviderPreset(.openai, "http://127.0.0.1:11434/v1"),
        "vllm": ProviderPreset(.openai, "http://127.0.0.1:8000/v1"),
    ]

    /// The names that have a preset, sorted.
    static var names: [String] { all.keys.sorted() }

    private init(_ dialect: Dialect, _ baseURL: String) {
        self.dialect = dialect
        self.baseURL = baseURL
    }

    /// The preset of a name, if there is one.
    static func named(_ name: String) -> ProviderPreset? { all[name] }
}
