// How values become places on an axis.

/// An axis: where a value stands between its ends, and which values are labelled.
enum ChartScale {
    /// Equal differences are equal distances.
    case linear(low: Double, high: Double)
    /// Equal ratios are equal distances; both ends are above zero.
    case logarithmic(low: Double, high: Double)
    /// Percentiles: each nine more is the same distance, up to so many nines.
    case percentile(nines: Double)

    /// A linear scale with room for some values, from zero unless they are below.
    static func linear(for values: [Double]) -> ChartScale {
        let low = min(0, values.min() ?? 0)
        let high = max(0, values.max() ?? 1)
        let margin = high > low ? (high - low) * 0.06 : 1
        return .linear(low: low < 0 ? low - margin : 0, high: high + margin)
    }

    /// A logarithmic scale with room for some values; those not above zero are left out.
    static func logarithmic(for values: [Double]) -> ChartScale {
        let positive = values.filter { $0 > 0 }
        let low = positive.min() ?? 0.1
        let high = positive.max() ?? 1
        // At least a factor of four, so that noise does not look like a mountain.
        let middle = (low * high).squareRoot()
        return .logarithmic(low: min(low / 1.2, middle / 2), high: max(high * 1.2, middle * 2))
    }

    /// The place of a value, 0 at the low end and 1 at the high one, never outside.
    func position(_ value: Double) -> Double {
        let place: Double
        switch self {
        case .linear(let low, let high): place = (value - low) / (high - low)
        case .logarithmic(let low, let high):
            place = value <= low ? 0 : logarithm(value / low) / logarithm(high / low)
        case .percentile(let nines):
            place = value >= 100 ? 1 : -logarithm(1 - value / 100) / logarithm(10) / nines
        }
        return min(1, max(0, place))
    }

    /// The values that get a label, at most about eight.
    var ticks: [Double] {
        switch self {
        case .linear(let low, let high): return Self.linearTicks(low, high)
        case .logarithmic(let low, let high): return Self.logarithmicTicks(low, high)
        case .percentile:
            return [0, 50, 90, 99, 99.9, 99.99, 99.999].filter { position($0) < 0.999 }
        }
    }

    private static func linearTicks(_ low: Double, _ high: Double) -> [Double] {
        let rough = (high - low) / 5
        let magnitude = powerOfTen((logarithm(rough) / logarithm(10)).rounded(.down))
        let step = [1, 2, 5, 10].map { $0 * magnitude }.first { $0 >= rough } ?? rough
        var ticks: [Double] = []
        var index = (low / step).rounded(.up)
        // A step such as 0.1 is not exact.
        while index * step <= high + step * 1e-9 {
            ticks.append(index * step)
            index += 1
        }
        return ticks
    }

    private static func logarithmicTicks(_ low: Double, _ high: Double) -> [Double] {
        let first = Int((logarithm(low) / logarithm(10)).rounded(.down))
        let last = Int((logarithm(high) / logarithm(10)).rounded(.up))
        let isWide = last - first > 3
        var ticks: [Double] = []
        for exponent in first...max(first, last) {
            for digit in isWide ? [1.0] : [1.0, 2, 5] {
                let tick = digit * powerOfTen(Double(exponent))
                if tick >= low, tick <= high { ticks.append(tick) }
            }
        }
        return ticks
    }
}
