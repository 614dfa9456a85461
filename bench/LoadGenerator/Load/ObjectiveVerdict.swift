// Whether an arm has kept an objective.

/// What an objective came to for one arm.
public struct ObjectiveVerdict: Sendable {
    /// The objective.
    public let objective: ServiceObjective
    /// The arm's name.
    public let arm: String
    /// The figure in the bound's unit, or nil if it could not be measured.
    public let value: Double?

    /// Tells whether the objective was kept; what could not be measured was not.
    public var isKept: Bool {
        value.map { objective.comparison.holds($0, objective.bound) } ?? false
    }

    /// Judges an arm.
    ///
    /// - Parameter direct: The direct arm, for what is added to it.
    init(_ objective: ServiceObjective, _ arm: ArmReport, direct: ArmReport?) {
        self.objective = objective
        self.arm = arm.name
        value = Self.value(of: objective.metric, arm, direct)
    }

    private static func value(
        of metric: ServiceObjective.Metric,
        _ arm: ArmReport,
        _ direct: ArmReport?
    ) -> Double? {
        switch metric {
        case .time(let time, let statistic, let isAdded):
            let histogram = arm.histogram(of: time)
            guard histogram.count > 0 else { return nil }
            let value = statistic.value(of: histogram)
            guard isAdded else { return value }
            guard let direct else { return nil }
            if let median = medianAdded(to: direct, by: arm, time, statistic) { return median }
            let other = direct.histogram(of: time)
            return other.count > 0 ? value - statistic.value(of: other) : nil
        case .errors:
            return arm.endedCount == 0 ? nil : Double(arm.failedCount) / Double(arm.endedCount)
        case .streamRate: return Double(arm.completeCount) / arm.seconds
        case .eventRate: return Double(arm.eventCount) / arm.seconds
        case .goodShare:
            let count = arm.completeCount + arm.failedCount
            return count == 0 ? nil : Double(arm.goodCount) / Double(count)
        case .processorPerEvent: return arm.processorMicrosecondsPerEvent
        case .memoryPerStream: return arm.server.map { Double($0.bytesPerStream) / 1024 }
        }
    }

    /// The median of the rounds' differences, as the table of what is added has it, where it has one.
    private static func medianAdded(
        to direct: ArmReport,
        by arm: ArmReport,
        _ time: ServiceObjective.ObjectiveTime,
        _ statistic: ServiceObjective.Statistic
    ) -> Double? {
        guard case .percentile(let percent) = statistic else { return nil }
        return AddedTime.all(of: arm, over: direct)
            .first { $0.time.rawValue == time.rawValue && $0.percent == percent }?
            .difference.median
    }

    /// The figure as people read it.
    var valueText: String {
        guard let value else { return "not measured" }
        switch objective.metric {
        case .time: return NumberText.milliseconds(value) + " ms"
        case .errors, .goodShare: return NumberText.decimal(value * 100, 3) + " %"
        case .streamRate: return NumberText.decimal(value, 1) + " a second"
        case .eventRate: return NumberText.decimal(value, 0) + " a second"
        case .processorPerEvent: return NumberText.decimal(value, 2) + " us"
        case .memoryPerStream: return NumberText.decimal(value, 1) + " KiB"
        }
    }
}

extension ArmReport {
    fileprivate func histogram(of time: ServiceObjective.ObjectiveTime) -> LatencyHistogram {
        switch time {
        case .ttft: firstText
        case .gap: gap
        case .tpot: perToken
        case .e2e: total
        case .lag: lag
        }
    }
}
