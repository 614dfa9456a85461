// Where values stand on an axis, and what a chart is made of.

import Testing

@testable import LoadGenerator

@Suite struct ChartTests {
    @Test func `the ends of a scale are 0 and 1, and nothing lies outside`() {
        let linear = ChartScale.linear(low: -10, high: 10)
        #expect([-20, -10, 0, 5, 10, 20].map { linear.position($0) } == [0, 0, 0.5, 0.75, 1, 1])
        let logarithmic = ChartScale.logarithmic(low: 0.1, high: 1000)
        #expect(abs(logarithmic.position(10) - 0.5) < 1e-12)
        #expect(logarithmic.position(0) == 0)
        #expect(logarithmic.position(-1) == 0)
        #expect(logarithmic.position(1e9) == 1)
    }

    @Test func `each nine of a percentile takes the same width`() {
        let scale = ChartScale.percentile(nines: 4)
        for (percent, place) in [
            (0.0, 0.0), (90, 0.25), (99, 0.5), (99.9, 0.75), (99.99, 1), (100, 1),
        ] {
            #expect(abs(scale.position(percent) - place) < 1e-9)
        }
        #expect(scale.ticks == [0, 50, 90, 99, 99.9])
    }

    @Test(arguments: [
        (ChartScale.linear(low: 0, high: 50), [0.0, 10, 20, 30, 40, 50]),
        (.linear(low: -3, high: 3), [-2, 0, 2]), (.linear(low: 0, high: 0.3), [0, 0.1, 0.2, 0.3]),
        (.logarithmic(low: 0.9, high: 30), [1, 2, 5, 10, 20]),
        (.logarithmic(low: 0.001, high: 1000), [0.001, 0.01, 0.1, 1, 10, 100, 1000]),
    ])
    func `labels are round numbers`(scale: ChartScale, ticks: [Double]) {
        #expect(scale.ticks.count == ticks.count)
        for (one, other) in zip(scale.ticks, ticks) { #expect(abs(one - other) < 1e-9) }
    }

    @Test func `scales for no or equal values are of use`() {
        for values in [[], [0.0], [5, 5], [-1, -1]] {
            let linear = ChartScale.linear(for: values)
            let logarithmic = ChartScale.logarithmic(for: values)
            #expect(linear.position(5).isFinite)
            #expect(logarithmic.position(5).isFinite)
            #expect(linear.ticks.count < 12)
            #expect(logarithmic.ticks.count < 12)
        }
    }

    @Test func `a chart has its lines, points, marks and names`() {
        let line = [(x: 1.0, y: 1.0), (x: 2.0, y: 4.0)]
        let one = Chart.Series(
            name: "a<b",
            colour: 2,
            lines: [line, [(x: 0, y: 0)]],
            points: [(x: 1, y: 1, title: "one & only", isBad: true)]
        )
        let chart = Chart(
            title: "T",
            x: .linear(low: 0, high: 2),
            y: .linear(low: 0, high: 4),
            xLabel: "x",
            yLabel: "y",
            series: [one, Chart.Series(name: "other", colour: 0)],
            mark: (x: 2, label: "here")
        )
        let html = chart.html
        // A line of one point is none.
        #expect(html.matches(of: /<polyline/).count == 1)
        #expect(html.contains("points=\"341.0,198.0 624.0,24.0\""))
        #expect(html.contains("<circle class=\"bad\""))
        #expect(html.contains("one &amp; only"))
        #expect(html.contains("a&lt;b"))
        #expect(html.contains(">here</text>"))
    }

    @Test(arguments: [(0.04, "0.0"), (0.05, "0.1"), (639.96, "640.0"), (-3.25, "-3.3")])
    func `coordinates have one decimal`(value: Double, text: String) {
        #expect(Chart.coordinate(value) == text)
    }
}
