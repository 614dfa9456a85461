// mamba health: the probe of containers without a shell or curl.

internal import ArgumentParser
internal import Configuration
internal import Gateway
internal import Log
internal import Reactor

struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Check that the server on this machine accepts new streams; exit with 0 or 1.",
        discussion: """
            Reads host and port from the server's settings. For HEALTHCHECK in a Dockerfile and \
            for exec probes.
            """
    )

    @Flag(help: "Check that the process is alive, not that it accepts new streams.")
    var live = false

    @Option(help: "The TCP port, if it differs from the settings.")
    var port: Int?

    @Option(help: "The longest time to wait for an answer.")
    var timeout = DurationArgument(.seconds(2))

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard timeout.duration > .zero else { throw ValidationError("--timeout must be above 0.") }
    }

    func run() throws {
        var overrides: [String: String] = [:]
        overrides["server.port"] = port.map(String.init)
        let loaded = try options.load(overrides: overrides, requiresProviderKey: false)
        guard loaded.settings.server.port > 0 else {
            throw ValidationError("server.port is 0 (any free port): give the port with --port.")
        }
        let path = live ? "/health/live" : "/health/ready"
        let query: HealthQuery
        let outcome: HealthQuery.Outcome
        do throws(UVError) {
            query = try HealthQuery(loaded.settings.server, path: path)
            outcome = try query.ask(timeout: timeout.duration)
        } catch {
            Console.complain("error: \(error)")
            throw ExitCode.software
        }
        guard outcome.isHealthy else {
            Console.complain("unhealthy: \(query.url): \(outcome)")
            throw ExitCode.failure
        }
        Console.say("healthy: \(query.url)")
    }
}
