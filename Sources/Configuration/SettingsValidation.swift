// What must hold between settings, beyond the bounds of each.

extension Settings {
    /// Adds a problem for each rule that is broken, and a warning for what is legal but unwise.
    func validate(
        _ origins: [String: SettingSource],
        requiresProviderKey: Bool,
        _ findings: inout SettingsFindings
    ) {
        func refuse(_ key: String, _ message: String) {
            findings.refuse(key, message, source: origins[key])
        }
        // A value that was refused is missing here; one message is enough.
        let refused = Set(findings.problems.map(\.key))
        // Servers of one's own have no keys as a rule, and who needs one says so with its first answer.
        let needsKey =
            requiresProviderKey && asksOpenAI && ProviderTraits(baseURL: openai.baseURL).isOpenAI
        if needsKey, openai.apiKey == nil, !refused.contains("openai.api_key") {
            refuse(
                "openai.api_key",
                "OPENAI_API_KEY environment variable or openai.api_key config is required"
            )
        }
        switch auth.mode {
        case .none: break
        case .apiKey:
            if auth.apiKeys.isEmpty, !refused.contains(where: { $0.hasPrefix("auth.api_keys") }) {
                refuse(
                    "auth.api_keys",
                    "At least one API key is required when auth mode is 'api_key'"
                )
            }
        case .jwt:
            if let secret = auth.jwt.secret {
                validate(secret, &findings, origins)
            } else if !refused.contains("auth.jwt.secret") {
                refuse("auth.jwt.secret", "JWT secret is required when auth mode is 'jwt'")
            }
        }
        if stream.lowWaterBytes >= stream.highWaterBytes {
            refuse(
                "stream.low_water_bytes",
                "must be below stream.high_water_bytes (\(stream.highWaterBytes))"
            )
        }
        // An eighth is kept for small bodies, so that the largest must fit into the rest.
        if limits.bodiesBytesMax - limits.bodiesBytesMax / 8 < limits.bodyBytesMax {
            refuse(
                "limits.bodies_bytes",
                "must be at least 8/7 of limits.body_bytes (\(limits.bodyBytesMax))"
            )
        }
        validateTargets(refused, refuse)
        if retry.base > retry.cap {
            refuse("retry.base_seconds", "must not be above retry.cap_seconds")
        }
    }

    /// Tells whether a model that the settings name is asked of the provider `openai`.
    private var asksOpenAI: Bool {
        func isOpenAIs(_ model: Model) -> Bool {
            guard model.targets.isEmpty else {
                return model.targets.contains { $0.provider == openai.name }
            }
            return provider(model.provider) == nil || model.provider == openai.name
        }
        func isOpenAIs(_ name: String) -> Bool {
            if let listed = models.first(where: { $0.id == name }) { return isOpenAIs(listed) }
            let first = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            return first.count < 2 || !providers.contains { $0.name == first[0] }
        }
        return isOpenAIs(defaultModel) || isOpenAIs(title.model)
            || models.contains(where: isOpenAIs)
    }

    private func validateTargets(_ refused: Set<String>, _ refuse: (String, String) -> Void) {
        let names = allProviders.map(\.name).joined(separator: ", ")
        for (index, model) in models.enumerated() {
            if model.openaiModel.isEmpty, model.targets.isEmpty,
                !refused.contains("models[\(index)].openai_model")
            {
                refuse("models[\(index)].targets", "must not be empty without openai_model")
            }
            for (place, target) in model.targets.enumerated() where provider(target.provider) == nil
            {
                refuse(
                    "models[\(index)].targets[\(place)].provider",
                    "must be one of the providers: \(names)"
                )
            }
        }
    }

    private func validate(
        _ secret: Secret,
        _ findings: inout SettingsFindings,
        _ origins: [String: SettingSource]
    ) {
        let algorithm = auth.jwt.algorithm
        if let bytesMin = algorithm.secretBytesMin {
            if secret.count < bytesMin {
                findings.warn(
                    "auth.jwt.secret has \(secret.count) bytes; RFC 7518 section 3.2 asks for"
                        + " at least \(bytesMin) with \(algorithm.rawValue)"
                )
            }
        } else if !secret.isPEM {
            findings.refuse(
                "auth.jwt.secret",
                "must be a public key as PEM with \(algorithm.rawValue)",
                source: origins["auth.jwt.secret"]
            )
        }
    }
}

extension Settings.JWT.Algorithm {
    /// The length of the hash, which a shared secret must have at least; nil for public keys.
    fileprivate var secretBytesMin: Int? {
        switch self {
        case .hs256: 32
        case .hs384: 48
        case .hs512: 64
        case .rs256, .rs384, .rs512, .es256, .es384, .es512: nil
        }
    }
}
