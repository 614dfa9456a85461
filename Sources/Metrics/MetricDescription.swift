// What is known of a metric beside its values.

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

    /// Describes a metric.
    ///
    /// - Parameters:
    ///   - name: Letters, digits and underscores, not beginning with a digit; that of a counter ends with `_total`.
    ///   - labels: The same, and never `le`, which is the histogram's own.
    public init(_ name: String, _ kind: Kind, labels: [String] = [], _ help: String) {
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
    }

    private static func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-zA-Z_][a-zA-Z0-9_]*/) != nil
    }

    /// The number of values that a series is made of, beside the sum of a histogram.
    var countsPerSeries: Int {
        if case .histogram(let bounds) = kind { bounds.count + 1 } else { 1 }
    }
}
