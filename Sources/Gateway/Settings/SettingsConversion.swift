// From settings to what authentication, models, the log and the upstream client take.

internal import Auth
internal import Bytes
internal import Chat
internal import Configuration
internal import HTTP
internal import Log
internal import Policy
internal import Providers
internal import Timing
internal import Upstream

extension Authenticator {
    /// The authenticator that the settings ask for.
    init(_ whole: Settings) throws(AuthenticatorError) {
        let settings = whole.auth
        switch settings.mode {
        case .none: self = .none
        case .apiKey:
            self = try .apiKeys(settings.apiKeys.map { (name: $0.name, key: String($0.key.bytes)) })
        case .jwt:
            self = try .jwt(
                algorithm: settings.jwt.algorithm.rawValue,
                key: settings.jwt.secret.map { Array($0.bytes) } ?? [],
                issuer: settings.jwt.issuer,
                audience: settings.jwt.audience,
                // A token is a part of a head, and no head is larger.
                tokenBytesMax: whole.limits.headBytesMax,
                leeway: settings.jwt.leeway / .seconds(1)
            )
        }
    }
}

extension ModelCatalog {
    /// The catalogue that the settings list.
    convenience init(_ settings: Settings) {
        let models = settings.models.map { model in
            OfferedModel(
                id: model.id,
                name: model.name,
                provider: model.provider,
                targets: model.modelTargets(settings),
                description: model.description,
                contextWindow: model.contextWindow,
                supportsTools: model.supportsTools,
                policy: ModelPolicy(settings.modelDefaults, model)
            )
        }
        self.init(
            models,
            defaultModel: settings.defaultModel,
            policy: ModelPolicy(settings.modelDefaults),
            providers: settings.providers.map(\.name)
        )
    }
}

extension Settings {
    /// The provider of the default model: the one whose health is asked for, and whose list of models is looked at.
    var mainProvider: Provider {
        provider(ModelCatalog(self).defaultChoice.targets[0].provider) ?? openai
    }
}

extension Settings.Model {
    /// Who answers for it: its targets, or the provider whose name it bears, or the standard one.
    fileprivate func modelTargets(_ settings: Settings) -> [ModelTarget] {
        guard targets.isEmpty else {
            return targets.map {
                ModelTarget(
                    provider: $0.provider,
                    model: $0.model,
                    order: $0.order,
                    weight: $0.weight,
                    contextWindow: $0.contextWindow,
                    prices: $0.prices.map(TokenPrices.init)
                )
            }
        }
        let isNamed = settings.provider(provider) != nil
        return [
            ModelTarget(
                provider: isNamed ? provider : ModelTarget.standardProvider,
                model: openaiModel,
                prices: prices.map(TokenPrices.init)
            )
        ]
    }
}

extension TokenPrices {
    /// The prices that the settings name.
    fileprivate init(_ settings: Settings.Prices) {
        self.init(
            input: settings.input,
            cacheRead: settings.cacheRead,
            cacheWrite: settings.cacheWrite,
            output: settings.output
        )
    }
}

extension ModelPolicy {
    /// What the settings say of all models.
    init(_ settings: Settings.ModelDefaults) {
        self.init()
        defaults = settings.parameters.map { Parameter($0.name, json: $0.json) }
        limits = settings.parameterLimits.map { Limit($0.name, most: $0.most) }
        requestParameters = Set(settings.requestParameters)
        systemPrompt = settings.systemPrompt
        takesClientPrompts = settings.clientSystemPrompts
    }

    /// What the settings say of one model: its own before what holds for all.
    init(_ common: Settings.ModelDefaults, _ model: Settings.Model) {
        self.init(common)
        let common = self
        defaults = model.parameters.map { Parameter($0.name, json: $0.json) }
        limits = model.parameterLimits.map { Limit($0.name, most: $0.most) }
        inheritParameters(of: common)
        dropped = Set(model.dropParameters)
        if let own = model.requestParameters { requestParameters = Set(own) }
        if let own = model.systemPrompt { systemPrompt = own.isEmpty ? nil : own }
    }
}

extension ModelCatalog.Choice {
    /// What the model is asked with where it writes titles.
    func titleParameters(_ settings: Settings) -> [ModelPolicy.Parameter] {
        let provider = settings.provider(targets[0].provider) ?? settings.openai
        let name = provider.tokenLimitName
        var parameters = policy.additions { settings.title.maxTokens != nil && $0 == name }
        if let most = settings.title.maxTokens {
            parameters.append(ModelPolicy.Parameter(name, json: "\(most)"))
        }
        return parameters
    }
}

extension LogLevel {
    /// The level that the settings name.
    init(_ level: Settings.Logging.Level) {
        self =
            switch level {
            case .debug: .debug
            case .info: .info
            case .warning: .warning
            case .error: .error
            case .critical: .critical
            }
    }
}

extension LogFormat {
    /// The form of lines that the settings name.
    init(_ format: Settings.Logging.Format) {
        self =
            switch format {
            case .json: .json
            case .text: .text
            }
    }
}

extension ClientCertificate {
    /// The certificate that the settings name; nil if they name none.
    init?(_ settings: Settings.Provider) {
        guard let file = settings.clientCertificate else { return nil }
        self.init(file: file, keyFile: settings.clientKey)
    }
}

extension UpstreamClient.Configuration {
    /// What all requests to the provider have in common; a field of the operator's own takes the place of ours.
    init(_ settings: Settings.Provider) {
        var fields = [
            ("Content-Type", "application/json"),
            // Without a name of the program, walls in front of providers take it for an attacker's.
            ("User-Agent", "mamba/\(MambaVersion.current)"),
        ]
        if let key = settings.apiKey {
            fields.append(settings.dialect.authorization(String(key.bytes)))
        }
        fields += settings.dialect.fields
        if let organization = settings.organization {
            fields.append(("OpenAI-Organization", organization))
        }
        if let project = settings.project { fields.append(("OpenAI-Project", project)) }
        let own = Set(settings.headers.map { $0.name.lowercased() })
        let lines = fields.filter { !own.contains($0.0.lowercased()) }.map { "\($0.0): \($0.1)" }
        var proxy: String?
        if case .server(let url) = settings.proxy { proxy = String(url.bytes) }
        self.init(
            headerLines: lines + settings.headers.map(\.headerLine),
            connectTimeout: settings.connectTimeout,
            caFile: settings.caFile,
            clientCertificate: ClientCertificate(settings),
            keptConnectionsMax: settings.keepConnections,
            keepTime: settings.keepTime,
            proxy: proxy
        )
    }
}

extension Settings.Provider {
    /// The URL of the provider's list of models.
    var modelListURL: String { url(dialect.modelListPath) }

    /// The URL of a part of the provider's API, such as `/models`, with the query of the settings behind its own.
    func url(_ path: String) -> String {
        guard !query.isEmpty else { return baseURL + path }
        let parameters = query.map { parameter in
            PercentEncoding.encodedQueryPart(parameter.name) + "="
                + PercentEncoding.encodedQueryPart(String(parameter.value.bytes))
        }
        let separator = path.contains("?") ? "&" : "?"
        return baseURL + path + separator + parameters.joined(separator: "&")
    }
}

extension NamedSecret {
    /// The field as a line of a head, without its end.
    var headerLine: String { "\(name): \(String(value.bytes))" }
}
