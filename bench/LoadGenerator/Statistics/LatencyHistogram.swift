// Counts of durations in buckets of equal relative width.

internal import Timing

/// A histogram of durations with a bounded relative error, after Gil Tene's HdrHistogram.
///
/// Values are nanoseconds up to 73 minutes; longer ones count as that. Below 1,024 ns each has a
/// bucket of its own; above, each doubling is divided into 512 buckets, so that a percentile is at
/// most 0.2 % too high. 140 KB, allocated once; recording is a few instructions. (The package
/// HdrHistogram/hdrhistogram-swift does the same on top of swift-numerics and a table printer,
/// neither of which is needed here.)
public struct LatencyHistogram: Sendable {
    private static let linearBits = 10
    private static let halfCount = 1 << (linearBits - 1)
    private static let valueMax = 1 << 42 - 1

    private var counts: [UInt64]
    private var sum = 0.0
    private var sumOfSquares = 0.0

    /// The number of values.
    public private(set) var count = 0
    /// The least value, in nanoseconds; 0 if there is none.
    public private(set) var minimum = 0
    /// The greatest value, in nanoseconds; 0 if there is none.
    public private(set) var maximum = 0

    /// Creates an empty histogram.
    public init() {
        counts = Array(repeating: 0, count: Self.bucket(of: Self.valueMax) + 1)
    }

    /// Counts a duration; one below zero counts as zero.
    public mutating func record(_ duration: Duration) {
        record(nanoseconds: Int(duration.wholeNanoseconds))
    }

    /// Counts a number of nanoseconds; one below zero counts as zero.
    public mutating func record(nanoseconds: Int) {
        let value = min(max(nanoseconds, 0), Self.valueMax)
        counts[Self.bucket(of: value)] += 1
        minimum = count == 0 ? value : min(minimum, value)
        maximum = max(maximum, value)
        count += 1
        sum += Double(value)
        sumOfSquares += Double(value) * Double(value)
    }

    /// Adds all values of another histogram.
    public mutating func merge(_ other: LatencyHistogram) {
        guard other.count > 0 else { return }
        for bucket in counts.indices { counts[bucket] += other.counts[bucket] }
        minimum = count == 0 ? other.minimum : min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
        count += other.count
        sum += other.sum
        sumOfSquares += other.sumOfSquares
    }

    /// The mean in nanoseconds; 0 if there is no value.
    public var mean: Double { count == 0 ? 0 : sum / Double(count) }

    /// The standard deviation in nanoseconds; 0 if there is no value.
    public var standardDeviation: Double {
        guard count > 0 else { return 0 }
        return max(0, sumOfSquares / Double(count) - mean * mean).squareRoot()
    }

    /// The value, in nanoseconds, that so many hundredths of the values do not exceed; 0 if there
    /// is no value.
    ///
    /// It is the upper end of a bucket, but never above the greatest value.
    public func percentile(_ percent: Double) -> Int {
        guard count > 0 else { return 0 }
        let rank = max(1, UInt64((Double(count) * percent / 100).rounded(.up)))
        var seen: UInt64 = 0
        for bucket in counts.indices {
            seen += counts[bucket]
            if seen >= rank { return min(Self.upperEnd(of: bucket), maximum) }
        }
        return maximum
    }

    /// How many values lie in a range of nanoseconds, as exact as the buckets at its ends.
    public func count(in range: Range<Int>) -> Int {
        guard !range.isEmpty, range.upperBound > 0 else { return 0 }
        let first = Self.bucket(of: min(max(0, range.lowerBound), Self.valueMax))
        let last = Self.bucket(of: min(range.upperBound - 1, Self.valueMax))
        return Int(counts[first...last].reduce(0, +))
    }

    /// The value that so many hundredths of the values do not exceed, for each of many in ascending order, at the
    /// price of one.
    func percentiles(_ percents: [Double]) -> [Int] {
        guard count > 0 else { return percents.map { _ in 0 } }
        var found: [Int] = []
        var seen: UInt64 = 0
        var bucket = 0
        for percent in percents {
            let rank = max(1, UInt64((Double(count) * percent / 100).rounded(.up)))
            while seen < rank, bucket < counts.count {
                seen += counts[bucket]
                bucket += 1
            }
            found.append(min(Self.upperEnd(of: max(0, bucket - 1)), maximum))
        }
        return found
    }

    private static func bucket(of value: Int) -> Int {
        let bitCount = Int.bitWidth - value.leadingZeroBitCount
        guard bitCount > linearBits else { return value }
        let shift = bitCount - linearBits
        return shift * halfCount + value >> shift
    }

    private static func upperEnd(of bucket: Int) -> Int {
        guard bucket >= 2 * halfCount else { return bucket }
        let shift = bucket / halfCount - 1
        let lowerEnd = (bucket - shift * halfCount) << shift
        return lowerEnd + 1 << shift - 1
    }
}
