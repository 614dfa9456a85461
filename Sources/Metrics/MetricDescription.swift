// What is known of a metric beside its values.

internal import Bytes

/// The name, the kind and the meaning of a metric, and the names of its labels.
public struct MetricDescription: Sendable {
    /// What the values are.
    public enum Kind: Sendable, Equatable {
        /// A number that only grows while the process lives.
        case counter
        /// A number that goes up and down.
        case gauge
        /// A distribution, by the upper ends of its buckets.
        case histogram(bounds: [Double])

        /// The word of a `TYPE` line.
        public var name: StaticString {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    /// The name, with the unit at its end.
    public let name: String
    /// What the values are.
    public let kind: Kind
    /// One sentence for people, without a line end.
    public let help: String
    /// The names of the labels, in the order of the values of a series.
    public let labels: [String]
    /// How many of what is counted make one of the metric's unit.
    let unitCount: Int

    /// Describes a metric.
    ///
    /// - Parameters:
    ///   - name: Letters, digits and underscores, not beginning with a digit; that of a counter ends with `_total`.
    ///   - labels: The same, and never `le`, which is the histogram's own.
    ///   - unitCount: How many of what is counted make one of the metric's unit, where that is too large to count.
    public init(
        _ name: String,
        _ kind: Kind,
        labels: [String] = [],
        unitCount: Int = 1,
        _ help: String
    ) {
        precondition(
            Self.isName(name),
            "a metric's name is letters, digits and underscores: \(name)"
        )
        precondition(labels.allSatisfy { Self.isName($0) && $0 != "le" }, "no label: \(labels)")
        precondition(
            (kind == .counter) == name.hasSuffix("_total"),
            "the names of counters, and no others, end with _total: \(name)"
        )
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
        self.unitCount = unitCount
    }

    // A regular expression would keep a megabyte of its engine resident from the start.
    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !ASCII.isDigit(first) else { return false }
        return text.utf8.allSatisfy { byte in
            ASCII.isDigit(byte) || (0x61...0x7A).contains(ASCII.lowercased(byte)) || byte == 0x5F
        }
    }

    /// The number of values that a series is made of, beside the sum of a histogram.
    var countsPerSeries: Int {
        if case .histogram(let bounds) = kind { bounds.count + 1 } else { 1 }
    }
}
