// The moments of an open loop's arrivals.

import Testing

@testable import LoadGenerator

@Suite struct ArrivalScheduleTests {
    private func moments(
        _ count: Int,
        _ pattern: ArrivalPattern,
        rate: Double = 100,
        ramp: Duration = .zero,
        seed: UInt64 = 1
    ) -> [Double] {
        var schedule = ArrivalSchedule(rate: rate, pattern: pattern, ramp: ramp, seed: seed)
        return (0..<count).map { _ in schedule.next() / .seconds(1) }
    }

    @Test func `constant arrivals are equally far apart`() {
        let moments = moments(5, .constant)
        for (index, moment) in moments.enumerated() {
            #expect(abs(moment - Double(index + 1) / 100) < 1e-6)
        }
    }

    @Test func `Poisson arrivals have the rate, and gaps as spread as their mean`() {
        let moments = moments(20_000, .poisson)
        let gaps = zip(moments.dropFirst(), moments).map { $0 - $1 }
        #expect(gaps.allSatisfy { $0 >= 0 })
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        #expect(abs(mean - 0.01) < 0.0003)
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
        #expect(abs(variance.squareRoot() / mean - 1) < 0.05)
        // The share above the mean is 1/e for an exponential.
        let above = Double(gaps.count { $0 > mean }) / Double(gaps.count)
        #expect(abs(above - 0.3679) < 0.02)
    }

    @Test func `the same seed gives the same arrivals, another one others`() {
        #expect(moments(50, .poisson) == moments(50, .poisson))
        #expect(moments(50, .poisson) != moments(50, .poisson, seed: 2))
    }

    @Test func `in the ramp the rate grows from zero to its value`() {
        // Half of 100 a second for 10 s: 500 in the ramp, the n-th at sqrt(n / 5).
        let moments = moments(700, .constant, ramp: .seconds(10))
        #expect(abs(moments[4] - 1) < 1e-6)
        #expect(abs(moments[499] - 10) < 1e-6)
        #expect(abs(moments[599] - 11) < 1e-6)
        #expect(moments.count { $0 < 5 } == 124)
    }

    @Test func `a rate of next to nothing has moments that fit`() {
        for rate in [1e-12, Double.leastNonzeroMagnitude] {
            #expect(moments(3, .poisson, rate: rate, ramp: .seconds(1)).allSatisfy { $0 <= 1e10 })
        }
    }
}
