// Whether an objective was kept.

import Testing

@testable import LoadGenerator

@Suite struct ObjectiveVerdictTests {
    private func arm(_ milliseconds: Int..., failed: Int = 0) throws -> ArmReport {
        var report = ArmReport(try Arm(url: "http://127.0.0.1", wireProtocol: .ui))
        for value in milliseconds { report.firstText.record(.milliseconds(value)) }
        report.completeCount = milliseconds.count
        report.failures = failed > 0 ? [.lost: failed] : [:]
        report.duration = .seconds(2)
        report.eventCount = 500
        return report
    }

    private func verdict(
        _ text: String,
        _ arm: ArmReport,
        direct: ArmReport? = nil
    ) throws -> ObjectiveVerdict {
        ObjectiveVerdict(try #require(try ServiceObjective.list(text).first), arm, direct: direct)
    }

    @Test func `times are those of the arm`() throws {
        let arm = try arm(1, 2, 100)
        #expect(try verdict("ttft_p50<3ms", arm).isKept)
        #expect(try !verdict("ttft_p99<100ms", arm).isKept)
        #expect(try verdict("ttft_max<=100.3ms", arm).isKept)
        #expect(try verdict("ttft_p99<50ms", arm).valueText == "100.0 ms")
    }

    @Test func `what is added is the difference to the direct arm`() throws {
        let added = try verdict("added_ttft_p50<3ms", try arm(5, 5, 5), direct: try arm(3, 3, 3))
        #expect(added.isKept)
        #expect(abs((added.value ?? 0) - 2_000_000) < 20_000)
        let more = try verdict("added_ttft_p50<1ms", try arm(5, 5, 5), direct: try arm(3, 3, 3))
        #expect(!more.isKept)
    }

    @Test func `with rounds, what is added is the median of their differences`() throws {
        var (through, direct) = (try arm(3, 3, 33), try arm(1, 2, 10))
        // One arm's rounds may come to other medians than all of its streams together.
        through.rounds = try [3, 4, 30].enumerated()
            .map { RoundFigures(try arm($1), round: $0, startedAfter: .zero) }
        direct.rounds = try [1, 2, 10].enumerated()
            .map { RoundFigures(try arm($1), round: $0, startedAfter: .zero) }
        let added = AddedTime.all(of: through, over: direct)
        for text in ["added_ttft_p50<9ms", "added_ttft_p99<9ms"] {
            let value = try #require(try verdict(text, through, direct: direct).value)
            #expect(value == added[0].difference.median)
            #expect(abs(value - 2_000_000) < 20_000)
        }
        // What the rounds do not keep is that of all streams.
        let p95 = try #require(try verdict("added_ttft_p95<9ms", through, direct: direct).value)
        #expect(abs(p95 - 23_000_000) < 200_000)
    }

    @Test func `what cannot be measured is not kept`() throws {
        for text in [
            "added_ttft_p50<3ms", "gap_p50<1s", "cpu_us_per_event<100", "kib_per_stream<100",
        ] {
            let verdict = try verdict(text, try arm(1))
            #expect(verdict.value == nil)
            #expect(!verdict.isKept)
            #expect(verdict.valueText == "not measured")
        }
        let empty = try verdict("errors<1%", try arm())
        #expect(!empty.isKept)
    }

    @Test func `errors are a share of the streams that ended`() throws {
        let arm = try arm(1, 1, 1, failed: 1)
        #expect(try verdict("errors<=25%", arm).isKept)
        #expect(try !verdict("errors<25%", arm).isKept)
        #expect(try verdict("errors<1", arm).valueText == "25.000 %")
    }

    @Test func `rates are a second's`() throws {
        let arm = try arm(1, 1, 1)
        #expect(try verdict("streams_per_s>=1.5", arm).isKept)
        #expect(try verdict("tokens_per_s>=250", arm).isKept)
        #expect(try !verdict("tokens_per_s>250", arm).isKept)
    }
}
