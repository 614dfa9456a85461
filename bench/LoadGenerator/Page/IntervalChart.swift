// What arms add, as medians with their intervals.

/// Rows of a median and its interval on one axis of milliseconds.
struct IntervalChart {
    private let arms: [(name: String, colour: Int, times: [AddedTime])]

    init(_ arms: [(name: String, colour: Int, times: [AddedTime])]) {
        self.arms = arms
    }

    private static let rowHeight = 22.0
    private static let groupGap = 12.0
    private static let left = 168.0
    private static let width = 640.0

    private struct Row {
        let label: String
        let colour: Int
        let added: AddedTime
    }

    /// The rows of one percentile of one time stand together.
    private var groups: [[Row]] {
        var groups: [[Row]] = []
        for time in [ComparedTime.firstText, .gap] {
            for percent in RoundFigures.comparedPercentiles {
                let rows = arms.compactMap { arm -> Row? in
                    guard
                        let added = arm.times.first(where: {
                            $0.time == time && $0.percent == percent
                        })
                    else { return nil }
                    let name = time == .firstText ? "first token" : "gap"
                    return Row(
                        label: "\(name) p\(NumberText.short(percent))",
                        colour: arm.colour,
                        added: added
                    )
                }
                if !rows.isEmpty { groups.append(rows) }
            }
        }
        return groups
    }

    var html: String {
        let groups = groups
        guard let first = groups.first?.first?.added.difference else { return "" }
        let scale = ChartScale.linear(
            for: groups.joined().flatMap { row in
                [row.added.difference.low, row.added.difference.high].map { $0 / 1e6 }
            }
        )
        let rowCount = Double(groups.reduce(0) { $0 + $1.count })
        let bottom = 12 + rowCount * Self.rowHeight + Double(groups.count) * Self.groupGap
        var svg = axis(scale, bottom: bottom)
        var y = 12.0
        for group in groups {
            let middle = y + Double(group.count) * Self.rowHeight / 2 + 4
            svg +=
                "<text class=\"row\" x=\"156\" y=\"\(Chart.coordinate(middle))\" text-anchor=\"end\">"
            svg += HTMLText.escaped(group[0].label) + "</text>\n"
            for row in group {
                svg += draw(row, scale, at: y + Self.rowHeight / 2)
                y += Self.rowHeight
            }
            y += Self.groupGap
        }
        let confidence = NumberText.decimal(first.confidence * 100, 1)
        let note =
            "Through minus direct, milliseconds: median of \(first.count) paired rounds with its \(confidence)\u{A0}% "
            + "order-statistic interval."
        let items = arms.map {
            "<li><i class=\"c\($0.colour)\"></i>\(HTMLText.escaped($0.name))</li>"
        }
        return "<figure class=\"wide\"><figcaption><h3>Added latency</h3><p>\(note)</p>"
            + "<ul class=\"legend\">\(items.joined())</ul></figcaption>\n"
            + "<svg viewBox=\"0 0 640 \(Chart.coordinate(bottom + 34))\" role=\"img\" "
            + "aria-label=\"Added latency\">\n\(svg)</svg></figure>\n"
    }

    private func x(_ milliseconds: Double, _ scale: ChartScale) -> Double {
        Self.left + scale.position(milliseconds) * (Self.width - Self.left - 24)
    }

    private func axis(_ scale: ChartScale, bottom: Double) -> String {
        let floor = Chart.coordinate(bottom)
        return scale.ticks.map { tick in
            let at = Chart.coordinate(x(tick, scale))
            let style = tick == 0 ? "axis" : "grid"
            return "<line class=\"\(style)\" x1=\"\(at)\" x2=\"\(at)\" y1=\"6\" y2=\"\(floor)\"/>"
                + "<text class=\"tick\" x=\"\(at)\" y=\"\(Chart.coordinate(bottom + 17))\" "
                + "text-anchor=\"middle\">\(NumberText.short(tick))</text>\n"
        }
        .joined()
    }

    private func draw(_ row: Row, _ scale: ChartScale, at y: Double) -> String {
        let difference = row.added.difference
        let height = Chart.coordinate(y)
        let low = Chart.coordinate(x(difference.low / 1e6, scale))
        let high = Chart.coordinate(x(difference.high / 1e6, scale))
        let middle = Chart.coordinate(x(difference.median / 1e6, scale))
        let words = [difference.median, difference.low, difference.high].map {
            NumberText.milliseconds($0)
        }
        return
            "<line class=\"whisker s\(row.colour)\" x1=\"\(low)\" x2=\"\(high)\" y1=\"\(height)\" "
            + "y2=\"\(height)\"/><circle class=\"c\(row.colour)\" cx=\"\(middle)\" cy=\"\(height)\" r=\"5\">"
            + "<title>\(words[0]) ms, from \(words[1]) to \(words[2])</title></circle>\n"
    }
}
