// Metrics as text: the exposition format 0.0.4 of Prometheus.

public import Bytes

/// Writes metrics in the text format that Prometheus reads.
///
/// prometheus.io: "Exposition formats", text format 0.0.4.
public struct Exposition: ~Copyable {
    /// The media type of the text.
    public static let contentType: StaticString = "text/plain; version=0.0.4; charset=utf-8"

    private var output = ByteBuffer()

    /// Begins an empty text.
    public init() {}

    /// Returns the text.
    public consuming func finish() -> ByteBuffer { output }

    /// Writes a metric with the sums of its values over workers.
    ///
    /// - Parameter families: The same metric of each worker, with the same series; none writes nothing.
    public mutating func write(_ families: [any MetricFamily]) {
        guard let first = families.first else { return }
        let description = first.description
        begin(description)
        for (index, labels) in first.series.enumerated() {
            var total = MetricTotal(description)
            for family in families { family.add(seriesAt: index, to: &total) }
            append(description, labels, total)
        }
    }

    /// Writes a counter or a gauge of one series.
    public mutating func write(
        _ description: MetricDescription,
        _ value: Double,
        labels: SeriesLabels = .none
    ) {
        begin(description)
        sample(description.name, "", labels, Self.text(value))
    }

    /// Writes a counter or a gauge of several series.
    public mutating func write(
        _ description: MetricDescription,
        _ series: [(labels: SeriesLabels, value: Double)]
    ) {
        begin(description)
        for (labels, value) in series { sample(description.name, "", labels, Self.text(value)) }
    }

    private mutating func begin(_ description: MetricDescription) {
        output.append("# HELP ")
        output.append(description.name)
        output.append(" ")
        Self.escape(description.help, escapesQuotes: false, into: &output)
        output.append("\n# TYPE ")
        output.append(description.name)
        output.append(" ")
        output.append(description.kind.name)
        output.append("\n")
    }

    private mutating func append(
        _ description: MetricDescription,
        _ labels: SeriesLabels,
        _ total: MetricTotal
    ) {
        guard case .histogram(let bounds) = description.kind else {
            let count = total.counts[0]
            let isWhole = description.unitCount == 1
            let value =
                isWhole ? "\(count)" : Self.text(Double(count) / Double(description.unitCount))
            return sample(description.name, "", labels, value)
        }
        var count = 0
        for (index, bucket) in total.counts.enumerated() {
            count += bucket
            let bound = index < bounds.count ? Self.text(bounds[index]) : "+Inf"
            sample(description.name, "_bucket", labels, bound: bound, "\(count)")
        }
        sample(description.name, "_sum", labels, Self.text(total.sum))
        sample(description.name, "_count", labels, "\(count)")
    }

    private mutating func sample(
        _ name: String,
        _ suffix: StaticString,
        _ labels: SeriesLabels,
        bound: String? = nil,
        _ value: String
    ) {
        output.append(name)
        output.append(suffix)
        if bound != nil || !labels.text.isEmpty {
            output.append("{")
            output.append(labels.text)
            if let bound {
                if !labels.text.isEmpty { output.append(",") }
                output.append("le=\"")
                output.append(bound)
                output.append("\"")
            }
            output.append("}")
        }
        output.append(" ")
        output.append(value)
        output.append("\n")
    }

    /// A number as Go writes it where that matters: whole ones without a fraction, so that `le` is always the same.
    static func text(_ value: Double) -> String {
        if let whole = Int(exactly: value), whole.magnitude < 1_000_000_000_000_000 {
            return "\(whole)"
        }
        return value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Inf" : "+Inf") : "\(value)"
    }

    /// Appends a help text or a label's value with its backslashes, line feeds and perhaps quotation marks escaped.
    static func escape(_ text: String, escapesQuotes: Bool, into output: inout ByteBuffer) {
        for byte in text.utf8 {
            switch byte {
            case ASCII.backslash: output.append("\\\\")
            case ASCII.lineFeed: output.append("\\n")
            case ASCII.quote where escapesQuotes: output.append("\\\"")
            default: output.append(byte)
            }
        }
    }
}
