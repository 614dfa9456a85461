// When a server does not keep up, without anybody having said what is bearable.

/// Judges one level of a search for the knee.
struct Saturation {
    /// The levels that passed so far, with the rate of text that each brought.
    private var passed: [(level: Double, eventRate: Double)] = []

    /// In an open loop, the least share of the streams begun that must end within the run's time.
    static let completionMin = 0.9
    /// In a closed loop, the least growth of the text's rate as a share of the growth of the level.
    static let growthMin = 0.25

    /// What is wrong with a level, in words; nil if it passes.
    ///
    /// - Parameter offeredSeconds: In an open loop the time in which streams were begun; nil in a closed one.
    mutating func fault(_ report: ArmReport, level: Double, offeredSeconds: Double?) -> String? {
        if let fault = failureFault(report) ?? saturation(report, level, offeredSeconds) {
            return fault
        }
        passed.append((level, Double(report.eventCount) / report.seconds))
        return nil
    }

    private func failureFault(_ report: ArmReport) -> String? {
        guard report.completeCount > 0 else { return "no stream was finished" }
        guard report.failedCount * 100 > report.endedCount else { return nil }
        return "\(NumberText.grouped(report.failedCount)) streams failed"
    }

    private func saturation(
        _ report: ArmReport,
        _ level: Double,
        _ offeredSeconds: Double?
    ) -> String? {
        if let offeredSeconds {
            // What had to be awaited after the last beginning is more than a stream's own length only if it queues.
            let shortest = Double(report.total.minimum) / 1e9
            let share = offeredSeconds / max(offeredSeconds, report.seconds - shortest)
            guard share < Self.completionMin else { return nil }
            return "streams queue: \(NumberText.decimal(share * 100, 0)) % of the rate was served"
        }
        guard let last = passed.last(where: { $0.level < level }), last.eventRate > 0 else {
            return nil
        }
        let growth = Double(report.eventCount) / report.seconds / last.eventRate - 1
        let wanted = (level / last.level - 1) * Self.growthMin
        guard growth < wanted else { return nil }
        return
            "saturated: \(NumberText.decimal((level / last.level - 1) * 100, 0)) % more streams brought "
            + "\(NumberText.decimal(growth * 100, 0)) % more tokens"
    }
}
