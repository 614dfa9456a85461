// A metric with all its series, as one worker counts it.

/// A value of a metric's series, added up over workers.
public struct MetricTotal: Sendable {
    /// The number, or the count of each bucket by itself.
    var counts: [Int]
    /// The sum of a histogram's values.
    var sum = 0.0

    init(_ description: MetricDescription) {
        counts = Array(repeating: 0, count: description.countsPerSeries)
    }
}

/// What the text of a metric is written from.
public protocol MetricFamily: Sendable {
    /// The metric.
    var description: MetricDescription { get }
    /// Its series; those of all workers are the same and in the same order.
    var series: [SeriesLabels] { get }
    /// Adds the value of the series at an index to a total.
    func add(seriesAt index: Int, to total: inout MetricTotal)
}

/// A counter or a gauge with all its series.
///
/// All exist from the start, so that a rate is right from the first event on.
public struct CounterFamily: MetricFamily {
    /// The metric.
    public let description: MetricDescription
    /// The series in the order of the values given.
    public let series: [SeriesLabels]
    @usableFromInline let counters: [Counter]

    /// Creates all series at zero.
    ///
    /// - Parameter values: The values of the labels for each series.
    public init(_ description: MetricDescription, _ values: [[String]] = [[]]) {
        precondition(description.countsPerSeries == 1, "\(description.name) is a histogram")
        self.description = description
        series = values.map { SeriesLabels(description.labels, $0) }
        counters = values.map { _ in Counter() }
    }

    /// The counter of the series at an index.
    @inlinable
    public subscript(_ index: Int) -> Counter { counters[index] }

    /// Adds the value of the series at an index to a total.
    public func add(seriesAt index: Int, to total: inout MetricTotal) {
        total.counts[0] += counters[index].value
    }
}

/// A histogram with all its series, which exist from the start.
public struct HistogramFamily: MetricFamily {
    /// The metric.
    public let description: MetricDescription
    /// The series in the order of the values given.
    public let series: [SeriesLabels]
    private let histograms: [Histogram]

    /// Creates all series, empty.
    ///
    /// - Parameter values: The values of the labels for each series.
    public init(_ description: MetricDescription, _ values: [[String]] = [[]]) {
        guard case .histogram(let bounds) = description.kind else {
            preconditionFailure("\(description.name) is no histogram")
        }
        self.description = description
        series = values.map { SeriesLabels(description.labels, $0) }
        histograms = values.map { _ in Histogram(bounds: bounds) }
    }

    /// The histogram of the series at an index.
    public subscript(_ index: Int) -> Histogram { histograms[index] }

    /// Adds the value of the series at an index to a total.
    public func add(seriesAt index: Int, to total: inout MetricTotal) {
        histograms[index].add(to: &total)
    }
}
