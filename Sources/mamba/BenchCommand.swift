// mamba bench: the load generator.

internal import ArgumentParser
internal import LoadGenerator
internal import Log
internal import Reactor
internal import System

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Open many streams, check every byte of each, and print times and costs.",
        discussion: """
            The provider behind the server must be 'mamba mock', because every stream's content is known \
            in advance and verified. Several arms (--through, --direct) take turns in rounds, and what a server \
            adds to the direct arm is printed with its interval of confidence.

            Exit status: 0 if all is well; 1 if anything is lost or wrong, or an objective (--slo) is missed. \
            How figures are taken: bench/README.md.
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
        help: "The provider itself, such as http://127.0.0.1:9000/v1, to tell what servers add."
    )
    var direct: String?

    @Option(
        help: ArgumentHelp(
            "A further server in the same run; openai unless NAME=ui:URL says otherwise.",
            valueName: "name=url"
        )
    )
    var through: [String] = []

    // How much

    @Option(
        name: [.customShort("c"), .customLong("concurrency")],
        help: "The streams open at a time, 50; with --rate the most there may be."
    )
    var concurrency: Int?

    @Option(help: "Begin so many streams a second, whatever becomes of those before.")
    var rate: Double?

    @Option(help: "How --rate spaces them: poisson or constant.", transform: pattern(named:))
    var arrivals = ArrivalPattern.poisson

    @Option(
        name: [.customShort("n"), .customLong("streams")],
        help: "The streams of each round of each arm."
    )
    var streams: Int?

    @Option(help: "Go on for so long instead of a number of streams, such as 30s.")
    var duration: DurationArgument?

    @Option(help: "Spread the first streams over so long, or let the rate grow over it.")
    var ramp = DurationArgument(.zero)

    @Option(help: "Check but do not measure the streams of this first time.")
    var warmUp = DurationArgument(.zero)

    @Option(help: "The rounds in which every arm runs once; 1, or 6 with several arms.")
    var rounds: Int?

    @Flag(
        help:
            "Raise the level until the objectives or the server break, and print the last that held."
    )
    var knee = false

    @Option(help: "The highest level of --knee.")
    var kneeMax: Double?

    @OptionGroup var shape: BenchShape
    @OptionGroup var output: BenchOutput

    @Option(help: "A process of the server at --url, if it cannot be found by its port.")
    var serverPID: [Int] = []

    @Option(help: "The mock's address, such as 127.0.0.1:9000, to ask it what it has seen.")
    var mock: String?

    @Option(help: "What must be kept, such as 'ttft_p99<50ms,errors<0.1%,added_gap_p50<1ms'.")
    var slo: String?

    @Option(help: "The seed of everything random.")
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
        else { throw ValidationError("Numbers are at most 1,000,000,000.") }
        guard kneeMax ?? 1 > 0 else { throw ValidationError("--knee-max is above 0.") }
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
                throw ValidationError("--rate is above 0 and below 1,000,000.")
            }
            load.rate = rate
        }
        load.concurrency = concurrency ?? (rate == nil ? 50 : openMax)
        guard load.concurrency > 0 else { throw ValidationError("--concurrency is above 0.") }
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
        else { throw ValidationError("--mock is ADDRESS:PORT.") }
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
        throw ValidationError("--protocol is one of \(names).")
    }
    return found
}

/// A pattern of arrivals by its name.
private func pattern(named name: String) throws -> ArrivalPattern {
    guard let found = ArrivalPattern(rawValue: name) else {
        throw ValidationError("--arrivals is poisson or constant.")
    }
    return found
}
