// Where the settings of a process come from, so that they can be read again while it runs.

/// The place of all sources of a process's settings.
public struct SettingsOrigin: Sendable {
    private let directory: String?
    private let commandLine: [String: String]
    private let requiresProviderKey: Bool

    /// Names the sources.
    ///
    /// - Parameters:
    ///   - directory: Of the two files; nil is `config`, which need not exist.
    ///   - commandLine: Values by dotted name, which overrule everything else.
    ///   - requiresProviderKey: False when the embedded provider is used, which asks for no key.
    public init(directory: String?, commandLine: [String: String], requiresProviderKey: Bool) {
        self.directory = directory
        self.commandLine = commandLine
        self.requiresProviderKey = requiresProviderKey
    }

    /// Reads everything anew, the files that settings name included.
    ///
    /// - Throws: `SettingsError` with everything that is wrong.
    public func load() throws(SettingsError) -> LoadedSettings {
        try load(try SettingsFiles.sources(directory: directory, commandLine: commandLine))
    }

    /// Reads everything anew while the process runs.
    ///
    /// A source that is gone, empty or cut off is refused, and so are settings of ``Settings/guardedNames`` that have
    /// lost their values: that may be meant, but only a start can tell.
    ///
    /// - Parameter last: The reading in force.
    /// - Throws: `SettingsError` with everything that is wrong.
    public func reload(after last: LoadedSettings) throws(SettingsError) -> LoadedSettings {
        let sources = try SettingsFiles.sources(directory: directory, commandLine: commandLine)
        try Self.refuse(SourceLoss.problems(of: sources, since: last.sources), [])
        let loaded = try load(sources)
        try Self.refuse(loaded.lostValues(since: last), loaded.warnings)
        return loaded
    }

    private static func refuse(
        _ problems: [SettingsProblem],
        _ warnings: [String]
    ) throws(SettingsError) {
        guard !problems.isEmpty else { return }
        throw SettingsError(problems: problems, warnings: warnings)
    }

    private func load(_ sources: SettingsSources) throws(SettingsError) -> LoadedSettings {
        let loaded = try SettingsLoader.load(sources, requiresProviderKey: requiresProviderKey)
        let problems = loaded.settings.allProviders.compactMap { provider -> SettingsProblem? in
            guard let caFile = provider.caFile,
                let problem = SettingsFiles.problem(ofCertificates: caFile)
            else { return nil }
            let key = provider.section + ".ca_file"
            return SettingsProblem(
                key: key,
                value: SettingText.quoted(caFile),
                source: loaded.origins[key],
                message: problem
            )
        }
        guard problems.isEmpty else {
            throw SettingsError(problems: problems, warnings: loaded.warnings)
        }
        return loaded
    }

    /// The fingerprint of all files, to be compared with an earlier one.
    ///
    /// - Parameters:
    ///   - settings: Those in force, which may name further files.
    ///   - secretFiles: The paths of those that hold secrets.
    public func fingerprint(_ settings: Settings, secretFiles: [String] = []) -> FileFingerprint {
        FileFingerprint(
            SettingsFiles.paths(directory: directory) + settings.allProviders.flatMap(\.files)
                + secretFiles
        )
    }
}
