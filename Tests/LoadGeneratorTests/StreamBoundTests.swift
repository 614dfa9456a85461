// The terms of goodput, and how durations are written.

import Testing
import Timing

@testable import LoadGenerator

@Suite struct StreamBoundTests {
    private static let start = Instant(nanoseconds: 1_000_000_000)

    /// Begun 10 ms late; first text at 30 ms, then 10 more over 100 ms with one gap of 25 ms; ended at 140 ms.
    private var record: StreamRecord {
        StreamRecord(
            plan: StreamPlan(id: 1, intendedAt: Self.start, departure: nil),
            outcome: .complete,
            startedAt: Self.start + .milliseconds(10),
            endedAt: Self.start + .milliseconds(140),
            firstTextAt: Self.start + .milliseconds(30),
            lastTextAt: Self.start + .milliseconds(130),
            gapMax: .milliseconds(25),
            textEventCount: 11,
            tokenCount: 11,
            receivedByteCount: 100
        )
    }

    @Test(arguments: [
        ("ttft:30ms", true), ("ttft:29999us", false), ("tpot:10ms", true), ("tpot:9999us", false),
        ("gap:25ms", true), ("gap:24ms", false), ("e2e:0.14s", true), ("e2e:139ms", false),
    ])
    func `times count from the intended start, and the bound itself is kept`(
        text: String,
        holds: Bool
    ) throws {
        let bound = try #require(try StreamBound.list(text).first)
        #expect(bound.holds(for: record) == holds)
    }

    @Test func `several are separated by commas`() throws {
        let bounds = try StreamBound.list("ttft:200ms,e2e:10s")
        #expect(bounds.map(\.time) == [.firstText, .total])
        #expect(bounds.map(\.most) == [.milliseconds(200), .seconds(10)])
    }

    @Test(arguments: [
        "", "ttft", "ttft:", "ttft:5", "ttft:5ms,", "itl:5ms", "ttft:5ms:6ms", "ttft<5ms",
    ])
    func `another text is refused`(_ text: String) {
        #expect(throws: LoadSyntaxError.self) { try StreamBound.list(text) }
    }
}
