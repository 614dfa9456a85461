// How objectives are written.

import Testing

@testable import LoadGenerator

@Suite struct ServiceObjectiveTests {
    struct Case: CustomTestStringConvertible {
        let text: String
        let metric: ServiceObjective.Metric
        let comparison: ServiceObjective.Comparison
        let bound: Double
        var testDescription: String { text }
    }

    static let valid = [
        Case(
            text: "ttft_p99<50ms",
            metric: .time(.ttft, .percentile(99), isAdded: false),
            comparison: .less,
            bound: 50_000_000
        ),
        Case(
            text: "gap_p99.9<=1.5s",
            metric: .time(.gap, .percentile(99.9), isAdded: false),
            comparison: .lessOrEqual,
            bound: 1_500_000_000
        ),
        Case(
            text: "added_ttft_p50<250us",
            metric: .time(.ttft, .percentile(50), isAdded: true),
            comparison: .less,
            bound: 250_000
        ),
        Case(
            text: "e2e_mean > 0",
            metric: .time(.e2e, .mean, isAdded: false),
            comparison: .greater,
            bound: 0
        ),
        Case(
            text: "tpot_max<1m",
            metric: .time(.tpot, .max, isAdded: false),
            comparison: .less,
            bound: 60_000_000_000
        ),
        Case(
            text: "lag_p0<1ms",
            metric: .time(.lag, .percentile(0), isAdded: false),
            comparison: .less,
            bound: 1_000_000
        ),
        Case(
            text: "gap_p100<1ms",
            metric: .time(.gap, .percentile(100), isAdded: false),
            comparison: .less,
            bound: 1_000_000
        ),
        Case(text: "errors<0.1%", metric: .errors, comparison: .less, bound: 0.001),
        Case(text: "errors<=0", metric: .errors, comparison: .lessOrEqual, bound: 0),
        Case(text: "errors<=100%", metric: .errors, comparison: .lessOrEqual, bound: 1),
        Case(text: "good>=0.99", metric: .goodShare, comparison: .greaterOrEqual, bound: 0.99),
        Case(text: "streams_per_s>100", metric: .streamRate, comparison: .greater, bound: 100),
        Case(text: "tokens_per_s>1e5", metric: .eventRate, comparison: .greater, bound: 100_000),
        Case(
            text: "cpu_us_per_event<12.5",
            metric: .processorPerEvent,
            comparison: .less,
            bound: 12.5
        ),
        Case(text: "kib_per_stream<18", metric: .memoryPerStream, comparison: .less, bound: 18),
    ]

    @Test(arguments: valid)
    func `an objective is read`(_ expected: Case) throws {
        let objective = try #require(try ServiceObjective.list(expected.text).first)
        #expect(objective.metric == expected.metric)
        #expect(objective.comparison == expected.comparison)
        #expect(abs(objective.bound - expected.bound) <= expected.bound * 1e-12)
    }

    @Test func `several are separated by commas`() throws {
        let list = try ServiceObjective.list("ttft_p99<50ms,errors<0.1%, gap_p99<60ms")
        #expect(list.map(\.text) == ["ttft_p99<50ms", "errors<0.1%", "gap_p99<60ms"])
    }

    @Test(arguments: [
        "", ",", "ttft_p99<50ms,", "ttft_p99", "ttft_p99=50ms", "ttft_p99==50ms", "ttft_p99<>50ms",
        "ttft_p99<", "ttft_p99<50", "ttft_p99<-1ms", "ttft_p99<50h", "ttft_p99<1.2.3ms", "<50ms",
        "ttft_p101<50ms", "ttft_p<50ms", "ttft_p-1<50ms", "ttft_pnan<50ms", "ttft<50ms",
        "ttft_p99_x<50ms", "TTFT_p99<50ms", "added_errors<1%", "added_<1ms", "errors<101%",
        "errors<1.01", "errors<-1%", "errors<%", "errors<x", "errors_p99<1%", "streams_per_s>",
        "streams_per_s>inf", "streams_per_s>nan", "streams_per_s>10ms",
    ])
    func `another text is refused`(_ text: String) {
        #expect(throws: LoadSyntaxError.self) { try ServiceObjective.list(text) }
    }

    @Test func `the reason names the term and what may stand there`() {
        let error = #expect(throws: LoadSyntaxError.self) {
            try ServiceObjective.list("errors<1%,ttft_p99<50")
        }
        #expect(
            error?.description == "The objective 'ttft_p99<50' has no bound such as 50ms."
        )
    }

    @Test(arguments: [
        ("<", 4.9, true), ("<", 5.0, false), ("<=", 5.0, true), ("<=", 5.1, false),
        (">", 5.0, false),
        (">", 5.1, true), (">=", 5.0, true), (">=", 4.9, false),
    ])
    func `the bound itself belongs to one side`(sign: String, value: Double, holds: Bool) throws {
        let comparison = try #require(ServiceObjective.Comparison(rawValue: sign))
        #expect(comparison.holds(value, 5) == holds)
    }
}
