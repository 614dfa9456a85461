// From settings to what the deciding parts take: the only place that knows both.

internal import Auth
internal import Bytes
internal import Chat
internal import Configuration
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
    init(_ settings: Settings) {
        let models = settings.models.map { model in
            OfferedModel(
                id: model.id,
                name: model.name,
                provider: model.provider,
                providerModel: model.openaiModel,
                description: model.description,
                contextWindow: model.contextWindow,
                supportsTools: model.supportsTools
            )
        }
        self.init(models, defaultModel: settings.openai.defaultModel)
    }
}

extension UpstreamClient.Configuration {
    /// What all requests to the provider have in common.
    init(_ settings: Settings.OpenAI) {
        // Without a name of the program, walls in front of providers take it for an attacker's.
        var lines = [
            "Content-Type: application/json", "User-Agent: mamba/\(MambaVersion.current)",
        ]
        if let key = settings.apiKey { lines.append("Authorization: Bearer " + String(key.bytes)) }
        if let organization = settings.organization {
            lines.append("OpenAI-Organization: \(organization)")
        }
        if let project = settings.project { lines.append("OpenAI-Project: \(project)") }
        self.init(
            headerLines: lines,
            connectTimeout: settings.connectTimeout,
            caFile: settings.caFile
        )
    }
}
