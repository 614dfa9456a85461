// mamba check-config and print-config: the configuration without a server.

internal import ArgumentParser
internal import Configuration
internal import Gateway
internal import Log

struct CheckConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check the configuration, report every problem, and exit."
    )

    @Flag(help: "Also check that the provider can be reached and has the configured models.")
    var online = false

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let loaded = try options.load(requiresProviderKey: true)
        for warning in loaded.warnings { Console.complain("warning: \(warning)") }
        try options.check(loaded)
        Console.say("The configuration is valid.")
        if online { try askProvider(loaded.settings) }
    }

    private func askProvider(_ settings: Settings) throws {
        let report = try Server.askProvider(settings)
        if let failure = report.failure {
            Console.complain("The provider cannot be used: \(failure)")
            throw ExitCode.unavailable
        }
        for missing in report.missing { Console.complain("warning: \(missing)") }
        let models = report.modelCount.map { "lists \($0) models" } ?? "has no list of models"
        Console.say("The provider answers and \(models).")
    }
}

struct PrintConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print-config",
        abstract: "Print every setting with its value and source; secrets are redacted."
    )

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let loaded = try options.load(requiresProviderKey: false)
        for warning in loaded.warnings { Console.complain("warning: \(warning)") }
        Console.say(SettingsReport.text(loaded))
    }
}
