// Which charts a report has.

internal import Timing

/// Makes the charts of a report.
struct ReportCharts {
    private let report: LoadReport

    init(_ report: LoadReport) {
        self.report = report
    }

    /// The colours of the arms: the direct one is always the neutral colour 0.
    static func colours(_ arms: [ArmReport]) -> [Int] {
        var next = 0
        return arms.map { arm in
            guard !arm.isDirect else { return 0 }
            next += 1
            return (next - 1) % 6 + 1
        }
    }

    private var arms: [(arm: ArmReport, colour: Int)] {
        Array(zip(report.arms, Self.colours(report.arms)))
    }

    var html: String {
        var html = ""
        for knee in report.knees { html += kneeChart(knee) }
        html +=
            IntervalChart(
                report.added.map { added in
                    let colour = arms.first { $0.arm.name == added.arm }?.colour ?? 1
                    return (added.arm, colour, added.times)
                }
            ).html
        html += percentileChart("Time to first token", \.firstText)
        html += percentileChart("Gap between tokens", \.gap)
        html += timeline
        html += processorChart
        return html
    }

    // Percentiles

    private static let curve = [
        0.1, 5, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97, 98, 99, 99.3, 99.6, 99.9,
        99.95, 99.99, 99.999,
    ]

    private func percentileChart(
        _ title: String,
        _ histogram: KeyPath<ArmReport, LatencyHistogram>
    ) -> String {
        let most = arms.map { $0.arm[keyPath: histogram].count }.max() ?? 0
        guard most > 1 else { return "" }
        // A percentile that less than one value lies above is the greatest value.
        let nines = max(1, min(5, logarithm(Double(most)) / logarithm(10)))
        var values: [Double] = []
        let series = arms.map { arm, colour in
            let own = arm[keyPath: histogram]
            let percents = Self.curve.filter { Double(own.count) * (1 - $0 / 100) >= 0.9 }
            let line = zip(percents, own.percentiles(percents)).map {
                (x: $0, y: max(0.001, Double($1) / 1e6))
            }
            values += line.map(\.y)
            return Chart.Series(name: arm.name, colour: colour, lines: [line])
        }
        return Chart(
            title: title,
            note: "Milliseconds by percentile; each nine takes the same width.",
            x: .percentile(nines: nines),
            // What arrived together has no gap to be seen.
            y: .logarithmic(for: values.filter { $0 > 0.02 }),
            xLabel: "percentile",
            yLabel: "ms",
            xTick: { $0 == 0 ? "0" : "p\(NumberText.precise($0))" },
            yTick: { NumberText.precise($0) },
            series: series
        ).html
    }

    // Time

    private var timeline: String {
        var values: [Double] = []
        let series = arms.map { arm, colour in
            var lines: [[(x: Double, y: Double)]] = []
            var last = -10.0
            for point in arm.timeline {
                let x = point.at.inMilliseconds / 1000
                let length = max(0.001, point.length.inMilliseconds / 1000)
                let y = Double(point.eventCount) / length
                values.append(y)
                // Between its rounds an arm rests.
                if x - length - last > 0.5 { lines.append([(x: x - length, y: y)]) }
                lines[lines.count - 1].append((x: x, y: y))
                last = x
            }
            return Chart.Series(name: arm.name, colour: colour, lines: lines)
        }
        guard report.knees.isEmpty, values.count > 1 else { return "" }
        let end = report.arms.flatMap(\.timeline).map { $0.at.inMilliseconds / 1000 }.max() ?? 1
        return Chart(
            title: "Tokens over time",
            note: "Tokens that arrived, a second.",
            x: .linear(low: 0, high: max(0.5, end)),
            y: .linear(for: values),
            xLabel: "seconds",
            yLabel: "tokens/s",
            yTick: { Self.thousands($0) },
            series: series
        ).html
    }

    static func thousands(_ value: Double) -> String {
        value >= 10_000 ? NumberText.short(value / 1000) + "k" : NumberText.short(value)
    }

    // Cost

    private var processorChart: String {
        var values: [Double] = []
        let series = arms.compactMap { arm, colour -> Chart.Series? in
            let points = arm.rounds.compactMap { round in
                round.processorMicrosecondsPerEvent.map {
                    (
                        x: Double(round.round + 1), y: $0,
                        title:
                            "\(arm.name), round \(round.round + 1): \(NumberText.decimal($0, 2)) us",
                        isBad: false
                    )
                }
            }
            guard !points.isEmpty, !arm.isDirect else { return nil }
            values += points.map(\.y)
            let line = points.map { (x: $0.x, y: $0.y) }
            return Chart.Series(name: arm.name, colour: colour, lines: [line], points: points)
        }
        guard report.roundCount > 1, !series.isEmpty else { return "" }
        return Chart(
            title: "Server CPU per token",
            note: "Microseconds of processor time of all the server's threads, by round.",
            x: .linear(low: 0.5, high: Double(report.roundCount) + 0.5),
            y: .linear(for: values),
            xLabel: "round",
            yLabel: "µs",
            xTick: { $0 == $0.rounded() ? NumberText.short($0) : "" },
            series: series
        ).html
    }

    // The knee

    private func kneeChart(_ knee: KneeReport) -> String {
        let steps = knee.steps.sorted { $0.level < $1.level }
        guard steps.count > 1 else { return "" }
        let colour = arms.first { $0.arm.name == knee.arm }?.colour ?? 1
        func series(
            _ name: String,
            _ colour: Int,
            _ value: (KneeReport.Step) -> Double
        ) -> Chart.Series {
            let points = steps.map { step in
                (
                    x: step.level, y: max(0.001, value(step)),
                    title:
                        "\(NumberText.short(step.level)) \(knee.unit): \(NumberText.short(value(step))) ms, "
                        + (step.fault ?? "passed"),
                    isBad: step.fault != nil
                )
            }
            let line = points.map { (x: $0.x, y: $0.y) }
            return Chart.Series(name: name, colour: colour, lines: [line], points: points)
        }
        let times = [
            series("first token p99", colour) { Double($0.firstText99) / 1e6 },
            series("gap p99", 0) { Double($0.gap99) / 1e6 },
        ]
        return Chart(
            title: "Knee of \(knee.arm): \(report.kneeText(knee))",
            note: "Milliseconds at each level that was tried; red did not pass.",
            x: .logarithmic(for: steps.map(\.level)),
            y: .logarithmic(for: times.flatMap { $0.points.map(\.y) }.filter { $0 > 0.02 }),
            xLabel: knee.unit,
            yLabel: "ms",
            yTick: { NumberText.precise($0) },
            series: times,
            mark: knee.knee.map { ($0, "knee \(NumberText.short($0))") }
        ).html
    }
}
