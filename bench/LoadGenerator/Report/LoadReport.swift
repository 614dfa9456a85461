// What came of a session: all arms, what they add, what was to be kept.

/// The outcome of a session: correctness, times, and what it cost.
public struct LoadReport: Sendable {
    /// The session's load.
    public let configuration: LoadConfiguration
    /// The arms, in their order; in a search for the knee, what each came to at its knee.
    public internal(set) var arms: [ArmReport] = []
    /// What each arm but the direct one adds to it; empty without a direct arm.
    public internal(set) var added: [(arm: String, times: [AddedTime])] = []
    /// The rounds.
    public internal(set) var roundCount = 0
    /// The searches for the knee, if there were any.
    public internal(set) var knees: [KneeReport] = []
    /// What became of the objectives.
    public internal(set) var verdicts: [ObjectiveVerdict] = []
    /// What makes the numbers doubtful.
    public internal(set) var warnings: [String] = []
    /// The machine, for whoever reads the report elsewhere.
    public internal(set) var machine = ""

    init(_ configuration: LoadConfiguration) {
        self.configuration = configuration
    }

    /// Pieces of text of all arms.
    public var eventCount: Int { arms.reduce(0) { $0 + $1.eventCount } }

    /// Tells whether nothing was lost and nothing was wrong.
    public var isClean: Bool { arms.allSatisfy(\.isClean) }

    /// Tells whether the outcome is what was asked for: with objectives, that all are kept and that some stream
    /// arrived; without, that nothing was lost or wrong.
    ///
    /// An objective about errors overrules the rule that there must be none.
    public var isGood: Bool {
        guard verdicts.allSatisfy(\.isKept) else { return false }
        guard knees.allSatisfy({ $0.knee != nil }) else { return false }
        let allowsErrors = verdicts.contains { $0.objective.metric == .errors }
        return allowsErrors ? arms.allSatisfy { $0.completeCount > 0 } : isClean
    }

    /// The exit status of a program that reports this: 0 if it is good, else 1.
    public var exitStatus: Int32 { isGood ? 0 : 1 }

    /// The direct arm, if there is one.
    var direct: ArmReport? { arms.first(where: \.isDirect) }

    mutating func warn(_ warning: String) {
        if !warnings.contains(warning) { warnings.append(warning) }
    }
}
