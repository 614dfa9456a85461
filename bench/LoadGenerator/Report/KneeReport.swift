// What a search for the knee has found.

/// The search of one arm.
public struct KneeReport: Sendable {
    /// One level that was tried.
    public struct Step: Sendable {
        /// Streams at a time, or begun a second.
        public let level: Double
        /// Why it failed, or nil if it passed.
        public let fault: String?
        /// Streams that ended well, a second.
        public let streamRate: Double
        /// Pieces of text a second.
        public let eventRate: Double
        /// The 99th percentiles of the times to the first text and between texts, in nanoseconds.
        public let firstText99: Int
        /// See ``firstText99``.
        public let gap99: Int
        /// The share of a core that the server used, or nil.
        public let processorShare: Double?

        init(_ report: ArmReport, level: Double, fault: String?) {
            self.level = level
            self.fault = fault
            streamRate = Double(report.completeCount) / report.seconds
            eventRate = Double(report.eventCount) / report.seconds
            firstText99 = report.firstText.percentile(99)
            gap99 = report.gap.percentile(99)
            processorShare = report.server.map {
                Double($0.processorNanoseconds) / 1e9 / report.seconds
            }
        }
    }

    /// The arm's name.
    public let arm: String
    /// Tells whether levels are rates and not numbers of streams.
    public let isRate: Bool
    /// The levels that were tried, in their order.
    public internal(set) var steps: [Step] = []
    /// The highest level that passed, or nil if none did.
    public internal(set) var knee: Double?
    /// Tells whether the highest level allowed has passed: the knee lies above it.
    public internal(set) var isOpenEnded = false

    init(arm: String, isRate: Bool) {
        self.arm = arm
        self.isRate = isRate
    }

    /// The unit of the levels.
    var unit: String { isRate ? "streams a second" : "streams at a time" }
}
