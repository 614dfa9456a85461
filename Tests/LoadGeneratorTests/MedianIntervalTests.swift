// Medians and their intervals against known tables.

import Testing

@testable import LoadGenerator

@Suite struct MedianIntervalTests {
    /// The ranks and coverages that textbooks list for 95 %: Conover, Practical Nonparametric Statistics, table A3.
    @Test(arguments: [
        (6, 1, 0.96875), (7, 1, 0.984375), (8, 1, 0.9921875), (9, 2, 0.9609375),
        (10, 2, 0.978515625),
        (15, 4, 0.96484375), (20, 6, 0.95861053),
        (30, 10, 0.95722259), (50, 18, 0.96716),
    ])
    func `the ranks are those of the tables`(count: Int, rank: Int, coverage: Double) throws {
        let values = (1...count).map(Double.init)
        let interval = try #require(MedianInterval(values.shuffled()))
        #expect(interval.low == Double(rank))
        #expect(interval.high == Double(count + 1 - rank))
        #expect(abs(interval.confidence - coverage) < 1e-5)
        #expect(interval.median == Double(count + 1) / 2)
        #expect(interval.count == count)
    }

    @Test(arguments: [(1, 0.0), (2, 0.5), (3, 0.75), (4, 0.875), (5, 0.9375)])
    func `with few values the interval is all of them, with less confidence`(
        count: Int,
        confidence: Double
    ) throws {
        let interval = try #require(MedianInterval((1...count).map(Double.init)))
        #expect(interval.low == 1)
        #expect(interval.high == Double(count))
        #expect(interval.confidence == confidence)
    }

    @Test func `without values there is none`() {
        #expect(MedianInterval([]) == nil)
    }

    @Test func `it holds the true median as often as it says`() {
        var random = SplitMix64(state: 11)
        var hits = 0
        for _ in 0..<4000 {
            // Far from normal: the median of the square is a quarter.
            let values = (0..<10).map { _ in
                let value = Double.random(in: 0..<1, using: &random)
                return value * value
            }
            guard let interval = MedianInterval(values) else { continue }
            if interval.low <= 0.25, 0.25 <= interval.high { hits += 1 }
        }
        #expect(abs(Double(hits) / 4000 - 0.9785) < 0.012)
    }
}
