// mamba bench: the load generator.

internal import ArgumentParser
internal import LoadGenerator
internal import Log
internal import Reactor

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Open many streams at once, check every byte of each, and print what it cost.",
        discussion: """
            The provider behind the server must be 'mamba mock', because every stream's content is known \
            in advance and verified. How figures are taken: bench/README.md.
            """
    )

    @Option(help: "The server to load, such as http://127.0.0.1:8000.")
    var url = "http://127.0.0.1:8000"

    @Option(
        name: .customLong("protocol"),
        help:
            "ui (POST /chat), mamba (POST /chat/completions) or openai (POST …/chat/completions).",
        transform: wireProtocol(named:)
    )
    var wireProtocol = Arm.WireProtocol.ui

    @Option(name: [.customShort("c"), .long], help: "The number of streams open at a time.")
    var concurrency = 50

    @Option(name: [.customShort("n"), .long], help: "The number of streams in all.")
    var streams: Int?

    @Option(help: "Go on for so long instead of a number of streams, such as 30s.")
    var duration: DurationArgument?

    @Option(help: "Spread the first streams over so long.")
    var ramp = DurationArgument(.zero)

    @Option(help: "The tokens of each stream.")
    var tokens = 100

    @Option(help: "The time between two tokens.")
    var interval = DurationArgument(.milliseconds(20))

    @Option(name: .customLong("bytes"), help: "The bytes of each token; 0 lets them vary.")
    var tokenBytes = 0

    @Option(help: "Further words of the mock's directive.")
    var directive = ""

    @Option(help: "Bytes of history added to each request.")
    var padding = 0

    @Flag(help: "Open a new connection for each stream.")
    var newConnections = false

    @Option(help: "Close each stream at a random moment within this time.")
    var abortWithin: DurationArgument?

    @Option(help: "Read so many bytes a second and no more.")
    var slowReaders: Int?

    @Option(help: "The longest that a stream may say nothing.")
    var timeout = DurationArgument(.seconds(30))

    @Option(help: "The server's process, whose CPU time, memory and descriptors are then shown.")
    var serverPID: Int?

    @Option(help: "The mock's address, such as 127.0.0.1:9000, to ask it what it has seen.")
    var mock: String?

    @Option(help: "The seed of everything random.")
    var seed: UInt64 = 1

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() throws {
        let load = try configuration()
        let report: LoadReport
        do throws(UVError) {
            report = try LoadRun(load).run()
        } catch {
            Console.complain("error: \(error)")
            throw ExitCode.software
        }
        Console.say(json ? report.json : report.table)
        throw ExitCode(report.exitStatus)
    }
}

extension BenchCommand {
    private func configuration() throws -> LoadConfiguration {
        let arm: Arm
        do throws(Arm.URLError) {
            arm = try Arm(url: url, wireProtocol: wireProtocol)
        } catch {
            throw ValidationError("\(error)")
        }
        var load = LoadConfiguration(arms: [arm])
        load.concurrency = concurrency
        load.goal = duration.map { .duration($0.duration) } ?? .streams(streams ?? concurrency)
        load.ramp = ramp.duration
        load.tokenCount = tokens
        load.tokenByteCount = tokenBytes
        load.interval = interval.duration
        load.directive = directive
        load.paddingByteCount = padding
        load.usesNewConnections = newConnections
        load.aborts = abortWithin.map { LoadConfiguration.Aborts(within: $0.duration) }
        load.slowReaders = slowReaders.map { LoadConfiguration.SlowReaders(bytesPerSecond: $0) }
        load.timeout = timeout.duration
        load.serverProcessID = serverPID
        load.mockAddress = try mock.map(Self.address)
        load.seed = seed
        return load
    }

    private static func address(_ text: String) throws -> SocketAddress {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]) else {
            throw ValidationError("--mock is ADDRESS:PORT.")
        }
        return try SocketAddress(host: String(parts[0]), port: port)
    }
}

/// A protocol by its name.
private func wireProtocol(named name: String) throws -> Arm.WireProtocol {
    guard let found = Arm.WireProtocol(rawValue: name) else {
        let names = Arm.WireProtocol.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--protocol is one of \(names).")
    }
    return found
}
