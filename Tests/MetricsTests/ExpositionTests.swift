import Bytes
import Testing

@testable import Metrics

@Suite struct ExpositionTests {
    private func text(_ write: (inout Exposition) -> Void) -> String {
        var exposition = Exposition()
        write(&exposition)
        let buffer = exposition.finish()
        return String(buffer.bytes)
    }

    @Test func `a counter has its help, its type and a line for each series`() {
        let description = MetricDescription("a_total", .counter, labels: ["code"], "Counts.")
        let family = CounterFamily(description, [["2xx"], ["5xx"]])
        family[1].add(3)
        #expect(
            text { $0.write([family]) } == """
                # HELP a_total Counts.
                # TYPE a_total counter
                a_total{code="2xx"} 0
                a_total{code="5xx"} 3

                """
        )
    }

    @Test func `values are added up over workers`() {
        let description = MetricDescription("a", .gauge, "A.")
        let families = (1...3).map { change in
            let family = CounterFamily(description)
            family[0].add(change)
            return family
        }
        #expect(text { $0.write(families) }.hasSuffix("\na 6\n"))
        #expect(text { $0.write([any MetricFamily]()) } == "")
    }

    @Test func `the buckets of a histogram hold those below them`() {
        let description = MetricDescription(
            "a_seconds",
            .histogram(bounds: [0.005, 1]),
            labels: ["route"],
            "A."
        )
        let families = (0..<2).map { _ in HistogramFamily(description, [["/x"]]) }
        for value in [0.001, 1, 2.5] { families[0][0].observe(value) }
        families[1][0].observe(0.25)
        #expect(
            text { $0.write(families) } == """
                # HELP a_seconds A.
                # TYPE a_seconds histogram
                a_seconds_bucket{route="/x",le="0.005"} 1
                a_seconds_bucket{route="/x",le="1"} 3
                a_seconds_bucket{route="/x",le="+Inf"} 4
                a_seconds_sum{route="/x"} 3.751
                a_seconds_count{route="/x"} 4

                """
        )
    }

    @Test func `a histogram without labels has bounds only`() {
        let family = HistogramFamily(MetricDescription("a", .histogram(bounds: [5]), "A."))
        #expect(text { $0.write([family]) }.contains("\na_bucket{le=\"5\"} 0\n"))
        #expect(text { $0.write([family]) }.contains("\na_sum 0\n"))
    }

    @Test(arguments: [
        ("plain", "plain"), ("a\"b", #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a\nb", #"a\nb"#),
        (#"\""#, #"\\\""#), ("é\u{2028}", "é\u{2028}"), ("a}b,c=d", "a}b,c=d"),
    ])
    func `label values are escaped`(value: String, escaped: String) {
        let family = CounterFamily(MetricDescription("a", .gauge, labels: ["l"], "A."), [[value]])
        #expect(text { $0.write([family]) }.hasSuffix("a{l=\"\(escaped)\"} 0\n"))
    }

    @Test func `help texts are escaped, but for quotation marks`() {
        let description = MetricDescription("a", .gauge, "A \"b\"\n\\c.")
        #expect(text { $0.write(description, 1) }.hasPrefix("# HELP a A \"b\"\\n\\\\c.\n"))
    }

    @Test func `an empty label is left out`() {
        let family = CounterFamily(
            MetricDescription("a", .gauge, labels: ["l", "m"], "A."),
            [["", "x"], ["", ""]]
        )
        #expect(text { $0.write([family]) }.hasSuffix("\na{m=\"x\"} 0\na 0\n"))
    }

    @Test(arguments: [
        (0, "0"), (1, "1"), (-1, "-1"), (0.5, "0.5"), (1e14, "100000000000000"), (1e16, "1e+16"),
        (1.5e-7, "1.5e-07"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
    ])
    func `numbers are as Prometheus reads them`(value: Double, expected: String) {
        #expect(Exposition.text(value) == expected)
    }

    @Test(arguments: [
        (Double(Int.min), "-9.223372036854776e+18"), (Double(Int.max), "9.223372036854776e+18"),
        (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (-0.0, "0"), (.nan, "NaN"),
    ])
    func `numbers at the ends of their types are written`(_ value: Double, _ text: String) {
        #expect(Exposition.text(value) == text)
    }
}
