// What a run must keep, as a text such as ttft_p99<50ms,errors<0.1%.

internal import Timing

/// One term of a service-level objective.
public struct ServiceObjective: Hashable, Sendable {
    /// What is measured.
    public enum Metric: Hashable, Sendable {
        /// A statistic of a time, of the arm itself or of what it adds to the direct one.
        case time(ObjectiveTime, Statistic, isAdded: Bool)
        /// The share of streams that failed, from 0 to 1.
        case errors
        /// Streams that ended well, a second.
        case streamRate
        /// Pieces of text a second.
        case eventRate
        /// The share of complete streams that kept all bounds of goodness, from 0 to 1.
        case goodShare
        /// The server's processor time per piece of text, in microseconds.
        case processorPerEvent
        /// The growth of the server's memory per open stream, in KiB.
        case memoryPerStream
    }

    /// A time whose statistics are known.
    public enum ObjectiveTime: String, Hashable, Sendable, CaseIterable {
        /// To the first text.
        case ttft
        /// Between pieces of text.
        case gap
        /// The mean gap of a stream.
        case tpot
        /// To the end.
        case e2e
        /// How late the generator was.
        case lag
    }

    /// A statistic of a time.
    public enum Statistic: Hashable, Sendable {
        /// So many hundredths are not above it.
        case percentile(Double)
        /// The mean.
        case mean
        /// The greatest value.
        case max
    }

    /// How the figure must stand to the bound.
    public enum Comparison: String, Hashable, Sendable {
        /// Below it.
        case less = "<"
        /// Not above it.
        case lessOrEqual = "<="
        /// Above it.
        case greater = ">"
        /// Not below it.
        case greaterOrEqual = ">="

        func holds(_ value: Double, _ bound: Double) -> Bool {
            switch self {
            case .less: value < bound
            case .lessOrEqual: value <= bound
            case .greater: value > bound
            case .greaterOrEqual: value >= bound
            }
        }
    }

    /// The term as it was written.
    public let text: String
    /// What is measured.
    public let metric: Metric
    /// How it must stand to the bound.
    public let comparison: Comparison
    /// The bound: nanoseconds for times, shares from 0 to 1, else the metric's unit.
    public let bound: Double

    /// Reads objectives separated by commas.
    ///
    /// - Throws: What is wrong, in one sentence.
    public static func list(_ text: String) throws(LoadSyntaxError) -> [ServiceObjective] {
        var objectives: [ServiceObjective] = []
        for term in text.split(separator: ",", omittingEmptySubsequences: false) {
            objectives.append(try ServiceObjective(String(term.filter { $0 != " " })))
        }
        return objectives
    }

    /// Reads one term: a metric, a comparison, a bound with its unit.
    init(_ term: String) throws(LoadSyntaxError) {
        func fail(_ reason: String) -> LoadSyntaxError {
            LoadSyntaxError(description: "The objective '\(term)' \(reason).")
        }
        guard let start = term.firstIndex(where: { "<>=".contains($0) }) else {
            throw fail("has no '<', '<=', '>' or '>='")
        }
        let end = term[start...].firstIndex { !"<>=".contains($0) } ?? term.endIndex
        guard let comparison = Comparison(rawValue: String(term[start..<end])) else {
            throw fail("has no '<', '<=', '>' or '>='")
        }
        guard let metric = Metric(term[..<start]) else {
            throw fail("has no metric such as ttft_p99, added_gap_p50, e2e_mean or errors")
        }
        guard let bound = metric.bound(term[end...]) else {
            throw fail("has no bound such as \(metric.exampleBound)")
        }
        text = term
        self.metric = metric
        self.comparison = comparison
        self.bound = bound
    }
}

extension ServiceObjective.Metric {
    /// Reads a metric's name; nil if there is none of this name.
    init?(_ name: Substring) {
        switch name {
        case "errors": self = .errors
        case "streams_per_s": self = .streamRate
        case "tokens_per_s": self = .eventRate
        case "good": self = .goodShare
        case "cpu_us_per_event": self = .processorPerEvent
        case "kib_per_stream": self = .memoryPerStream
        default:
            let isAdded = name.hasPrefix("added_")
            let parts = name.dropFirst(isAdded ? 6 : 0).split(
                separator: "_",
                omittingEmptySubsequences: false
            )
            guard parts.count == 2,
                let time = ServiceObjective.ObjectiveTime(rawValue: String(parts[0])),
                let statistic = ServiceObjective.Statistic(parts[1])
            else { return nil }
            self = .time(time, statistic, isAdded: isAdded)
        }
    }

    /// Reads a bound in the metric's unit; nil if it is none.
    func bound(_ text: Substring) -> Double? {
        switch self {
        case .time: return DurationText.parse(text).map { Double($0.wholeNanoseconds) }
        case .errors, .goodShare:
            let number = text.last == "%" ? text.dropLast() : text
            guard let value = Double(number), value >= 0 else { return nil }
            let share = text.last == "%" ? value / 100 : value
            return share <= 1 ? share : nil
        case .streamRate, .eventRate, .processorPerEvent, .memoryPerStream:
            guard let value = Double(text), value >= 0, value.isFinite else { return nil }
            return value
        }
    }

    var exampleBound: String {
        switch self {
        case .time: "50ms"
        case .errors, .goodShare: "0.1%"
        case .streamRate, .eventRate, .processorPerEvent, .memoryPerStream: "100"
        }
    }
}

extension ServiceObjective.Statistic {
    /// Reads `mean`, `max`, or `p` with a number from 0 to 100.
    init?(_ name: Substring) {
        switch name {
        case "mean": self = .mean
        case "max": self = .max
        default:
            guard name.first == "p", name.dropFirst().allSatisfy({ $0.isNumber || $0 == "." }),
                let percent = Double(name.dropFirst()), 0...100 ~= percent
            else { return nil }
            self = .percentile(percent)
        }
    }

    /// The statistic of a histogram, in nanoseconds.
    func value(of histogram: LatencyHistogram) -> Double {
        switch self {
        case .percentile(let percent): Double(histogram.percentile(percent))
        case .mean: histogram.mean
        case .max: Double(histogram.maximum)
        }
    }
}
