// The settings that a reload changes only by a value, never because a value is missing.

extension Settings {
    /// Settings whose absence would open a door or send prompts and keys elsewhere.
    ///
    /// While the process runs, another value for one of them comes from the source that gave the one in force, or from
    /// one above it. To fall back to what a lower source or the default says takes a start.
    public static let guardedNames: Set<String> = [
        "auth.mode", "auth.api_keys", "auth.jwt.secret", "auth.jwt.algorithm", "auth.jwt.issuer",
        "auth.jwt.audience", "auth.jwt.leeway_seconds", "server.cors.allowed_origins",
        "openai.api_key", "openai.base_url", "openai.ca_file", "openai.proxy",
        "limits.rate.requests_per_minute", "limits.streams_per_client",
    ]
}

extension LoadedSettings {
    /// A problem for each guarded setting that has lost its value since another reading, and with it changed.
    func lostValues(since last: LoadedSettings) -> [SettingsProblem] {
        Settings.table.compactMap { setting in
            guard Settings.guardedNames.contains(setting.name), settings.uses(setting.name),
                let before = last.givers[setting.name],
                !setting.isSame(settings, last.settings),
                givers[setting.name]?.rank ?? 0 < before.rank
            else { return nil }
            return SettingsProblem(
                key: setting.name,
                value: nil,
                source: before,
                message:
                    "is no longer given where it was, and a reload does not replace it: "
                    + "restore it there, or restart the server to continue without it"
            )
        }
    }
}

extension Settings {
    /// Tells whether a setting counts in the mode of authentication that is asked for.
    fileprivate func uses(_ name: String) -> Bool {
        if name == "auth.api_keys" { return auth.mode == .apiKey }
        return !name.hasPrefix("auth.jwt.") || auth.mode == .jwt
    }
}

extension SettingSource {
    /// How high the source stands: what a higher one gives overrules what a lower one does.
    fileprivate var rank: Int {
        switch self {
        case .standard: 0
        case .file(SettingsFiles.localName, _): 2
        case .file: 1
        case .dotEnv: 3
        case .environment: 4
        case .commandLine: 5
        }
    }
}
