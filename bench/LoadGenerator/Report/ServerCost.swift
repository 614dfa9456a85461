// What a server's processes cost, and what the mock saw.

/// What the processes behind an arm cost.
public struct ServerCost: Sendable {
    /// Before the first stream.
    public internal(set) var before: ProcessSample
    /// When all connections of the run had been closed.
    public internal(set) var after = ProcessSample()
    /// Processor time during the measurement, in nanoseconds.
    public internal(set) var processorNanoseconds = 0
    /// The most resident memory seen, in bytes.
    public internal(set) var residentByteCountMax = 0
    /// The most streams that were open while memory was looked at.
    public internal(set) var openCountMax = 0

    init(before: ProcessSample) {
        self.before = before
    }

    /// Growth of memory per open stream, in bytes: the most memory over the most streams.
    ///
    /// Not over those that were open when memory was first at its most: a server that keeps what it took for its first
    /// streams, and has room there for many more, would seem to need all of it for the few.
    public var bytesPerStream: Int {
        openCountMax == 0
            ? 0 : max(0, residentByteCountMax - before.residentByteCount) / openCountMax
    }

    mutating func noteMemory(_ sample: ProcessSample, openCount: Int) {
        residentByteCountMax = max(residentByteCountMax, sample.residentByteCount)
        openCountMax = max(openCountMax, openCount)
    }

    /// Adds a later round; memory counts from before the first one, because a process keeps what it once had.
    mutating func merge(_ other: ServerCost) {
        processorNanoseconds += other.processorNanoseconds
        after = other.after
        residentByteCountMax = max(residentByteCountMax, other.residentByteCountMax)
        openCountMax = max(openCountMax, other.openCountMax)
    }
}

/// What the mock saw of a run.
public struct ProviderView: Sendable {
    /// From the moment a client left to the moment the mock heard of it.
    public internal(set) var abortDelay = LatencyHistogram()
    /// Answers still under way some seconds after the last client had gone.
    public internal(set) var openCount = 0
    /// Tokens that the mock sent.
    public internal(set) var sentCount = 0
    /// Writes that the mock made more than 5 ms late.
    public internal(set) var lateCount = 0
    /// The share of one core that each of its threads used on average; 0 if it is not on this machine.
    public internal(set) var coreShare = 0.0

    mutating func merge(_ other: ProviderView) {
        abortDelay.merge(other.abortDelay)
        openCount += other.openCount
        sentCount += other.sentCount
        lateCount += other.lateCount
        coreShare = max(coreShare, other.coreShare)
    }
}
