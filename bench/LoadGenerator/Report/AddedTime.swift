// What an arm adds to the direct one, with its interval of confidence.

/// How much longer one arm takes than the direct one, from the rounds of both.
public struct AddedTime: Sendable {
    /// Which time.
    public let time: ComparedTime
    /// Which percentile.
    public let percent: Double
    /// The median of the rounds' differences in nanoseconds, and its interval.
    public let difference: MedianInterval

    /// Compares round by round: each difference is of two runs that followed each other.
    ///
    /// Rounds that one of the two arms lacks are left out.
    static func all(of arm: ArmReport, over direct: ArmReport) -> [AddedTime] {
        var found: [AddedTime] = []
        let base = Dictionary(
            direct.rounds.map { ($0.round, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for time in ComparedTime.allCases {
            for (index, percent) in RoundFigures.comparedPercentiles.enumerated() {
                let differences = arm.rounds.compactMap { round -> Double? in
                    guard let own = round.percentiles[time],
                        let other = base[round.round]?.percentiles[time]
                    else { return nil }
                    return Double(own[index] - other[index])
                }
                guard let difference = MedianInterval(differences) else { continue }
                found.append(AddedTime(time: time, percent: percent, difference: difference))
            }
        }
        return found
    }
}
