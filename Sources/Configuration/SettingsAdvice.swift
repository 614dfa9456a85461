// What is legal and seldom meant.

extension Settings {
    /// Adds a warning for each value that will probably not do what its author wants.
    ///
    /// - Parameters:
    ///   - origins: Where values were given, by dotted name.
    ///   - variables: The names of all variables, in upper case.
    func advise(
        _ origins: [String: SettingSource],
        variables: Set<String>,
        _ findings: inout SettingsFindings
    ) {
        for origin in server.cors.allowedOrigins {
            guard let reason = PageOrigin.mismatch(origin) else { continue }
            findings.warn(
                "server.cors.allowed_origins: \(SettingText.quoted(origin)) matches no page: \(reason)"
            )
        }
        for (index, model) in models.enumerated()
        where model.targets.isEmpty && !providers.isEmpty && provider(model.provider) == nil {
            findings.warn(
                "models[\(index)].provider: \(SettingText.quoted(model.provider)) is none of the providers, so the"
                    + " model is asked of openai"
            )
        }
        adviseOnSecrets(&findings)
        for ending in ["/chat/completions", "/completions", "/models"]
        where openai.baseURL.hasSuffix(ending) {
            findings.warn("openai.base_url ends with \(ending), which the server appends itself")
            break
        }
        if variables.contains("OPENAI_BASE_URL"), origins["openai.base_url"] == nil {
            findings.warn(
                "OPENAI_BASE_URL is not read: the provider is \(openai.baseURL);"
                    + " set MAMBA_OPENAI__BASE_URL or openai.base_url"
            )
        }
    }

    private func adviseOnSecrets(_ findings: inout SettingsFindings) {
        var secrets = [("openai.api_key", openai.apiKey), ("auth.jwt.secret", auth.jwt.secret)]
        secrets += providers.map { ("providers.\($0.name).api_key", $0.apiKey) }
        for (index, element) in auth.apiKeys.enumerated() {
            secrets.append(("auth.api_keys[\(index)].key", element.key))
        }
        for (name, secret) in secrets {
            guard let secret else { continue }
            if secret.isQuoted {
                findings.warn("\(name) has quotation marks around it, which are part of the value")
            }
            if secret.isReference {
                findings.warn(
                    "\(name) looks like a variable to be expanded; settings are not expanded"
                )
            }
        }
        if let key = openai.apiKey, key.isPadded {
            findings.warn("openai.api_key has blanks around it, which are sent as they are")
        }
        guard auth.mode == .jwt, let secret = auth.jwt.secret else { return }
        guard auth.jwt.algorithm.isShared else {
            if secret.pemCount > 1 {
                findings.warn(
                    "auth.jwt.secret holds more than one PEM block; only the first is used"
                )
            }
            if secret.hasEscapedLineFeeds {
                findings.warn("auth.jwt.secret has \\n as two characters where PEM has line feeds")
            }
            return
        }
        if secret.isSpaced {
            findings.warn(
                "auth.jwt.secret begins or ends with white space, which is part of it; a trailing line feed often"
                    + " comes from the file or command that produced the secret"
            )
        }
    }
}

extension Settings.JWT.Algorithm {
    /// Tells whether signer and verifier share a secret.
    var isShared: Bool { rawValue.hasPrefix("HS") }
}
