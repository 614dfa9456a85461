// mamba health: the probe of containers without a shell or curl.

internal import ArgumentParser
internal import Configuration
internal import Gateway
internal import Log
internal import Reactor

struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Ask the server of this machine whether it takes new streams; exit with 0 or 1.",
        discussion: """
            Finds host and port in the same settings as the server. For HEALTHCHECK in a Dockerfile and \
            for exec probes.
            """
    )

    @Flag(help: "Ask whether the process lives, not whether it takes new streams.")
    var live = false

    @Option(help: "The TCP port, if another than the settings say.")
    var port: Int?

    @Option(help: "The longest wait for an answer.")
    var timeout = DurationArgument(.seconds(2))

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard timeout.duration > .zero else { throw ValidationError("--timeout is more than 0.") }
    }

    func run() throws {
        var overrides: [String: String] = [:]
        overrides["server.port"] = port.map(String.init)
        let loaded = try options.load(overrides: overrides, requiresProviderKey: false)
        guard loaded.settings.server.port > 0 else {
            throw ValidationError("server.port is 0, any free port: say which with --port.")
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
