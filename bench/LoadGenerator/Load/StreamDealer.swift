// Decides which stream begins when: at once in a closed loop, when it is due in an open one.

internal import System
internal import Timing

/// Deals out streams to free clients; knows the load, not the network.
struct StreamDealer {
    private let load: LoadConfiguration
    // Ids of other runs must not meet these at the mock, whose ids have 48 bits.
    private let firstID = UInt64.random(in: 1..<1 << 27) << 20
    private var random: SplitMix64
    private var plannedCount = 0
    private var startedAt = Instant(nanoseconds: 0)
    private var now = Instant(nanoseconds: 0)
    private var arrivals: ArrivalQueue?
    // The last one freed is the next to be used, so that the others' connections are those that idle.
    private var freeClients: [LoadClient] = []

    private static let rampStep = Duration.milliseconds(1)

    init(_ load: LoadConfiguration) {
        self.load = load
        random = SplitMix64(state: load.seed)
    }

    /// Begins at a moment.
    mutating func start(at instant: Instant) {
        startedAt = instant
        now = instant
        guard let rate = load.rate else { return }
        var countMax: Int?
        if case .streams(let count) = load.goal { countMax = count }
        arrivals = ArrivalQueue(
            ArrivalSchedule(
                rate: rate,
                pattern: load.arrivals,
                ramp: load.ramp,
                seed: load.seed ^ 0xA5A5_5A5A
            ),
            startedAt: instant,
            countMax: countMax,
            endsAt: endsAt
        )
    }

    private var endsAt: Instant? {
        guard case .duration(let duration) = load.goal else { return nil }
        return startedAt + load.warmUp + duration
    }

    /// Tells the time.
    mutating func advance(to now: Instant) {
        self.now = now
        arrivals?.advance(to: now)
    }

    /// Tells whether one more stream may be open.
    func hasRoom(openCount: Int) -> Bool {
        guard arrivals == nil else { return openCount < load.concurrency }
        return openCount < dueClientCount
    }

    /// The clients that the ramp lets begin by now.
    private var dueClientCount: Int {
        let ramp = Double(load.ramp.wholeNanoseconds)
        let elapsed = Double((now - startedAt).wholeNanoseconds)
        guard elapsed < ramp else { return load.concurrency }
        let due = (elapsed / ramp * Double(load.concurrency)).rounded(.up)
        return max(1, min(load.concurrency, Int(due)))
    }

    /// The next stream to begin; nil if none is to begin now.
    mutating func next() -> StreamPlan? {
        let intendedAt: Instant
        if arrivals != nil {
            guard let due = arrivals?.take(at: Instant.now) else { return nil }
            intendedAt = due
        } else {
            guard !isClosedLoopOver else { return nil }
            intendedAt = Instant.now
        }
        plannedCount += 1
        return StreamPlan(
            id: firstID + UInt64(plannedCount),
            intendedAt: intendedAt,
            departure: nextDeparture()
        )
    }

    private var isClosedLoopOver: Bool {
        switch load.goal {
        case .streams(let count): plannedCount >= count
        case .duration: endsAt.map { now >= $0 } ?? true
        }
    }

    private mutating func nextDeparture() -> StreamPlan.Departure? {
        guard let aborts = load.aborts, Double.random(in: 0..<1, using: &random) < aborts.share
        else { return nil }
        switch aborts.moment {
        case .after(let delay): return .after(delay)
        case .afterTokens(let count): return .afterTokens(count)
        case .within(let bound):
            let most = max(0, bound.wholeNanoseconds)
            return .after(.nanoseconds(Int64.random(in: 0...most, using: &random)))
        }
    }

    /// The intended moments of the streams that have waited for a client longer than the timeout; they are not begun
    /// any more.
    mutating func takeOverdue(at now: Instant) -> [Instant] {
        var overdue: [Instant] = []
        while let oldest = arrivals?.oldest, now - oldest > load.timeout, now > oldest {
            if let instant = arrivals?.take(at: now) { overdue.append(instant) }
        }
        return overdue
    }

    /// When the dealer is to be asked again; nil if only the end of a stream changes anything.
    var wakesAt: Instant? {
        guard let arrivals else {
            let isRamping = now - startedAt < load.ramp && !isClosedLoopOver
            return isRamping ? now + Self.rampStep : nil
        }
        let overdueAt = arrivals.oldest.map { $0 + load.timeout + .milliseconds(1) }
        guard let next = arrivals.nextAt else { return overdueAt }
        return overdueAt.map { min($0, next) } ?? next
    }

    /// Tells whether no stream will begin any more.
    var isOver: Bool { arrivals?.isOver ?? isClosedLoopOver }

    // The clients

    mutating func takeFreeClient() -> LoadClient? { freeClients.popLast() }

    mutating func giveBack(_ client: LoadClient) { freeClients.append(client) }
}
