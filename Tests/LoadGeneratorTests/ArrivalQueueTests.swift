// Intended moments are kept however long a stream waits: a simulated clock and a simulated server.

import Testing
import Timing

@testable import LoadGenerator

@Suite struct ArrivalQueueTests {
    private static let start = Instant(nanoseconds: 1_000_000_000_000)

    private func queue(
        rate: Double,
        countMax: Int? = nil,
        seconds: Int? = nil
    ) -> ArrivalQueue {
        ArrivalQueue(
            ArrivalSchedule(rate: rate, pattern: .constant, ramp: .zero, seed: 1),
            startedAt: Self.start,
            countMax: countMax,
            endsAt: seconds.map { Self.start + .seconds($0) }
        )
    }

    @Test func `nothing is handed out before it is due`() {
        var queue = queue(rate: 10)
        #expect(queue.nextAt == Self.start + .milliseconds(100))
        queue.advance(to: Self.start + .nanoseconds(99_999_999))
        #expect(queue.take(at: Self.start) == nil)
        queue.advance(to: Self.start + .milliseconds(100))
        #expect(queue.take(at: Self.start + .milliseconds(100)) == Self.start + .milliseconds(100))
        #expect(queue.take(at: Self.start + .milliseconds(100)) == nil)
        #expect(queue.nextAt == Self.start + .milliseconds(200))
    }

    @Test func `there are no more than asked for, and none from the end on`() {
        for var queue in [queue(rate: 10, countMax: 19), queue(rate: 10, seconds: 2)] {
            queue.advance(to: Self.start + .seconds(60))
            #expect(queue.waitingCount == 19)
            #expect(queue.nextAt == nil)
            #expect(!queue.isOver)
            for _ in 0..<19 { #expect(queue.take(at: Self.start + .seconds(60)) != nil) }
            #expect(queue.isOver)
        }
        var empty = queue(rate: 10, countMax: 0)
        empty.advance(to: Self.start + .seconds(1))
        #expect(empty.isOver)
    }

    @Test(arguments: [(0, false), (1, false), (2_000_000, false), (2_000_001, true)])
    func `only the width of a timer is forgiven`(late: Int64, isLate: Bool) {
        var queue = queue(rate: 10)
        let due = Self.start + .milliseconds(100)
        let now = due + .nanoseconds(late)
        queue.advance(to: now)
        #expect(queue.take(at: now) == (isLate ? due : now))
    }

    @Test func `many are handed out in their order`() {
        var queue = queue(rate: 1000, countMax: 10_000)
        var last = Self.start
        var count = 0
        for second in 1...11 {
            let now = Self.start + .seconds(second)
            queue.advance(to: now)
            while count < 900 * second, let instant = queue.take(at: now) {
                #expect(instant > last)
                last = instant
                count += 1
            }
        }
        #expect(count == 9900)
        #expect(queue.waitingCount == 100)
        #expect(queue.oldest.map { $0 > last } == true)
    }

    /// One server that serves one stream at a time in 5 ms, but stalls for a second once; a stream every 10 ms.
    ///
    /// Measured from the beginning, one stream of a thousand is slow. From the intended moment, all those are that
    /// would have been asked for in the stall.
    @Test func `a stall is counted for all streams that it delayed`() throws {
        var queue = queue(rate: 100, countMax: 1000)
        var report = ArmReport(try Arm(url: "http://127.0.0.1", wireProtocol: .ui))
        var naive = LatencyHistogram()
        var now = Self.start
        var number = 0
        while !queue.isOver {
            if queue.waitingCount == 0, let next = queue.nextAt { now = max(now, next) }
            queue.advance(to: now)
            let taken = queue.take(at: now)
            let intendedAt = try #require(taken)
            number += 1
            let took: Duration = number == 300 ? .seconds(1) : .milliseconds(5)
            let end = now + took
            naive.record(took)
            let plan = StreamPlan(id: UInt64(number), intendedAt: intendedAt, departure: nil)
            let record = StreamRecord(
                plan: plan,
                outcome: .complete,
                startedAt: now,
                endedAt: end,
                firstTextAt: end,
                lastTextAt: end,
                gapMax: .zero,
                textEventCount: 1,
                tokenCount: 1,
                receivedByteCount: 10
            )
            report.count(record, isMeasured: true, load: LoadConfiguration())
            now = end
        }
        #expect(naive.percentile(99) < 6_000_000)
        #expect(report.firstText.count == 1000)
        #expect(report.firstText.percentile(50) < 6_000_000)
        // The backlog of a second shrinks by 5 ms with each stream: 200 of them are late.
        let late = report.firstText.count(in: 10_000_000..<Int.max)
        #expect(190...210 ~= late)
        #expect(report.firstText.percentile(90) > 400_000_000)
        #expect(report.total.percentile(90) == report.firstText.percentile(90))
        #expect(report.lag.maximum > 980_000_000)
    }
}
