// Which traces are recorded.

/// Decides by the trace's id, so that all services with the same ratio decide alike.
public struct Sampler: Sendable {
    /// The smallest of the last 56 bits of an id with which a trace is recorded.
    private let threshold: UInt64

    private static let range: UInt64 = 1 << 56

    /// Creates a sampler.
    ///
    /// - Parameter ratio: The part of the traces that is recorded, 0 to 1.
    public init(ratio: Double) {
        precondition((0...1).contains(ratio), "a ratio is from 0 to 1")
        threshold = Self.range - UInt64(ratio * Double(Self.range))
    }

    /// Tells whether a trace that begins here is recorded.
    ///
    /// OpenTelemetry: "TraceState: Probability Sampling", by the 56 random bits of the id.
    public func isSampled(_ traceID: TraceID) -> Bool {
        traceID.low & (Self.range - 1) >= threshold
    }

    /// Tells whether a span is recorded: as its parent, if there is one.
    public func isSampled(_ traceID: TraceID, parent: TraceContext?) -> Bool {
        parent?.isSampled ?? isSampled(traceID)
    }
}
