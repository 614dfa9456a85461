// From texts to settings: which source wins, and what happens to each value.

/// Settings with the origin of each, and what the operator should hear about them.
public struct LoadedSettings: Sendable {
    /// The settings, valid as a whole.
    public let settings: Settings
    /// The origin of each setting by its dotted name.
    public let origins: [String: SettingSource]
    /// What is odd but keeps nothing from working, one line each.
    public let warnings: [String]
    /// The files of secrets that variables name.
    public var secretFilePaths: [String] { sources.secretFilePaths }
    /// The sources, to be compared with what they are when they are read again.
    let sources: SettingsSources
    /// The sources that give the guarded settings a value, which null and an empty text are not.
    let givers: [String: SettingSource]
}

/// Loads settings: command line, environment, `.env`, local file, shared file, defaults, in falling
/// rank.
public enum SettingsLoader {
    /// Merges all sources and checks the result as a whole.
    ///
    /// - Parameter requiresProviderKey: False when the embedded provider is used, which asks for no
    ///   key.
    /// - Throws: `SettingsError` with everything that is wrong, not only the first.
    public static func load(
        _ sources: SettingsSources,
        requiresProviderKey: Bool = true
    ) throws(SettingsError) -> LoadedSettings {
        var findings = SettingsFindings()
        var dotEnv: [Variable] = []
        if let problem = sources.dotEnv.flatMap(TextForm.problem) {
            // Its lines would be skipped one by one, and what they say with them.
            findings.refuse("", "\(SettingsFiles.dotEnvName) \(problem)")
        } else {
            let source = DotEnvSource(sources.dotEnv ?? [])
            for line in source.skippedLines {
                findings.warn(".env line \(line) is not an assignment and was skipped")
            }
            dotEnv = SecretFiles.resolve(source.variables, sources.secretFiles, &findings)
        }
        let environment = SecretFiles.resolve(
            variables(of: sources.environment),
            sources.secretFiles,
            &findings
        )

        // The precedence: each layer overrules those before it.
        let layers = [
            SettingsLayer(sources.sharedFile, &findings),
            SettingsLayer(sources.localFile, &findings),
            SettingsLayer(dotEnv, &findings),
            SettingsLayer(environment, &findings),
        ]
        var assignments: [String: Assignment] = [:]
        for layer in layers {
            assignments.merge(layer.assignments) { _, overruling in overruling }
        }
        let commandLine = SettingsLayer(commandLine: sources.commandLine, &findings)
        // Options are for the moment; what they overrule must still be good when they are gone.
        let overruled = assignments.filter { commandLine.assignments[$0.key] != nil }
        _ = read(overruled, &findings)
        assignments.merge(commandLine.assignments) { _, overruling in overruling }
        let fallbacks = Dictionary(
            (dotEnv + environment).map { ($0.name, $0) },
            uniquingKeysWith: { _, overruling in overruling }
        )
        substitute(&assignments, from: fallbacks, environment: sources.environment)

        var settings = read(assignments, &findings)
        settings.providers = ProviderSections.providers(
            assignments,
            environment: sources.environment,
            &findings
        )
        let origins = assignments.mapValues(\.source)
        settings.validate(origins, requiresProviderKey: requiresProviderKey, &findings)
        settings.advise(origins, variables: Set(fallbacks.keys), &findings)
        guard findings.problems.isEmpty else {
            throw SettingsError(problems: findings.problems, warnings: findings.warnings)
        }
        let given = assignments.filter {
            Settings.guardedNames.contains($0.key) && !$0.value.node.isAbsent
        }
        return LoadedSettings(
            settings: settings,
            origins: origins,
            warnings: findings.warnings,
            sources: sources,
            givers: given.mapValues(\.source)
        )
    }

    // In an order in which the spelling in upper case overrules the others.
    static func variables(of environment: [String: String]) -> [Variable] {
        environment.sorted { $0.key > $1.key }
            .map { Variable($0.key, $0.value, source: .environment($0.key)) }
    }

    // Puts something in place of what is absent, where the table says so.
    private static func substitute(
        _ assignments: inout [String: Assignment],
        from variables: [String: Variable],
        environment: [String: String]
    ) {
        for setting in Settings.table {
            if let given = assignments[setting.name], !given.node.isAbsent { continue }
            switch setting.whenAbsent {
            case .initial, .required, .requiredUnless: continue
            case .variable(let name):
                assignments[setting.name] = variables[name].flatMap {
                    $0.value.isEmpty
                        ? nil : Assignment(node: SettingNode(.text($0.value)), source: $0.source)
                }
            case .setting(let name):
                assignments[setting.name] = assignments[name]
            case .proxyOfEnvironment:
                assignments[setting.name] = proxy(
                    before: assignments["openai.base_url"],
                    environment
                )
            }
        }
    }

    private static func proxy(
        before baseURL: Assignment?,
        _ environment: [String: String]
    ) -> Assignment? {
        var url = Settings.Provider().baseURL
        if case .text(let text)? = baseURL?.node.content { url = text }
        return ProxyURL.variable(for: url, in: environment).map { name, value in
            Assignment(node: SettingNode(.text(value)), source: .environment(name))
        }
    }

    private static func read(
        _ assignments: [String: Assignment],
        _ findings: inout SettingsFindings
    ) -> Settings {
        var settings = Settings()
        for setting in Settings.table {
            guard let given = assignments[setting.name] else { continue }
            var refusals: [Refusal] = []
            setting.store(given.node, &settings, &refusals)
            for refusal in refusals {
                findings.refuse(
                    setting.name + refusal.place,
                    refusal.message,
                    value: Disclosure.value(refusal.value, of: setting.name),
                    source: given.source.at(line: refusal.line)
                )
            }
        }
        // As in the original, a server that lists no models lists the shipped ones.
        if settings.models.isEmpty { settings.models = Settings.Model.shipped }
        return settings
    }
}
