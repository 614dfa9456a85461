// mamba check-config and print-config: the configuration without a server.

internal import ArgumentParser
internal import Configuration
internal import Log

struct CheckConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Say what is wrong with the configuration, all of it, and exit."
    )

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let loaded = try options.load(requiresProviderKey: true)
        for warning in loaded.warnings { Console.complain("warning: \(warning)") }
        try options.check(loaded)
        Console.say("The configuration is valid.")
    }
}

struct PrintConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print-config",
        abstract: "Print each setting with its value and its source; secrets are redacted."
    )

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let loaded = try options.load(requiresProviderKey: false)
        for warning in loaded.warnings { Console.complain("warning: \(warning)") }
        Console.say(SettingsReport.text(loaded))
    }
}
