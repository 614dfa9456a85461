// How often a quantity fell between which bounds.

internal import Synchronization

/// The distribution of a quantity as one worker has seen it; changed by one thread, read by any, as a ``Counter``.
public final class Histogram: Sendable {
    /// The upper ends of the buckets, ascending; a value equal to one falls below it.
    private let bounds: [Double]
    /// One bucket for each bound, and one for what is above all.
    private let buckets: [Counter]
    /// The bits of the sum.
    private let sum = Atomic<UInt64>(Double(0).bitPattern)

    /// Creates an empty histogram.
    ///
    /// - Parameter bounds: The upper ends of the buckets, ascending and finite, at least one.
    public init(bounds: [Double]) {
        precondition(!bounds.isEmpty, "a histogram without buckets")
        precondition(
            zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 } && bounds.allSatisfy(\.isFinite),
            "the bounds of a histogram ascend"
        )
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    /// Counts one value; what is no finite number is not counted, because it would spoil the sum for good.
    public func observe(_ value: Double) {
        guard value.isFinite else { return }
        var index = 0
        while index < bounds.count, bounds[index] < value { index += 1 }
        buckets[index].add()
        let before = Double(bitPattern: sum.load(ordering: .relaxed))
        sum.store((before + value).bitPattern, ordering: .relaxed)
    }

    /// Counts a duration in seconds, to the nanosecond; a negative one counts as zero.
    public func observe(_ duration: Duration) {
        observe(nanoseconds: UInt64(clamping: duration.attoseconds / 1_000_000_000))
    }

    /// Counts a time in nanoseconds as seconds.
    public func observe(nanoseconds: UInt64) {
        observe(Double(nanoseconds) / 1e9)
    }

    /// Adds what has been counted so far to a total.
    func add(to total: inout MetricTotal) {
        for (index, bucket) in buckets.enumerated() { total.counts[index] += bucket.value }
        total.sum += Double(bitPattern: sum.load(ordering: .relaxed))
    }
}
