// mamba bench: what each stream and each client is like.

internal import ArgumentParser
internal import LoadGenerator

/// The options of streams and clients.
struct BenchShape: ParsableArguments {
    @Option(help: "The number of tokens per stream.")
    var tokens = 100

    @Option(help: "The time between two tokens.")
    var interval = DurationArgument(.milliseconds(20))

    @Option(help: "The time to the first token.")
    var delay = DurationArgument(.zero)

    @Option(name: .customLong("bytes"), help: "The size of each token in bytes; 0 lets it vary.")
    var tokenBytes = 0

    @Option(help: "Additional keys of the mock's directive.")
    var directive = ""

    @Option(help: "The bytes of text in each request's last message.")
    var promptBytes = 0

    @Option(help: "The number of messages before the last one.")
    var historyMessages = 0

    @Option(help: "The bytes of text in these messages together.")
    var historyBytes = 0

    @Option(help: "The same as --prompt-bytes.")
    var padding: Int?

    @Flag(help: "Open a new connection for each stream.")
    var newConnections = false

    @Option(help: "Abort each stream after a number of tokens (25) or a time (500ms).")
    var abortAfter: String?

    @Option(help: "Abort each stream at a random moment within this time.")
    var abortWithin: DurationArgument?

    @Option(help: "The share of streams that are aborted, such as 0.3; all by default.")
    var abortShare = 1.0

    @Option(help: "The bytes per second that slow clients read.")
    var readRate: Int?

    @Option(help: "The share of clients that read slowly; all by default.")
    var slowShare = 1.0

    @Option(help: "The same as --read-rate.")
    var slowReaders: Int?

    @Option(help: "The longest time that a stream may be silent, or wait for a client.")
    var timeout = DurationArgument(.seconds(30))

    @Option(
        help: "The limits that a good stream keeps, such as 'ttft:200ms,gap:50ms,e2e:10s'."
    )
    var goodput: String?

    func validate() throws {
        guard tokens >= 0, tokenBytes >= 0, promptBytes >= 0, padding ?? 0 >= 0,
            historyMessages >= 0, historyBytes >= 0
        else { throw ValidationError("Numbers of tokens, messages and bytes must not be below 0.") }
        let counts = [
            tokens, tokenBytes, promptBytes, padding ?? 0, historyMessages, historyBytes,
            readRate ?? 0, slowReaders ?? 0,
        ]
        guard counts.allSatisfy({ $0 <= BenchCommand.countMax }) else {
            throw ValidationError("Numbers must be at most 1,000,000,000.")
        }
        guard historyBytes == 0 || historyMessages > 0 else {
            throw ValidationError("--history-bytes needs --history-messages.")
        }
        guard 0...1 ~= abortShare, 0...1 ~= slowShare else {
            throw ValidationError("Shares must be from 0 to 1.")
        }
        guard readRate ?? slowReaders ?? 1 > 0 else {
            throw ValidationError("--read-rate must be above 0.")
        }
        guard abortAfter == nil || abortWithin == nil else {
            throw ValidationError("--abort-after and --abort-within exclude each other.")
        }
    }

    func apply(to load: inout LoadConfiguration) throws {
        load.tokenCount = tokens
        load.tokenByteCount = tokenBytes
        load.interval = interval.duration
        load.firstTokenDelay = delay.duration
        load.directive = directive
        load.promptByteCount = padding ?? promptBytes
        load.historyMessageCount = historyMessages
        load.historyByteCount = historyBytes
        load.usesNewConnections = newConnections
        load.timeout = timeout.duration
        if let bytesPerSecond = readRate ?? slowReaders {
            load.slowReaders = LoadConfiguration.SlowReaders(bytesPerSecond: bytesPerSecond)
            load.slowReaders?.share = slowShare
        }
        if let moment = try abortMoment() {
            load.aborts = LoadConfiguration.Aborts(moment, share: abortShare)
        }
        if let goodput {
            load.goodness = try parsed(goodput, "--goodput", StreamBound.list)
        }
    }

    private func abortMoment() throws -> LoadConfiguration.Aborts.Moment? {
        if let abortWithin { return .within(abortWithin.duration) }
        guard let abortAfter else { return nil }
        if let count = Int(abortAfter), count > 0 { return .afterTokens(count) }
        guard let delay = DurationText.parse(abortAfter) else {
            throw ValidationError(
                "--abort-after must be a number of tokens or a duration such as 500ms."
            )
        }
        return .after(delay)
    }
}
