// Loads settings from texts, for tests.

@testable import Configuration

/// The texts of a load; a provider key is there unless a test takes it away.
struct Loading {
    var environment: [String: String] = [:]
    var dotEnv: String?
    var local: String?
    var shared: String?
    var commandLine: [String: String] = [:]
    var hasProviderKey = true
    var requiresProviderKey = true

    func load() throws(SettingsError) -> LoadedSettings {
        var sources = SettingsSources()
        sources.commandLine = commandLine
        sources.environment = environment
        if hasProviderKey { sources.environment["OPENAI_API_KEY"] = "sk-test" }
        sources.dotEnv = dotEnv.map { Array($0.utf8) }
        sources.localFile = file("config.local.yaml", local)
        sources.sharedFile = file("config.yaml", shared)
        return try SettingsLoader.load(sources, requiresProviderKey: requiresProviderKey)
    }

    /// The problems as lines; empty if there are none.
    func problems() -> [String] {
        do {
            _ = try load()
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    private func file(_ name: String, _ text: String?) -> SettingsSources.File? {
        text.map { SettingsSources.File(name: name, bytes: Array($0.utf8)) }
    }
}
