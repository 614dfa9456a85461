import Testing

@testable import Metrics

@Suite struct HistogramTests {
    private func total(_ values: [Double]) -> MetricTotal {
        let bounds = [1.0, 2.5]
        let histogram = Histogram(bounds: bounds)
        for value in values { histogram.observe(value) }
        var total = MetricTotal(MetricDescription("x", .histogram(bounds: bounds), "X."))
        histogram.add(to: &total)
        return total
    }

    @Test(arguments: [
        (0.0, [1, 0, 0]), (-3, [1, 0, 0]), (1.0.nextDown, [1, 0, 0]), (1, [1, 0, 0]),
        (1.0.nextUp, [0, 1, 0]), (2.5, [0, 1, 0]), (2.5.nextUp, [0, 0, 1]),
        (.greatestFiniteMagnitude, [0, 0, 1]),
    ])
    func `a value falls into the first bucket whose bound is not below it`(
        value: Double,
        counts: [Int]
    ) {
        let total = total([value])
        #expect(total.counts == counts)
        #expect(total.sum == value)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `what is no number is not counted`(value: Double) {
        let total = total([1, value])
        #expect(total.counts == [1, 0, 0])
        #expect(total.sum == 1)
    }

    @Test func `nanoseconds count as the same time does as a duration`() {
        let byNanoseconds = Histogram(bounds: [0.02, 1])
        let byDuration = Histogram(bounds: [0.02, 1])
        for nanoseconds: UInt64 in [0, 20_000_000, 20_000_001, 3_000_000_000] {
            byNanoseconds.observe(nanoseconds: nanoseconds)
            byDuration.observe(.nanoseconds(Int64(nanoseconds)))
        }
        let description = MetricDescription("x", .histogram(bounds: [0.02, 1]), "X.")
        var left = MetricTotal(description)
        var right = MetricTotal(description)
        byNanoseconds.add(to: &left)
        byDuration.add(to: &right)
        #expect(left.counts == [2, 1, 1])
        #expect(left.counts == right.counts)
        #expect(abs(left.sum - right.sum) < 1e-9)
    }

    @Test func `durations count in seconds`() {
        let histogram = Histogram(bounds: [0.5])
        histogram.observe(.milliseconds(250))
        histogram.observe(.seconds(2))
        var total = MetricTotal(MetricDescription("x", .histogram(bounds: [0.5]), "X."))
        histogram.add(to: &total)
        #expect(total.counts == [1, 1])
        #expect(total.sum == 2.25)
    }
}
