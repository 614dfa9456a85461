// The mark that a missing TCP_NODELAY leaves in the gaps between tokens.

/// Looks for gaps of 40 ms that nothing explains.
///
/// Nagle's algorithm holds a small write back until the last one is acknowledged, and Linux delays acknowledgements
/// by 40 ms: where a hop lacks TCP_NODELAY, gaps gather just above that. RFC 896, RFC 1122 section 4.2.3.2, tcp(7).
enum StepSign {
    /// Where such gaps lie.
    private static let step = 38_000_000..<46_000_000
    /// The regions below and above, of the same width, which must hold far less.
    private static let below = 29_000_000..<37_000_000
    private static let above = 48_000_000..<56_000_000
    /// The share of all gaps from which it is more than chance.
    private static let shareMin = 0.01
    private static let excessMin = 3

    /// The share of gaps that stand at the step, or nil if they are as many as one expects.
    ///
    /// - Parameter interval: The pace of the stream; one near 40 ms would look like the step.
    static func share(in gaps: LatencyHistogram, intervalNanoseconds interval: Int) -> Double? {
        guard gaps.count >= 100, !step.contains(interval) else { return nil }
        let atStep = gaps.count(in: step)
        let beside = max(gaps.count(in: below), gaps.count(in: above))
        let share = Double(atStep) / Double(gaps.count)
        guard share >= shareMin, atStep > excessMin * beside else { return nil }
        return share
    }
}
