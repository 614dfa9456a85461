// When streams begin in an open loop, whatever becomes of those before.

internal import Timing

/// How the arrivals of an open loop are spaced.
public enum ArrivalPattern: String, Sendable, CaseIterable {
    /// Independent of each other, as those of many people are: the gaps are exponential.
    case poisson
    /// At equal distances.
    case constant
}

/// The moments of an endless series of arrivals, counted from its start.
///
/// During the ramp the rate grows linearly from zero to its end value. The series is made at rate one and then
/// mapped through the inverse of the expected count, so that the spacing keeps its pattern in the ramp too.
struct ArrivalSchedule {
    private let rate: Double
    private let pattern: ArrivalPattern
    private let rampSeconds: Double
    private var random: SplitMix64
    private var expectedCount = 0.0

    /// Prepares a series.
    ///
    /// - Parameter rate: Arrivals a second after the ramp, above zero.
    init(rate: Double, pattern: ArrivalPattern, ramp: Duration, seed: UInt64) {
        precondition(rate > 0, "a rate is above zero")
        self.rate = rate
        self.pattern = pattern
        rampSeconds = Double(ramp.wholeNanoseconds) / 1e9
        random = SplitMix64(state: seed)
    }

    /// The moment of the next arrival.
    mutating func next() -> Duration {
        switch pattern {
        case .constant: expectedCount += 1
        case .poisson:
            // 1 - x is never zero.
            expectedCount -= logarithm(1 - Double.random(in: 0..<1, using: &random))
        }
        // A rate far below one a year has no next arrival.
        return .nanoseconds(Int64(min(seconds(until: expectedCount) * 1e9, 9e18)))
    }

    /// When so many arrivals are expected to have happened.
    private func seconds(until count: Double) -> Double {
        let countOfRamp = rate * rampSeconds / 2
        guard count < countOfRamp else { return rampSeconds / 2 + count / rate }
        return (2 * count * rampSeconds / rate).squareRoot()
    }
}

/// The generator SplitMix64 of Steele, Lea and Flood (2014): the same numbers for the same seed.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}
