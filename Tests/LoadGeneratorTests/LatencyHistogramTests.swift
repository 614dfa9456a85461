// Counting durations: bounds, error, percentiles.

import Testing

@testable import LoadGenerator

@Suite struct LatencyHistogramTests {
    @Test func `an empty histogram is all zeros`() {
        let histogram = LatencyHistogram()
        #expect(histogram.count == 0)
        #expect(histogram.minimum == 0)
        #expect(histogram.maximum == 0)
        #expect(histogram.mean == 0)
        #expect(histogram.standardDeviation == 0)
        #expect(histogram.percentile(50) == 0)
    }

    @Test func `small values are exact`() {
        var histogram = LatencyHistogram()
        for value in 1...1000 { histogram.record(nanoseconds: value) }
        #expect(histogram.count == 1000)
        #expect(histogram.minimum == 1)
        #expect(histogram.maximum == 1000)
        #expect(histogram.mean == 500.5)
        #expect(histogram.percentile(0) == 1)
        #expect(histogram.percentile(0.1) == 1)
        #expect(histogram.percentile(50) == 500)
        #expect(histogram.percentile(99) == 990)
        #expect(histogram.percentile(99.9) == 999)
        #expect(histogram.percentile(100) == 1000)
    }

    @Test(arguments: [
        0, 1, 1022, 1023, 1024, 1025, 2047, 2048, 2049, 999_999, 20_000_000, 1 << 30, 1 << 41,
        1 << 42 - 2, 1 << 42 - 1,
    ])
    func `a percentile is not below its value and at most a five-hundredth above`(_ value: Int) {
        var histogram = LatencyHistogram()
        histogram.record(nanoseconds: value)
        // The greatest value must not hide the end of the bucket.
        histogram.record(nanoseconds: .max)
        let found = histogram.percentile(50)
        #expect(found >= value)
        #expect(found - value <= value / 500)
    }

    @Test func `values out of bounds count as the bound`() {
        var histogram = LatencyHistogram()
        histogram.record(nanoseconds: -5)
        histogram.record(.seconds(100_000))
        #expect(histogram.minimum == 0)
        #expect(histogram.maximum == 1 << 42 - 1)
        #expect(histogram.count == 2)
    }

    @Test func `a percentile is never above the greatest value`() {
        var histogram = LatencyHistogram()
        histogram.record(nanoseconds: 1_000_001)
        #expect(histogram.percentile(99) == 1_000_001)
    }

    @Test func `the deviation is that of the values`() {
        var histogram = LatencyHistogram()
        for value in [2, 4, 4, 4, 5, 5, 7, 9] { histogram.record(nanoseconds: value) }
        #expect(histogram.standardDeviation == 2)
    }

    @Test func `merging is the same as recording both`() {
        var one = LatencyHistogram()
        var other = LatencyHistogram()
        var both = LatencyHistogram()
        for value in stride(from: 1, to: 5_000_000, by: 777) {
            one.record(nanoseconds: value)
            other.record(nanoseconds: value * 3)
            both.record(nanoseconds: value)
            both.record(nanoseconds: value * 3)
        }
        one.merge(other)
        one.merge(LatencyHistogram())
        #expect(one.count == both.count)
        #expect(one.minimum == both.minimum)
        #expect(one.maximum == both.maximum)
        for percent in [1.0, 25, 50, 90, 99, 99.9] {
            #expect(one.percentile(percent) == both.percentile(percent))
        }
        var empty = LatencyHistogram()
        empty.merge(other)
        #expect(empty.minimum == other.minimum)
    }

    @Test func `the values of a range are counted`() {
        var histogram = LatencyHistogram()
        for value in [1, 5, 10, 1000, 2_000_000] { histogram.record(nanoseconds: value) }
        #expect(histogram.count(in: 5..<10) == 1)
        #expect(histogram.count(in: 5..<11) == 2)
        #expect(histogram.count(in: 5..<5) == 0)
        #expect(histogram.count(in: -5..<2) == 1)
        #expect(histogram.count(in: 0..<Int.max) == 5)
    }

    @Test func `many percentiles are the same as each by itself`() {
        var histogram = LatencyHistogram()
        #expect(histogram.percentiles([50, 99]) == [0, 0])
        var random = SplitMix64(state: 7)
        for _ in 0..<10_000 {
            histogram.record(nanoseconds: Int.random(in: 0...50_000_000, using: &random))
        }
        let percents = [0.0, 0.1, 25, 50, 90, 99, 99.9, 99.99, 100]
        #expect(histogram.percentiles(percents) == percents.map { histogram.percentile($0) })
    }

    @Test func `each percentile is within a five-hundredth of the sorted values`() {
        var histogram = LatencyHistogram()
        var random = SplitMix64(state: 3)
        var values: [Int] = []
        for _ in 0..<5000 {
            // Over six orders of magnitude.
            let magnitude = Double.random(in: 2...9, using: &random)
            let value = Int(powerOfTen(magnitude))
            values.append(value)
            histogram.record(nanoseconds: value)
        }
        values.sort()
        for percent in [1.0, 10, 50, 90, 99, 99.9] {
            let exact = values[Int((5000 * percent / 100).rounded(.up)) - 1]
            let found = histogram.percentile(percent)
            #expect(found >= exact)
            #expect(found - exact <= exact / 500)
        }
    }
}
