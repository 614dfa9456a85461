// What repeated rounds say about a figure, without assuming how it is distributed.

/// The median of some values with an interval of its confidence.
///
/// The interval is between two order statistics: with n values, the median of what they are drawn from lies between
/// the k-th smallest and the k-th largest with the probability 1 - 2 P(B(n, 1/2) < k), whatever the distribution.
/// k is the largest for which that is at least 95 %; with fewer than six values there is none, and the interval is
/// that of all values, with the confidence that it has. David and Nagaraja, Order Statistics, section 7.1.
public struct MedianInterval: Hashable, Sendable {
    /// The median.
    public let median: Double
    /// The lower end of the interval.
    public let low: Double
    /// The upper end of the interval.
    public let high: Double
    /// The probability that such an interval holds the true median.
    public let confidence: Double
    /// The number of values.
    public let count: Int

    static let wantedConfidence = 0.95

    /// Nil without values.
    public init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        count = sorted.count
        median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
        var rank = 1
        var coverage = Self.coverage(rank, of: count)
        while 2 * (rank + 1) <= count,
            Self.coverage(rank + 1, of: count) >= Self.wantedConfidence
        {
            rank += 1
            coverage = Self.coverage(rank, of: count)
        }
        low = sorted[rank - 1]
        high = sorted[count - rank]
        confidence = coverage
    }

    /// The probability that the median lies between the k-th smallest and the k-th largest of n values.
    static func coverage(_ rank: Int, of count: Int) -> Double {
        // P(B(n, 1/2) < k), its terms from the first on; n beyond a thousand underflows to 0, as it may.
        var term = 1.0
        for _ in 0..<count { term /= 2 }
        var below = 0.0
        for successes in 0..<rank {
            below += term
            term *= Double(count - successes) / Double(successes + 1)
        }
        return max(0, 1 - 2 * below)
    }
}
