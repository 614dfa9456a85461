// Options of every subcommand that reads the configuration.

internal import ArgumentParser
internal import Configuration
internal import Gateway
internal import Log

struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "The directory of config.yaml and config.local.yaml; config/ by default, if it exists.",
            valueName: "directory"
        )
    )
    var directory: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Override a setting by its dotted name, such as server.port=9000; may be repeated.",
            valueName: "key=value"
        )
    )
    var assignments: [String] = []

    /// The settings of all sources, or an end with everything that is wrong with them.
    ///
    /// - Parameter overrides: Values by dotted name that go before everything else.
    func load(
        overrides: [String: String] = [:],
        requiresProviderKey: Bool
    ) throws -> LoadedSettings {
        let origin = try origin(overrides: overrides, requiresProviderKey: requiresProviderKey)
        do throws(SettingsError) {
            return try origin.load()
        } catch {
            for warning in error.warnings { Console.complain("warning: \(warning)") }
            Console.complain("The configuration cannot be used:\n\(error)")
            throw ExitCode.configuration
        }
    }

    /// An end with everything that would keep a server with these settings from starting.
    func check(_ loaded: LoadedSettings) throws {
        let problems = SettingsCheck.problems(with: loaded.settings)
        guard !problems.isEmpty else { return }
        Console.complain("The configuration cannot be used:\n\(problems.joined(separator: "\n"))")
        throw ExitCode.configuration
    }

    /// Where the settings come from.
    func origin(
        overrides: [String: String] = [:],
        requiresProviderKey: Bool
    ) throws -> SettingsOrigin {
        var commandLine: [String: String] = [:]
        for assignment in assignments {
            guard let sign = assignment.firstIndex(of: "=") else {
                throw ValidationError("--set takes key=value")
            }
            let key = String(assignment[..<sign])
            commandLine[key] = String(assignment[sign...].dropFirst())
        }
        commandLine.merge(overrides) { _, override in override }
        return SettingsOrigin(
            directory: directory,
            commandLine: commandLine,
            requiresProviderKey: requiresProviderKey
        )
    }
}
