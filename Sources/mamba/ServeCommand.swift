// mamba serve: the server.

internal import ArgumentParser
internal import Configuration
internal import Gateway
internal import Log
internal import MockProvider

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve chats (the default).",
        discussion: """
            Settings come from options, the environment (MAMBA_SECTION__KEY), .env, \
            config.local.yaml, config.yaml and defaults, highest precedence first.
            """
    )

    @Flag(help: "Also start the embedded mock provider: needs no key and no network.")
    var demo = false

    @Option(help: "The address to listen on.")
    var host: String?

    @Option(help: "The TCP port; 0 picks any free one.")
    var port: Int?

    @Option(help: "The number of worker threads; 0 means one per core.")
    var workers: Int?

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        guard demo else { return try serve(overrides) }
        // Bound to the loopback address only: a demonstration is for the person who starts it.
        let provider = try MockProviderServer.start()
        let url = "http://127.0.0.1:\(provider.port)/v1"
        let outcome = Result { try serve(demoOverrides(providerURL: url)) }
        provider.stop()
        try outcome.get()
    }

    private func demoOverrides(providerURL: String) -> [String: String] {
        let ofDemo = [
            "openai.base_url": providerURL, "server.host": "127.0.0.1", "drain.delay_seconds": "0",
            "server.playground": "true",
        ]
        return overrides.merging(ofDemo) { asked, _ in asked }
    }

    private var overrides: [String: String] {
        var overrides: [String: String] = [:]
        overrides["server.host"] = host
        overrides["server.port"] = port.map(String.init)
        overrides["server.workers"] = workers.map(String.init)
        return overrides
    }

    private func serve(_ overrides: [String: String]) throws {
        let loaded = try options.load(overrides: overrides, requiresProviderKey: !demo)
        let origin = try options.origin(overrides: overrides, requiresProviderKey: !demo)
        for warning in loaded.warnings { Console.complain("warning: \(warning)") }
        try options.check(loaded)
        do throws(ServerError) {
            let server = try Server(loaded, origin: origin, sink: LogSink(descriptor: 1))
            let banner = Banner(server, loaded.settings, isDemo: demo)
            try server.run { Console.complain(banner.text) }
        } catch {
            Console.complain("error: \(error)")
            switch error {
            case .authentication: throw ExitCode.configuration
            case .cannotBind: throw ExitCode.unavailable
            case .worker: throw ExitCode.software
            }
        }
    }
}
