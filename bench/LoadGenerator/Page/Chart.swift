// A chart as inline SVG.

/// Lines and points over two axes.
struct Chart {
    /// One arm's values.
    struct Series {
        var name: String
        /// Which of the page's colours it has.
        var colour: Int
        /// Lines, each from point to point.
        var lines: [[(x: Double, y: Double)]] = []
        /// Points that are drawn, with what is shown when pointed at.
        var points: [(x: Double, y: Double, title: String, isBad: Bool)] = []
    }

    var title: String
    var note = ""
    var x: ChartScale
    var y: ChartScale
    var xLabel: String
    var yLabel: String
    var xTick: (Double) -> String = { NumberText.short($0) }
    var yTick: (Double) -> String = { NumberText.short($0) }
    var series: [Series]
    /// A value of the x axis that is marked by a line, and what it is.
    var mark: (x: Double, label: String)?

    private static let width = 640.0
    private static let height = 300.0
    private static let left = 58.0
    private static let right = 16.0
    private static let top = 24.0
    private static let bottom = 44.0

    private func place(_ x: Double, _ y: Double) -> (Double, Double) {
        let inner = (
            width: Self.width - Self.left - Self.right,
            height: Self.height - Self.top - Self.bottom
        )
        return (
            Self.left + self.x.position(x) * inner.width,
            Self.top + (1 - self.y.position(y)) * inner.height
        )
    }

    static func coordinate(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }

    private static func pair(_ place: (Double, Double)) -> String {
        "\(coordinate(place.0)),\(coordinate(place.1))"
    }

    /// The chart with its heading and its legend.
    var html: String {
        var html = "<figure><figcaption><h3>\(HTMLText.escaped(title))</h3>"
        if !note.isEmpty { html += HTMLText.element("p", HTMLText.escaped(note)) }
        html += legend + "</figcaption>\n"
        html +=
            "<svg viewBox=\"0 0 640 300\" role=\"img\" aria-label=\"\(HTMLText.escaped(title))\">\n"
        html += grid
        for line in series { html += lines(of: line) }
        html += markLine
        for line in series { html += points(of: line) }
        return html + "</svg></figure>\n"
    }

    private var legend: String {
        guard series.count > 1 else { return "" }
        let items = series.map {
            "<li><i class=\"c\($0.colour)\"></i>\(HTMLText.escaped($0.name))</li>"
        }
        return "<ul class=\"legend\">\(items.joined())</ul>"
    }

    private var grid: String {
        var svg = ""
        let floor = Self.height - Self.bottom
        for tick in y.ticks {
            let (_, height) = place(0, tick)
            let y = Self.coordinate(height)
            svg += "<line class=\"grid\" x1=\"58\" x2=\"624\" y1=\"\(y)\" y2=\"\(y)\"/>"
            svg +=
                "<text class=\"tick\" x=\"50\" y=\"\(Self.coordinate(height + 4))\" text-anchor=\"end\">"
            svg += HTMLText.escaped(yTick(tick)) + "</text>\n"
        }
        for tick in x.ticks {
            let (width, _) = place(tick, 0)
            svg +=
                "<text class=\"tick\" x=\"\(Self.coordinate(width))\" y=\"\(Self.coordinate(floor + 17))\" "
            svg += "text-anchor=\"middle\">\(HTMLText.escaped(xTick(tick)))</text>\n"
        }
        svg += "<line class=\"axis\" x1=\"58\" x2=\"624\" y1=\"256\" y2=\"256\"/>"
        svg +=
            "<text class=\"label\" x=\"624\" y=\"294\" text-anchor=\"end\">\(HTMLText.escaped(xLabel))</text>"
        svg +=
            "<text class=\"label\" x=\"50\" y=\"12\" text-anchor=\"end\">"
        return svg + HTMLText.escaped(yLabel) + "</text>\n"
    }

    private func lines(of series: Series) -> String {
        series.lines.filter { $0.count > 1 }.map { line in
            let path = line.map { Self.pair(place($0.x, $0.y)) }.joined(separator: " ")
            return "<polyline class=\"line s\(series.colour)\" points=\"\(path)\"/>\n"
        }
        .joined()
    }

    private func points(of series: Series) -> String {
        series.points.map { point in
            let (x, y) = place(point.x, point.y)
            let style = point.isBad ? "bad" : "c\(series.colour)"
            return
                "<circle class=\"\(style)\" cx=\"\(Self.coordinate(x))\" cy=\"\(Self.coordinate(y))\" r=\"4\">"
                + "<title>\(HTMLText.escaped(point.title))</title></circle>\n"
        }
        .joined()
    }

    private var markLine: String {
        guard let mark else { return "" }
        let x = place(mark.x, 0).0
        let isRight = x > 480
        let anchor = isRight ? "end" : "start"
        let textX = Self.coordinate(isRight ? x - 6 : x + 6)
        let at = Self.coordinate(x)
        return "<line class=\"mark\" x1=\"\(at)\" x2=\"\(at)\" y1=\"24\" y2=\"256\"/>"
            + "<text class=\"mark\" x=\"\(textX)\" y=\"18\" text-anchor=\"\(anchor)\">"
            + HTMLText.escaped(mark.label) + "</text>\n"
    }
}
