// mamba mock: the scripted provider as a program.

internal import ArgumentParser
internal import Log
internal import MockProvider
internal import Reactor

struct MockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mock",
        abstract:
            "Run a scripted provider for tests, demonstrations and benchmarks: OpenAI, Azure, Anthropic, Gemini.",
        discussion: """
            The script sets the answer: tokens, pace, tool calls, faults. A request overrides it \
            with a line '#mock key=value …' in its last user message. bench/README.md lists the keys.
            """
    )

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The TCP port; 0 picks any free one.")
    var port = 9000

    @Option(help: "The number of threads, 1 to 64.")
    var workers = 1

    @Option(
        help: ArgumentHelp(
            "The default script, such as 'tokens=100 interval=20ms'; requests may override it.",
            valueName: "directive"
        )
    )
    var script: String?

    func validate() throws {
        guard 1...64 ~= workers else { throw ValidationError("--workers must be from 1 to 64.") }
        guard 0...65_535 ~= port else { throw ValidationError("--port must be from 0 to 65535.") }
    }

    func run() throws {
        var answer = MockScript()
        if let script {
            do throws(MockDirective.Fault) {
                try answer.apply(directive: script)
            } catch {
                throw ValidationError("--script: \(error)")
            }
        }
        do throws(UVError) {
            let server = try MockProviderServer.start(
                answer,
                host: host,
                port: port,
                workers: workers
            )
            Console.complain("mamba mock listening on http://\(server.address)/v1")
            try server.stopOnSignal()
        } catch {
            Console.complain("error: cannot listen on \(host):\(port): \(error)")
            throw ExitCode.unavailable
        }
    }
}
