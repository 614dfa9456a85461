// mamba bench: the load generator.

internal import ArgumentParser
internal import LoadGenerator
internal import Log
internal import Reactor
internal import System

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Load a server with streams, check every byte, and print latencies and costs.",
        discussion: """
            The provider behind the server must be 'mamba mock', because every stream's content is known \
            in advance and verified. Several arms (--through, --direct) take turns in rounds, and what a server \
            adds to the direct arm is printed with its confidence interval.

            Exit status: 0 on success; 1 if a stream is lost or wrong, or an objective (--slo) is missed. \
            bench/README.md describes how the figures are measured.
            """
    )

    // Who is asked

    @Option(help: "The server to load, such as http://127.0.0.1:8000.")
    var url: String?

    @Option(
        name: .customLong("protocol"),
        help:
            "ui (POST /chat), mamba (POST /chat/completions) or openai (POST …/chat/completions).",
        transform: wireProtocol(named:)
    )
    var wireProtocol = Arm.WireProtocol.ui

    @Option(
        help: "The provider itself, such as http://127.0.0.1:9000/v1, to measure what servers add."
    )
    var direct: String?

    @Option(
        help: ArgumentHelp(
            "Another server in the same run, with protocol openai unless given as NAME=ui:URL.",
            valueName: "name=url"
        )
    )
    var through: [String] = []

    // How much

    @Option(
        name: [.customShort("c"), .customLong("concurrency")],
        help: "The number of concurrent streams, 50 by default; with --rate the maximum."
    )
    var concurrency: Int?

    @Option(help: "The streams started per second, however many are still open.")
    var rate: Double?

    @Option(help: "The arrival pattern of --rate: poisson or constant.", transform: pattern(named:))
    var arrivals = ArrivalPattern.poisson

    @Option(
        name: [.customShort("n"), .customLong("streams")],
        help: "The number of streams per round and arm."
    )
    var streams: Int?

    @Option(help: "The duration of a round, such as 30s, instead of a number of streams.")
    var duration: DurationArgument?

    @Option(help: "The time over which the first streams are spread, or over which the rate grows.")
    var ramp = DurationArgument(.zero)

    @Option(help: "The initial time whose streams are checked but not measured.")
    var warmUp = DurationArgument(.zero)

    @Option(help: "The rounds in which every arm runs once; default 1, or 6 with several arms.")
    var rounds: Int?

    @Flag(
        help:
            "Raise the load until an objective is missed or the server fails, and print the last good level."
    )
    var knee = false

    @Option(help: "The highest load level of --knee.")
    var kneeMax: Double?

    @OptionGroup var shape: BenchShape
    @OptionGroup var output: BenchOutput

    @Option(help: "The process id of the server at --url, if it cannot be found by its port.")
    var serverPID: [Int] = []

    @Option(help: "The mock's address, such as 127.0.0.1:9000, to compare with its counts.")
    var mock: String?

    @Option(help: "The objectives, such as 'ttft_p99<50ms,errors<0.1%,added_gap_p50<1ms'.")
    var slo: String?

    @Option(help: "The seed of all random choices.")
    var seed: UInt64 = 1

    func run() throws {
        let plan = try plan()
        var session = LoadSession(plan)
        if Terminal.isWatched, !output.quiet {
            session = LoadSession(plan) { Terminal.put($0.line) }
        }
        let report: LoadReport
        do throws(UVError) {
            report = try session.run()
        } catch {
            Console.complain("error: \(error)")
            throw ExitCode.software
        }
        if Terminal.isWatched, !output.quiet { Terminal.put("") }
        try output.write(report)
        throw ExitCode(report.exitStatus)
    }
}

extension BenchCommand {
    /// The greatest number that an option takes: products of two of them fit 64 bits.
    static let countMax = 1_000_000_000

    func validate() throws {
        let counts = [rounds ?? 0, concurrency ?? 0, streams ?? 0]
        guard counts.allSatisfy({ $0 <= Self.countMax }), kneeMax ?? 1 <= Double(Self.countMax)
        else { throw ValidationError("Numbers must be at most 1,000,000,000.") }
        guard kneeMax ?? 1 > 0 else { throw ValidationError("--knee-max must be above 0.") }
    }

    private func plan() throws -> LoadPlan {
        var plan = LoadPlan(arms: try arms())
        plan.load = try load()
        plan.roundCount = max(1, rounds ?? (plan.arms.count > 1 && !knee ? 6 : 1))
        if let slo { plan.objectives = try parsed(slo, "--slo", ServiceObjective.list) }
        if knee { plan.kneeLevelMax = kneeMax ?? (rate == nil ? 10_000 : 100_000) }
        if let mock {
            plan.load.mockAddress = try address(mock)
        } else if let direct = plan.arms.first(where: \.isDirect) {
            plan.load.mockAddress = direct.address
        }
        return plan
    }

    private func arms() throws -> [Arm] {
        var arms: [Arm] = []
        do throws(Arm.URLError) {
            if let direct {
                var arm = try Arm(name: "direct", url: direct, wireProtocol: .openai)
                arm.isDirect = true
                arms.append(arm)
            }
            let isAlone = direct == nil && through.isEmpty
            if let url = url ?? (isAlone ? "http://127.0.0.1:8000" : nil) {
                var arm = try Arm(url: url, wireProtocol: wireProtocol)
                arm.processIDs = serverPID
                arms.append(arm)
            }
            for text in through { arms.append(try Arm(text)) }
        } catch {
            throw ValidationError("\(error)")
        }
        guard Set(arms.map(\.name)).count == arms.count else {
            throw ValidationError("Two arms have the same name.")
        }
        for index in arms.indices where arms[index].processIDs.isEmpty {
            arms[index].processIDs = ListenerSearch.processIDs(listeningOn: arms[index].address)
        }
        return arms
    }

    private func load() throws -> LoadConfiguration {
        var load = LoadConfiguration()
        if let rate {
            guard rate > 0, rate < 1_000_000 else {
                throw ValidationError("--rate must be above 0 and below 1,000,000.")
            }
            load.rate = rate
        }
        load.concurrency = concurrency ?? (rate == nil ? 50 : openMax)
        guard load.concurrency > 0 else { throw ValidationError("--concurrency must be above 0.") }
        let count = streams ?? rate.map { max(1, Int($0 * 10)) } ?? load.concurrency
        load.goal = .streams(count)
        if let duration { load.goal = .duration(duration.duration) }
        // A search goes through many levels.
        if knee, duration == nil, streams == nil { load.goal = .duration(.seconds(5)) }
        load.arrivals = arrivals
        load.ramp = ramp.duration
        load.warmUp = warmUp.duration
        load.seed = seed
        try shape.apply(to: &load)
        return load
    }

    /// The most streams of an open loop that descriptors allow: a server on this machine needs two for each.
    private var openMax: Int { max(1, min(10_000, (OpenFileLimit.raise() - 256) / 2)) }

    private func address(_ text: String) throws -> SocketAddress {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...])
        else { throw ValidationError("--mock must be ADDRESS:PORT.") }
        let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
        return try SocketAddress(host: host, port: port)
    }
}

/// What a parser makes of an option's words, or what is wrong with them for the person.
func parsed<Value>(
    _ text: String,
    _ option: String,
    _ parse: (String) throws(LoadSyntaxError) -> Value
) throws -> Value {
    do throws(LoadSyntaxError) {
        return try parse(text)
    } catch {
        throw ValidationError("\(option): \(error)")
    }
}

/// A protocol by its name.
private func wireProtocol(named name: String) throws -> Arm.WireProtocol {
    guard let found = Arm.WireProtocol(rawValue: name) else {
        let names = Arm.WireProtocol.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--protocol must be one of \(names).")
    }
    return found
}

/// A pattern of arrivals by its name.
private func pattern(named name: String) throws -> ArrivalPattern {
    guard let found = ArrivalPattern(rawValue: name) else {
        throw ValidationError("--arrivals must be poisson or constant.")
    }
    return found
}
