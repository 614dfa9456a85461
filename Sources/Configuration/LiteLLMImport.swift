// Settings from the configuration of LiteLLM's proxy.

internal import Providers

/// What a file of LiteLLM's comes to here.
public struct LiteLLMImport: Sendable {
    /// Why a file cannot be read at all.
    public struct Failure: Error, CustomStringConvertible, Sendable {
        /// A sentence with the place of the fault.
        public let description: String
    }

    /// The settings, as a YAML file.
    public let settings: String
    /// What could not be carried over, one line each; nothing of it is a secret.
    public let notes: [String]

    /// Reads a `config.yaml` of LiteLLM's proxy: its `model_list`, and the fallbacks between models.
    ///
    /// LiteLLM documentation, "Proxy config.yaml". Keys that stand in the file are not copied; notes tell which
    /// variables they belong into.
    ///
    /// - Throws: When it is no YAML, or has no `model_list`.
    public init(_ bytes: [UInt8]) throws(Failure) {
        let root: SettingNode
        do throws(YAMLError) {
            root = try YAMLSource.parse(bytes)
        } catch {
            throw Failure(
                description: "line \(error.line), column \(error.column): \(error.message)"
            )
        }
        guard case .list(let entries)? = root["model_list"]?.content else {
            throw Failure(description: "there is no model_list")
        }
        var conversion = LiteLLMConversion()
        for (index, entry) in entries.enumerated() { conversion.add(entry, at: index) }
        conversion.addFallbacks(root)
        conversion.noteOthers(root)
        settings = conversion.text
        notes = conversion.notes
    }
}

/// The state of a conversion.
private struct LiteLLMConversion {
    private struct Provider: Equatable {
        let name: String
        let kind: String
        let dialect: Dialect
        let baseURL: String?
        /// What tells two providers of a kind apart beside the address.
        let key: String
        var apiVersion: String?
    }

    private struct Model {
        let name: String
        var targets: [(provider: String, model: String, order: Int, weight: Int)] = []
        var parameters: [(name: String, json: String)] = []
        var prices: (input: Double, output: Double)?
    }

    private var providers: [Provider] = []
    private var models: [Model] = []
    private(set) var notes: [String] = []

    /// The dialects of LiteLLM's providers that are not OpenAI's, and the names that providers have here.
    private static let dialects: [String: (dialect: Dialect, name: String)] = [
        "anthropic": (.anthropic, "anthropic"), "gemini": (.gemini, "gemini"),
        "azure": (.azure, "azure"), "openai": (.openai, "openai"),
    ]
    /// LiteLLM's names of providers that have another one here.
    private static let otherNames = [
        "fireworks_ai": "fireworks", "together_ai": "together", "hosted_vllm": "vllm",
        "ollama_chat": "ollama",
    ]
    /// The parameters of requests that may stand in `litellm_params`.
    private static let parameterNames: Set<String> = [
        "temperature", "top_p", "max_tokens", "max_completion_tokens", "presence_penalty",
        "frequency_penalty", "seed", "stop", "reasoning_effort", "response_format", "user",
    ]
    /// What means nothing here, or is told in another way.
    private static let otherNamesOfParams: Set<String> = [
        "model", "api_key", "api_base", "base_url", "api_version", "weight", "order",
        "input_cost_per_token", "output_cost_per_token", "custom_llm_provider",
    ]

    mutating func add(_ entry: SettingNode, at index: Int) {
        let place = "model_list[\(index)]"
        guard let name = entry["model_name"]?.text, let parameters = entry["litellm_params"],
            let route = parameters["model"]?.text
        else { return notes.append("\(place): has no model_name or no litellm_params.model") }
        let parts = route.split(separator: "/", maxSplits: 1).map(String.init)
        let kind =
            parameters["custom_llm_provider"]?.text ?? (parts.count == 2 ? parts[0] : "openai")
        let model = parts.count == 2 ? parts[1] : route
        guard let provider = provider(kind, parameters, place) else { return }
        var position = models.firstIndex { $0.name == name }
        if position == nil {
            models.append(Model(name: name))
            position = models.count - 1
        }
        guard let position else { return }
        models[position].targets.append(
            (
                provider, model, parameters["order"]?.integer ?? 0,
                min(max(parameters["weight"]?.integer ?? 1, 1), 1000)
            )
        )
        addParameters(parameters, to: position, place)
    }

    private mutating func provider(
        _ kind: String,
        _ parameters: SettingNode,
        _ place: String
    ) -> String? {
        let base = Self.otherNames[kind] ?? kind
        let dialect = Self.dialects[kind]?.dialect ?? .openai
        let baseURL = parameters["api_base"]?.text ?? parameters["base_url"]?.text
        let isKnown = base == "openai" || ProviderPreset.named(base) != nil
        guard isKnown || baseURL != nil else {
            notes.append("\(place): the provider \(kind) is not known here; give it a base_url")
            return nil
        }
        let key = parameters["api_key"]?.text ?? ""
        let version = parameters["api_version"]?.text
        if let found = providers.first(where: {
            $0.kind == kind && $0.baseURL == baseURL && $0.key == key && $0.apiVersion == version
        }) {
            return found.name
        }
        let used = providers.filter { $0.name == base || $0.name.hasPrefix(base + "_") }.count
        let name = used == 0 ? base : "\(base)_\(used + 1)"
        let clean = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        let own = String(clean)
        providers.append(
            Provider(
                name: own,
                kind: kind,
                dialect: dialect,
                baseURL: baseURL,
                key: key,
                apiVersion: version
            )
        )
        noteKey(key, of: own)
        return own
    }

    private mutating func noteKey(_ key: String, of provider: String) {
        let own = provider == "openai" ? "MAMBA_OPENAI__API_KEY" : variable(of: provider)
        if let other = key.firstRange(of: "os.environ/") {
            let name = key[other.upperBound...]
            notes.append("set \(own) to what \(name) holds")
        } else if !key.isEmpty {
            notes.append("set \(own) to the key of \(provider); keys are not copied")
        }
    }

    private func variable(of provider: String) -> String {
        Variable.name(of: "\(ProviderSections.section).\(provider).api_key")
    }

    private mutating func addParameters(
        _ parameters: SettingNode,
        to position: Int,
        _ place: String
    ) {
        guard case .section(let entries) = parameters.content else { return }
        for entry in entries where !Self.otherNamesOfParams.contains(entry.name) {
            guard Self.parameterNames.contains(entry.name), let json = entry.node.json else {
                notes.append("\(place).litellm_params.\(entry.name): not carried over")
                continue
            }
            // All targets of a model are asked with the same here.
            guard !models[position].parameters.contains(where: { $0.name == entry.name }) else {
                continue
            }
            models[position].parameters.append((entry.name, json))
        }
        if let input = parameters["input_cost_per_token"]?.decimal,
            let output = parameters["output_cost_per_token"]?.decimal
        {
            models[position].prices = (input * 1_000_000, output * 1_000_000)
        }
    }

    /// Adds the targets of a model's fallbacks behind its own.
    mutating func addFallbacks(_ root: SettingNode) {
        for section in ["router_settings", "litellm_settings"] {
            guard case .list(let rows)? = root[section]?["fallbacks"]?.content else { continue }
            for row in rows {
                guard case .section(let entries) = row.content else { continue }
                for entry in entries { addFallbacks(of: entry.name, entry.node) }
            }
        }
    }

    private mutating func addFallbacks(of name: String, _ node: SettingNode) {
        guard let position = models.firstIndex(where: { $0.name == name }),
            case .list(let others) = node.content
        else { return notes.append("fallbacks of \(name): there is no such model") }
        for other in others.compactMap(\.text) {
            guard let found = models.first(where: { $0.name == other }) else {
                notes.append("fallbacks of \(name): there is no model \(other)")
                continue
            }
            let last = models[position].targets.map(\.order).max() ?? 0
            for target in found.targets {
                models[position].targets.append(
                    (target.provider, target.model, min(last + 1, 100), target.weight)
                )
            }
        }
    }

    /// Tells of everything else that the file has.
    mutating func noteOthers(_ root: SettingNode) {
        guard case .section(let entries) = root.content else { return }
        for entry in entries where entry.name != "model_list" {
            guard case .section(let inner) = entry.node.content else {
                notes.append("\(entry.name): not carried over")
                continue
            }
            for part in inner where part.name != "fallbacks" {
                notes.append("\(entry.name).\(part.name): not carried over")
            }
        }
    }

    // The file

    var text: String {
        var lines = ["# From LiteLLM's configuration by mamba import-litellm."]
        let others = providers.filter { $0.name != "openai" }
        if let openai = providers.first(where: { $0.name == "openai" }), let url = openai.baseURL {
            lines += ["openai:", "  base_url: \(SettingText.quoted(url))"]
            lines += defaultLines
        } else if !models.isEmpty {
            lines += ["openai:"] + defaultLines
        }
        if let first = models.first {
            lines += ["title:", "  model: \(SettingText.quoted(first.name))"]
        }
        if !others.isEmpty { lines.append("providers:") }
        for provider in others { lines += self.lines(of: provider) }
        if !models.isEmpty { lines.append("models:") }
        for model in models { lines += self.lines(of: model) }
        return lines.joined(separator: "\n") + "\n"
    }

    private var defaultLines: [String] {
        models.first.map { ["  default_model: \(SettingText.quoted($0.name))"] } ?? []
    }

    private func lines(of provider: Provider) -> [String] {
        var members: [String] = []
        if ProviderPreset.named(provider.name)?.dialect != provider.dialect {
            members.append("dialect: \(provider.dialect.rawValue)")
        }
        if let url = provider.baseURL
            ?? ProviderPreset.named(Self.otherNames[provider.kind] ?? provider.kind)?.baseURL
        {
            members.append("base_url: \(SettingText.quoted(url))")
        }
        if let version = provider.apiVersion {
            members.append("query: {api-version: \(SettingText.quoted(version))}")
        }
        return ["  \(provider.name): {\(members.joined(separator: ", "))}"]
    }

    private func lines(of model: Model) -> [String] {
        let name = SettingText.quoted(model.name)
        var lines = [
            "  - id: \(name)", "    name: \(name)",
            "    provider: \(SettingText.quoted(model.targets.first?.provider ?? "openai"))",
            "    targets:",
        ]
        var prices = ""
        if let (input, output) = model.prices {
            prices =
                ", prices: {input: \(LenientScalar.text(input)), output: \(LenientScalar.text(output))}"
        }
        for target in model.targets {
            lines.append(
                "      - {provider: \(target.provider), model: \(SettingText.quoted(target.model)),"
                    + " order: \(target.order), weight: \(target.weight)\(prices)}"
            )
        }
        if !model.parameters.isEmpty {
            let members = model.parameters.map { "\($0.name): \($0.json)" }
            lines.append("    parameters: {\(members.joined(separator: ", "))}")
        }
        return lines
    }
}

extension SettingNode {
    /// The value of a key of a section.
    fileprivate subscript(_ name: String) -> SettingNode? {
        guard case .section(let entries) = content else { return nil }
        return entries.last { $0.name == name }?.node
    }

    fileprivate var text: String? {
        if case .text(let text) = content { text } else { nil }
    }

    fileprivate var integer: Int? {
        if case .integer(let value) = content { value } else { nil }
    }

    fileprivate var decimal: Double? { LenientScalar.decimal(self) }
}
