// Runs a load against one arm: deals out streams to clients and gathers what came of them.

internal import JSON
internal import Reactor
internal import System
internal import Timing

/// One round of a load on one arm, on a loop of its own on the calling thread.
final class LoadRun {
    let configuration: LoadConfiguration
    private let arm: Arm
    private let loop: Loop
    private(set) var report: ArmReport
    private let encoder: RequestEncoder
    private var clients: [LoadClient] = []
    private var dealer: StreamDealer
    private var meter: LoadMeter
    private let progress: ((LoadProgress) -> Void)?

    private var startedAt = Instant.now
    private var measuredSince: Instant?
    private var lastEnd = Instant.now
    private var openCount = 0
    private var isLoadOver = false
    private var beatTimer: Timer?
    private var sampleTimer: Timer?
    private var warmUpTimer: Timer?

    private var mockStart: JSONValue?
    private var settlingSince: Instant?
    private var aborts: [UInt64: Instant] = [:]

    private static let sampleInterval = Duration.milliseconds(100)
    /// How long the server and the mock may take to notice that the last client has gone.
    private static let settlingTimeout = Duration.seconds(5)
    /// How long the server's descriptors are waited for; it may keep connections to its provider.
    private static let descriptorTimeout = Duration.seconds(1)
    private static let settlingPause = Duration.milliseconds(20)

    /// Prepares a run.
    ///
    /// - Parameter progress: Hears ten times a second how far it is.
    /// - Throws: When the system gives no more descriptors or memory.
    init(
        _ arm: Arm,
        _ configuration: LoadConfiguration,
        progress: ((LoadProgress) -> Void)? = nil
    ) throws(UVError) {
        self.configuration = configuration
        self.arm = arm
        self.progress = progress
        loop = try Loop()
        report = ArmReport(arm)
        encoder = RequestEncoder(arm: arm, configuration: configuration)
        dealer = StreamDealer(configuration)
        meter = LoadMeter(arm, mock: configuration.mockAddress)
        beatTimer = Timer(on: loop) { [unowned self] in beat() }
    }

    /// Runs the load to its end; to be called once.
    func run() -> ArmReport {
        if let before = meter.server?.sample(countsDescriptors: true) {
            report.server = ServerCost(before: before)
        } else if !arm.processIDs.isEmpty {
            let names = arm.processIDs.map(String.init).joined(separator: ", ")
            report.warn("Process \(names) cannot be looked at.")
        }
        askMock("/mock/stats") { [unowned self] statistics in
            mockStart = statistics
            start()
        }
        loop.run()
        loop.finish()
        return report
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
        dealer.start(at: startedAt)
        warmUpTimer = Timer(on: loop) { [unowned self] in beginMeasuring() }
        if configuration.warmUp == .zero {
            beginMeasuring()
        } else {
            warmUpTimer?.schedule(at: startedAt + configuration.warmUp)
        }
        sampleTimer = Timer(on: loop) { [unowned self] in sample() }
        sampleTimer?.schedule(at: startedAt + Self.sampleInterval)
        beat()
    }

    /// Begins what is due, and comes back for the next.
    private func beat() {
        guard !isLoadOver else { return }
        let now = Instant.now
        dealer.advance(to: now)
        while dealer.hasRoom(openCount: openCount), let plan = dealer.next() {
            begin(plan, on: freeClient())
        }
        for intendedAt in dealer.takeOverdue(at: now) { countUnsent(intendedAt) }
        if let next = dealer.wakesAt { beatTimer?.schedule(at: next) }
        if dealer.isOver, openCount == 0 { finishLoad() }
    }

    private func freeClient() -> LoadClient {
        if let client = dealer.takeFreeClient() { return client }
        let client = LoadClient(
            on: loop,
            arm: arm,
            encoder: encoder,
            behaviour: configuration.behaviour(ofClient: clients.count),
            owner: self
        )
        clients.append(client)
        return client
    }

    private func begin(_ plan: StreamPlan, on client: LoadClient) {
        openCount += 1
        report.openCountMax = max(report.openCountMax, openCount)
        client.begin(plan)
    }

    private func countUnsent(_ intendedAt: Instant) {
        report.countFailure(.unsent, detail: "\(clients.count) clients were busy")
        report.expectedTokenCount += configuration.tokenCount
        if isMeasured(intendedAt) { report.lag.record(Instant.now - intendedAt) }
        lastEnd = Instant.now
    }

    private func beginMeasuring() {
        measuredSince = Instant.now
        meter.begin()
    }

    private func isMeasured(_ instant: Instant) -> Bool {
        measuredSince.map { instant >= $0 || configuration.warmUp == .zero } ?? false
    }

    private func sample() {
        if let sample = meter.server?.sample(countsDescriptors: false) {
            report.server?.noteMemory(sample, openCount: openCount)
        }
        meter.note(report, openCount: openCount, into: &report.timeline)
        progress?(
            LoadProgress(report, elapsed: Instant.now - startedAt, openCount: openCount)
        )
        sampleTimer?.schedule(at: Instant.now + Self.sampleInterval)
    }

    // The end

    private func finishLoad() {
        isLoadOver = true
        beatTimer?.cancel()
        sampleTimer?.cancel()
        warmUpTimer?.cancel()
        for client in clients { client.close() }
        if measuredSince == nil {
            report.warn("The load ended before its warm-up.")
            beginMeasuring()
        }
        let since = measuredSince ?? lastEnd
        report.duration = lastEnd > since ? lastEnd - since : .zero
        meter.note(report, openCount: openCount, into: &report.timeline, isLast: true)
        meter.end(&report)
        settlingSince = Instant.now
        settle()
    }

    /// Waits until neither the server nor the mock holds anything of the run, then reads what they
    /// say.
    private func settle() {
        askMock("/mock/stats") { [unowned self] statistics in
            let openCount = statistics?["open"]?.number?.asInt ?? 0
            let sample = meter.server?.sample(countsDescriptors: true)
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
        guard let statistics else { return report.warn("The mock did not answer.") }
        var view = ProviderView()
        view.openCount = openCount
        view.sentCount = growth(of: "sent_beats", in: statistics)
        view.lateCount = growth(of: "late_beats", in: statistics)
        view.coreShare = meter.mockShare
        if Double(view.lateCount) * 100 > Double(view.sentCount) {
            report.warn("More than one of 100 tokens left the mock late: it may be what limits.")
        }
        if view.coreShare > 0.85 {
            report.warn("The mock used most of its cores: it may be what limits.")
        }
        report.provider = view
        guard !aborts.isEmpty else { return }
        askMock("/mock/cancels") { [unowned self] cancels in noteCancels(cancels?.array ?? []) }
    }

    private func growth(of name: String, in statistics: JSONValue) -> Int {
        let (growth, overflow) = (statistics[name]?.number?.asInt ?? 0)
            .subtractingReportingOverflow(mockStart?[name]?.number?.asInt ?? 0)
        return overflow ? 0 : growth
    }

    private func noteCancels(_ cancels: [JSONValue]) {
        for cancel in cancels {
            guard let id = cancel[0]?.number?.asInt, let nanoseconds = cancel[1]?.number?.asInt,
                let leftAt = aborts[UInt64(clamping: id)]
            else { continue }
            let heardAt = Instant(nanoseconds: UInt64(clamping: nanoseconds))
            report.provider?.abortDelay.record(heardAt - leftAt)
        }
    }
}

extension LoadRun: LoadClientOwner {
    func client(_ client: LoadClient, received pieceCount: Int, after gap: Duration?) {
        guard measuredSince != nil else { return }
        report.eventCount += pieceCount
        if let gap { report.gap.record(gap) }
        for _ in 1..<pieceCount { report.gap.record(nanoseconds: 0) }
    }

    func client(_ client: LoadClient, ended record: StreamRecord) {
        openCount -= 1
        lastEnd = record.endedAt
        if case .aborted(let instant) = record.outcome { aborts[record.plan.id] = instant }
        report.count(
            record,
            isMeasured: isMeasured(record.plan.intendedAt),
            load: configuration
        )
    }

    func clientConnects(_ client: LoadClient) { report.connectionCount += 1 }

    func clientIsFree(_ client: LoadClient) {
        dealer.giveBack(client)
        beat()
    }
}

extension LoadConfiguration {
    fileprivate func behaviour(ofClient number: Int) -> LoadClient.Behaviour {
        var bytesPerSecond: Int?
        if let slow = slowReaders,
            Int(Double(number + 1) * slow.share) > Int(Double(number) * slow.share)
        {
            bytesPerSecond = slow.bytesPerSecond
        }
        return LoadClient.Behaviour(
            usesNewConnections: usesNewConnections,
            bytesPerSecond: bytesPerSecond,
            timeout: timeout,
            tokenCount: tokenCount,
            tokenByteCount: tokenByteCount
        )
    }
}
