// What came of a load run.

/// The outcome of a run: correctness, times, and what it cost.
public struct LoadReport: Sendable {
    /// What the server process cost.
    public struct ServerCost: Sendable {
        /// Before the first stream.
        public internal(set) var before = ProcessSample()
        /// At the beginning of the measurement.
        public internal(set) var start = ProcessSample()
        /// At the end of the last stream.
        public internal(set) var end = ProcessSample()
        /// When all connections of the run had been closed.
        public internal(set) var after = ProcessSample()
        /// The most resident memory seen, in bytes.
        public internal(set) var residentByteCountMax = 0
        /// The streams that were open then.
        public internal(set) var openAtMax = 0

        /// Processor time during the measurement, in nanoseconds.
        public var processorNanoseconds: Int {
            end.processorNanoseconds - start.processorNanoseconds
        }

        /// Growth of memory per open stream, in bytes.
        public var bytesPerStream: Int {
            openAtMax == 0 ? 0 : (residentByteCountMax - before.residentByteCount) / openAtMax
        }
    }

    /// What the mock saw of the run.
    public struct ProviderView: Sendable {
        /// From the moment a client left to the moment the mock heard of it.
        public internal(set) var abortDelay = Histogram()
        /// Answers still under way some seconds after the last client had gone.
        public internal(set) var openCount = 0
        /// Tokens that the mock sent.
        public internal(set) var sentCount = 0
        /// Writes that the mock made more than 5 ms late.
        public internal(set) var lateCount = 0
    }

    /// The run's load.
    public let configuration: LoadConfiguration
    /// The arms, in their order.
    public internal(set) var arms: [ArmReport]
    /// The time of the measurement.
    public internal(set) var duration = Duration.zero
    /// The most streams that were open at a time.
    public internal(set) var openCountMax = 0
    /// The share of one core that the generator used during the measurement.
    public internal(set) var generatorShare = 0.0
    /// What the server process cost, if one was named and could be looked at.
    public internal(set) var server: ServerCost?
    /// What the mock saw, if it was named and answered.
    public internal(set) var provider: ProviderView?
    /// What makes the numbers doubtful.
    public internal(set) var warnings: [String] = []

    /// Pieces of text of all arms.
    public var eventCount: Int { arms.reduce(0) { $0 + $1.eventCount } }

    /// Tells whether nothing was lost and nothing was wrong.
    public var isClean: Bool {
        arms.allSatisfy { $0.failedCount == 0 && $0.completeCount + $0.abortedCount > 0 }
            && provider?.openCount ?? 0 == 0
    }

    /// The exit status of a program that reports this: 0 if it is clean, else 1.
    public var exitStatus: Int32 { isClean ? 0 : 1 }

    /// The server's processor time per piece of text, in microseconds; nil without a server or
    /// without text.
    public var processorMicrosecondsPerEvent: Double? {
        guard let server, eventCount > 0 else { return nil }
        return Double(server.processorNanoseconds) / 1000 / Double(eventCount)
    }
}
