// Runs a session: rounds of all arms by turns, or a search for each arm's knee.

public import Reactor
internal import System
internal import Timing

/// What a session does.
public struct LoadPlan: Sendable {
    /// The arms.
    public var arms: [Arm]
    /// The load of each round of each arm.
    public var load = LoadConfiguration()
    /// The rounds, in each of which every arm runs once.
    public var roundCount = 1
    /// What is to be kept by all arms but the direct one.
    public var objectives: [ServiceObjective] = []
    /// The highest level of a search for the knee; nil for no search.
    public var kneeLevelMax: Double?

    /// Creates the plan of one round.
    public init(arms: [Arm]) {
        precondition(!arms.isEmpty, "a load needs an arm")
        self.arms = arms
    }
}

/// A session on the calling thread.
public final class LoadSession {
    private let plan: LoadPlan
    private let progress: ((LoadProgress) -> Void)?
    private var report: LoadReport

    /// Prepares a session.
    ///
    /// - Parameter progress: Hears ten times a second how far it is.
    public init(_ plan: LoadPlan, progress: ((LoadProgress) -> Void)? = nil) {
        self.plan = plan
        self.progress = progress
        report = LoadReport(plan.load)
    }

    /// Runs the session to its end; to be called once.
    ///
    /// - Throws: When the system gives no more descriptors or memory.
    public func run() throws(UVError) -> LoadReport {
        preflight()
        report.machine = MachineText.describe()
        let startedAt = Instant.now
        if let levelMax = plan.kneeLevelMax {
            for arm in plan.arms { try findKnee(of: arm, levelMax) }
        } else {
            try runRounds(startedAt)
        }
        // Their moments are those of the machine's clock so far.
        for index in report.arms.indices { report.arms[index].countTimeline(from: startedAt) }
        conclude()
        return report
    }

    private func preflight() {
        let load = plan.load
        for arm in plan.arms {
            var needs = Preflight(connectionCount: load.concurrency)
            needs.ownDescriptorLimit = ProcessProbe.own.descriptorLimit()
            needs.ports = Preflight.localPorts()
            if !arm.isDirect, !arm.processIDs.isEmpty {
                needs.serverDescriptorLimit =
                    ProcessProbe(processIDs: arm.processIDs).descriptorLimit()
            }
            if load.usesNewConnections || load.aborts != nil {
                needs.closedConnectionCount = closedConnectionCount
            }
            for warning in needs.warnings { report.warn(warning) }
        }
    }

    /// The connections that are opened and closed within the time for which the kernel keeps their ports.
    private var closedConnectionCount: Int {
        let arms = plan.kneeLevelMax == nil ? plan.roundCount : 1
        switch plan.load.goal {
        case .streams(let count): return count * arms
        case .duration(let duration):
            guard let rate = plan.load.rate else { return 0 }
            let seconds = min(duration, Preflight.timeWait).inMilliseconds / 1000
            return Int(rate * seconds)
        }
    }

    // Rounds

    private func runRounds(_ startedAt: Instant) throws(UVError) {
        var results = plan.arms.map { ArmReport($0) }
        for round in 0..<plan.roundCount {
            for index in RoundOrder.arms(inRound: round, of: plan.arms.count) {
                let arm = plan.arms[index]
                var title = arm.name
                if plan.roundCount > 1 { title += ", round \(round + 1) of \(plan.roundCount)" }
                let began = Instant.now - startedAt
                var load = plan.load
                // The arms of a round get the same arrivals and departures.
                load.seed = plan.load.seed &+ UInt64(round)
                var result = try run(arm, load, title)
                result.rounds = [RoundFigures(result, round: round, startedAfter: began)]
                results[index].merge(result)
            }
        }
        report.roundCount = plan.roundCount
        report.arms = results
    }

    private func run(
        _ arm: Arm,
        _ load: LoadConfiguration,
        _ title: String
    ) throws(UVError) -> ArmReport {
        guard let progress else { return try LoadRun(arm, load).run() }
        let run = try LoadRun(arm, load) { glance in
            var glance = glance
            glance.title = title
            progress(glance)
        }
        return run.run()
    }

    // The knee

    private func findKnee(of arm: Arm, _ levelMax: Double) throws(UVError) {
        let isRate = plan.load.rate != nil
        var knee = KneeReport(arm: arm.name, isRate: isRate)
        let first = plan.load.rate ?? Double(plan.load.concurrency)
        var search = KneeSearch(
            KneeSearch.Bounds(first: first, last: max(first, levelMax), isWhole: !isRate)
        )
        var saturation = Saturation()
        var best: ArmReport?
        while let level = search.next {
            let load = load(at: level, levelMax)
            let result = try run(arm, load, "\(arm.name), \(NumberText.short(level)) \(knee.unit)")
            let fault = fault(result, level: level, load, &saturation)
            knee.steps.append(KneeReport.Step(result, level: level, fault: fault))
            if fault == nil || best == nil { best = result }
            // What failed may not have been the server.
            if fault != nil {
                for warning in result.warnings {
                    report.warn(
                        "\(arm.name) at \(NumberText.short(level)) \(knee.unit): \(warning)"
                    )
                }
            }
            search.record(passed: fault == nil)
        }
        knee.knee = search.passed
        knee.isOpenEnded = search.isOpenEnded
        report.knees.append(knee)
        if let best { report.arms.append(best) }
    }

    private func load(at level: Double, _ levelMax: Double) -> LoadConfiguration {
        var load = plan.load
        if load.rate != nil {
            load.rate = level
        } else {
            load.concurrency = Int(level)
            // Enough for each client to have several streams one after another.
            if case .streams(let count) = load.goal {
                load.goal = .streams(max(count, 3 * Int(level)))
            }
        }
        return load
    }

    private func fault(
        _ result: ArmReport,
        level: Double,
        _ load: LoadConfiguration,
        _ saturation: inout Saturation
    ) -> String? {
        for objective in plan.objectives {
            let verdict = ObjectiveVerdict(objective, result, direct: nil)
            if !verdict.isKept { return "\(objective.text): \(verdict.valueText)" }
        }
        var offeredSeconds: Double?
        if let rate = load.rate {
            switch load.goal {
            case .streams(let count): offeredSeconds = Double(count) / rate
            case .duration(let duration): offeredSeconds = duration.inMilliseconds / 1000
            }
        }
        return saturation.fault(result, level: level, offeredSeconds: offeredSeconds)
    }

    // The end

    private func conclude() {
        let direct = report.direct
        gatherWarnings()
        for arm in report.arms {
            noteStep(arm, direct)
            guard !arm.isDirect else { continue }
            if let direct {
                report.added.append((arm.name, AddedTime.all(of: arm, over: direct)))
            }
            // The steps of a search have been judged one by one.
            guard plan.kneeLevelMax == nil else { continue }
            report.verdicts += plan.objectives.map {
                ObjectiveVerdict($0, arm, direct: direct)
            }
        }
        // Alone, the provider must keep them itself.
        if report.verdicts.isEmpty, plan.kneeLevelMax == nil, let direct {
            report.verdicts = plan.objectives.map { ObjectiveVerdict($0, direct, direct: nil) }
        }
        if let lag = report.arms.map({ $0.lag.percentile(99) }).max(), plan.load.rate != nil,
            lag > 5_000_000
        {
            report.warn(
                "Streams began up to \(NumberText.milliseconds(Double(lag))) ms late (p99); their times count from "
                    + "when they should have."
            )
        }
    }

    /// Says what several arms warn of only once, with their names.
    private func gatherWarnings() {
        var names: [String: [String]] = [:]
        for arm in report.arms {
            for warning in arm.warnings { names[warning, default: []].append(arm.name) }
        }
        for warning in report.arms.flatMap(\.warnings) {
            let concerned = names[warning, default: []]
            let isAbout = report.arms.count > 1 ? concerned.joined(separator: ", ") + ": " : ""
            report.warn(isAbout + warning)
        }
    }

    private func noteStep(_ arm: ArmReport, _ direct: ArmReport?) {
        let interval = Int(plan.load.interval.wholeNanoseconds)
        guard !arm.isDirect, plan.load.slowReaders == nil,
            let share = StepSign.share(in: arm.gap, intervalNanoseconds: interval),
            direct.map({ StepSign.share(in: $0.gap, intervalNanoseconds: interval) == nil }) ?? true
        else { return }
        report.warn(
            "\(NumberText.decimal(share * 100, 1)) % of the gaps of \(arm.name) stand at 40 ms: a hop without "
                + "TCP_NODELAY does that."
        )
    }
}

extension ArmReport {
    /// Counts the moments of the timeline from the start of the session.
    fileprivate mutating func countTimeline(from start: Instant) {
        let origin = Duration.nanoseconds(Int64(clamping: start.nanoseconds))
        timeline = timeline.map { point in
            TimelinePoint(
                at: point.at - origin,
                eventCount: point.eventCount,
                openCount: point.openCount,
                failedCount: point.failedCount,
                length: point.length
            )
        }
    }
}
