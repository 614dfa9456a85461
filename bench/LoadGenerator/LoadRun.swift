// Runs a load: deals out streams to clients and gathers what came of them.

internal import JSON
internal import MockProvider
public import Reactor

/// One run of a load, on a loop of its own on the calling thread.
public final class LoadRun {
    private let configuration: LoadConfiguration
    private let loop: Loop
    private var report: LoadReport
    private var clients: [LoadClient] = []
    private var startedClientCount = 0
    private var finishedClientCount = 0
    private var openCount = 0

    private let firstID: UInt64
    private var plannedCount = 0
    private var random: SplitMix64
    private var startedAt = Instant.now
    private var measuredSince: Instant?
    private var lastEnd = Instant.now
    private var rampTimer: Timer?
    private var sampleTimer: Timer?
    private var warmUpTimer: Timer?

    private var ownNanosecondsAtStart = 0
    private let serverProbe: ProcessProbe?
    private var aborts: [UInt64: Instant] = [:]
    private var mockStart: JSONValue?
    private var settlingSince: Instant?

    private static let sampleInterval = Duration.milliseconds(100)
    /// How long the server and the mock may take to notice that the last client has gone.
    private static let settlingTimeout = Duration.seconds(5)
    /// How long the server's descriptors are waited for; it may keep connections to its provider.
    private static let descriptorTimeout = Duration.seconds(1)
    private static let settlingPause = Duration.milliseconds(20)

    /// Prepares a run.
    ///
    /// - Throws: When the system gives no more descriptors or memory.
    public init(_ configuration: LoadConfiguration) throws(UVError) {
        self.configuration = configuration
        loop = try Loop()
        report = LoadReport(
            configuration: configuration,
            arms: configuration.arms.map { ArmReport(name: $0.name, target: $0.target) }
        )
        random = SplitMix64(state: configuration.seed)
        // Ids of other runs must not meet these at the mock, whose ids have 48 bits.
        firstID = UInt64.random(in: 1..<1 << 27) << 20
        serverProbe = configuration.serverProcessID.map { ProcessProbe(processID: $0) }
    }

    /// Runs the load to its end; to be called once.
    public func run() -> LoadReport {
        checkDescriptors()
        makeClients()
        if let sample = serverProbe?.sample(countsDescriptors: true) {
            report.server = LoadReport.ServerCost(before: sample)
        } else if let processID = configuration.serverProcessID {
            report.warnings.append("Process \(processID) cannot be looked at.")
        }
        askMock("/mock/stats") { [unowned self] statistics in
            mockStart = statistics
            start()
        }
        loop.run()
        loop.finish()
        return report
    }

    private func checkDescriptors() {
        guard let limit = ProcessProbe.own.descriptorLimit(),
            configuration.concurrency + 64 > limit
        else { return }
        report.warnings.append(
            "\(configuration.concurrency) clients need more descriptors than the \(limit) allowed."
        )
    }

    private func makeClients() {
        for number in 0..<configuration.concurrency {
            let index = number % configuration.arms.count
            let arm = configuration.arms[index]
            clients.append(
                LoadClient(
                    on: loop,
                    arm: (index, arm),
                    encoder: RequestEncoder(arm: arm, configuration: configuration),
                    behaviour: behaviour(ofClient: number),
                    owner: self
                )
            )
        }
    }

    private func behaviour(ofClient number: Int) -> LoadClient.Behaviour {
        var bytesPerSecond: Int?
        if let slow = configuration.slowReaders,
            Int(Double(number + 1) * slow.share) > Int(Double(number) * slow.share)
        {
            bytesPerSecond = slow.bytesPerSecond
        }
        return LoadClient.Behaviour(
            usesNewConnections: configuration.usesNewConnections,
            bytesPerSecond: bytesPerSecond,
            timeout: configuration.timeout,
            tokenCount: configuration.tokenCount,
            tokenByteCount: configuration.tokenByteCount
        )
    }

    private func askMock(_ path: String, _ completion: @escaping (JSONValue?) -> Void) {
        guard let address = configuration.mockAddress else {
            return loop.afterTurn { completion(nil) }
        }
        _ = MockQuery(path, of: address, on: loop, completion: completion)
    }

    // The start

    private func start() {
        startedAt = Instant.now
        warmUpTimer = Timer(on: loop) { [unowned self] in beginMeasuring() }
        if configuration.warmUp == .zero {
            beginMeasuring()
        } else {
            warmUpTimer?.schedule(at: startedAt + configuration.warmUp)
        }
        sampleTimer = Timer(on: loop) { [unowned self] in sample() }
        sampleTimer?.schedule(at: startedAt + Self.sampleInterval)
        rampTimer = Timer(on: loop) { [unowned self] in startClients() }
        startClients()
    }

    /// Starts the clients that are due, and comes back for the next.
    private func startClients() {
        let ramp = Double(configuration.ramp.wholeNanoseconds)
        let elapsed = Double((Instant.now - startedAt).wholeNanoseconds)
        let due =
            elapsed >= ramp
            ? clients.count : Int((elapsed / ramp * Double(clients.count)).rounded(.up))
        while startedClientCount < due {
            let client = clients[startedClientCount]
            startedClientCount += 1
            client.begin()
        }
        guard startedClientCount < clients.count else { return }
        rampTimer?.schedule(at: Instant.now + .milliseconds(1))
    }

    private func beginMeasuring() {
        measuredSince = Instant.now
        if let sample = serverProbe?.sample(countsDescriptors: false) {
            report.server?.start = sample
        }
        ownNanosecondsAtStart = ProcessProbe.threadNanoseconds()
    }

    private func sample() {
        if let sample = serverProbe?.sample(countsDescriptors: false) { noteMemory(sample) }
        sampleTimer?.schedule(at: Instant.now + Self.sampleInterval)
    }

    private func noteMemory(_ sample: ProcessSample) {
        guard sample.residentByteCount > report.server?.residentByteCountMax ?? 0 else { return }
        report.server?.residentByteCountMax = sample.residentByteCount
        report.server?.openAtMax = openCount
    }

    // The end

    private func finishLoad() {
        sampleTimer?.cancel()
        warmUpTimer?.cancel()
        if measuredSince == nil {
            report.warnings.append("The load ended before its warm-up.")
            beginMeasuring()
        }
        report.duration = lastEnd - (measuredSince ?? lastEnd)
        if let sample = serverProbe?.sample(countsDescriptors: false) {
            report.server?.end = sample
        }
        let used = ProcessProbe.threadNanoseconds() - ownNanosecondsAtStart
        report.generatorShare = Double(used) / Double(max(1, report.duration.wholeNanoseconds))
        if report.generatorShare > 0.8 {
            report.warnings.append("The generator used most of its core: it may be what limits.")
        }
        settlingSince = Instant.now
        settle()
    }

    /// Waits until neither the server nor the mock holds anything of the run, then reads what they
    /// say.
    private func settle() {
        askMock("/mock/stats") { [unowned self] statistics in
            let openCount = statistics?["open"]?.number?.asInt ?? 0
            let sample = serverProbe?.sample(countsDescriptors: true)
            let waited = Instant.now - (settlingSince ?? Instant.now)
            let isClosed =
                sample?.descriptorCount ?? 0 <= report.server?.before.descriptorCount ?? 0
            let isSettled = openCount == 0 && (isClosed || waited > Self.descriptorTimeout)
            guard isSettled || waited > Self.settlingTimeout else {
                let timer = Timer(on: loop) { [unowned self] in settle() }
                timer.schedule(at: Instant.now + Self.settlingPause)
                sampleTimer = timer
                return
            }
            if let sample { report.server?.after = sample }
            noteProvider(statistics, openCount: openCount)
        }
    }

    private func noteProvider(_ statistics: JSONValue?, openCount: Int) {
        guard configuration.mockAddress != nil else { return }
        guard let statistics else {
            report.warnings.append("The mock did not answer.")
            return
        }
        var view = LoadReport.ProviderView()
        view.openCount = openCount
        view.sentCount = growth(of: "sent_beats", in: statistics)
        view.lateCount = growth(of: "late_beats", in: statistics)
        if view.lateCount * 100 > view.sentCount {
            report.warnings.append(
                "More than one of 100 tokens left the mock late: it may be what limits."
            )
        }
        report.provider = view
        guard !aborts.isEmpty else { return }
        askMock("/mock/cancels") { [unowned self] cancels in noteCancels(cancels?.array ?? []) }
    }

    private func growth(of name: String, in statistics: JSONValue) -> Int {
        (statistics[name]?.number?.asInt ?? 0) - (mockStart?[name]?.number?.asInt ?? 0)
    }

    private func noteCancels(_ cancels: [JSONValue]) {
        for cancel in cancels {
            guard let id = cancel[0]?.number?.asInt, let nanoseconds = cancel[1]?.number?.asInt,
                let leftAt = aborts[UInt64(id)]
            else { continue }
            let heardAt = Instant(nanoseconds: UInt64(nanoseconds))
            report.provider?.abortDelay.record(heardAt - leftAt)
        }
    }
}

extension LoadRun: LoadClientOwner {
    func nextPlan() -> StreamPlan? {
        switch configuration.goal {
        case .streams(let count): guard plannedCount < count else { return nil }
        case .duration(let duration):
            let end = startedAt + configuration.warmUp + duration
            guard Instant.now < end else { return nil }
        }
        defer { plannedCount += 1 }
        openCount += 1
        report.openCountMax = max(report.openCountMax, openCount)
        return StreamPlan(id: firstID + UInt64(plannedCount), abortsAfter: nextAbort())
    }

    private func nextAbort() -> Duration? {
        guard let aborts = configuration.aborts,
            Double.random(in: 0..<1, using: &random) < aborts.share
        else { return nil }
        let nanoseconds = Int64.random(
            in: 0...max(0, aborts.within.wholeNanoseconds),
            using: &random
        )
        return .nanoseconds(nanoseconds)
    }

    func client(_ client: LoadClient, received pieceCount: Int, after gap: Duration?) {
        guard measuredSince != nil else { return }
        report.arms[client.armIndex].eventCount += pieceCount
        if let gap { report.arms[client.armIndex].gap.record(gap) }
        for _ in 1..<pieceCount { report.arms[client.armIndex].gap.record(nanoseconds: 0) }
    }

    func client(_ client: LoadClient, ended record: StreamRecord) {
        openCount -= 1
        lastEnd = record.endedAt
        let index = client.armIndex
        let isMeasured = measuredSince.map { record.startedAt >= $0 } ?? false
        report.arms[index].receivedByteCount += record.receivedByteCount
        if isMeasured, let firstTextAt = record.firstTextAt {
            report.arms[index].firstText.record(firstTextAt - record.startedAt)
        }
        switch record.outcome {
        case .complete:
            report.arms[index].completeCount += 1
            if isMeasured { report.arms[index].total.record(record.endedAt - record.startedAt) }
        case .aborted(let instant):
            report.arms[index].abortedCount += 1
            aborts[record.plan.id] = instant
        case .failed(let failure, let detail):
            report.arms[index].countFailure(failure, detail: detail)
        }
    }

    func clientFinished(_ client: LoadClient) {
        finishedClientCount += 1
        if finishedClientCount == clients.count { finishLoad() }
    }
}

/// The generator SplitMix64 of Steele, Lea and Flood (2014): the same numbers for the same seed.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}
