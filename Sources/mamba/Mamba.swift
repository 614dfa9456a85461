// The program: its subcommands.

internal import ArgumentParser
internal import Gateway
internal import Reactor
internal import System
internal import Upstream

@main
struct Mamba: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mamba",
        abstract: "A streaming chat server in front of an OpenAI-compatible provider.",
        version: Versions.text,
        subcommands: [
            ServeCommand.self, MockCommand.self, BenchCommand.self, HealthCommand.self,
            CheckConfigCommand.self, PrintConfigCommand.self, ImportLiteLLMCommand.self,
        ],
        defaultSubcommand: ServeCommand.self
    )

    static func main() {
        // Before anything opens a descriptor.
        StandardDescriptors.fillGaps()
        SignalWatcher.unblockSignals()
        SignalWatcher.ignoreUserSignals()
        // Neither library does this by itself, and libcurl is not thread-safe before it is set up.
        SignalWatcher.ignoreBrokenPipes()
        CurlGlobal.initialize()
        OpenFileLimit.raise()
        Allocator.returnLargeBlocks()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            exit(withError: error)
        }
    }
}
