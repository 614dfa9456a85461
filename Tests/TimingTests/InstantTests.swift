// Arithmetic of time.

import Testing
import Timing

@Suite struct InstantTests {
    @Test func `instants order and subtract`() {
        let start = Instant(nanoseconds: 1_000)
        let later = start + .microseconds(5)
        #expect(start < later)
        #expect(later - start == .microseconds(5))
        #expect(start - later == .microseconds(-5))
        #expect(start + .seconds(-1) == start)
    }

    struct Row: CustomTestStringConvertible {
        let duration: Duration
        let nanoseconds: Int64
        var testDescription: String { "\(duration)" }
    }

    @Test(arguments: [
        Row(duration: .zero, nanoseconds: 0),
        Row(duration: .nanoseconds(-1), nanoseconds: -1),
        Row(duration: .milliseconds(1500), nanoseconds: 1_500_000_000),
        Row(
            duration: Duration(secondsComponent: 0, attosecondsComponent: 999_999_999),
            nanoseconds: 0
        ),
        Row(
            duration: Duration(
                secondsComponent: 9_223_372_036,
                attosecondsComponent: 854_775_807_000_000_000
            ),
            nanoseconds: .max
        ),
        Row(
            duration: Duration(
                secondsComponent: 9_223_372_036,
                attosecondsComponent: 900_000_000_000_000_000
            ),
            nanoseconds: .max
        ),
        Row(duration: .seconds(Int64.max), nanoseconds: .max),
        Row(duration: .seconds(Int64.min), nanoseconds: .min),
    ])
    func `a duration is cut to nanoseconds and clamped to what they can count`(row: Row) {
        #expect(row.duration.wholeNanoseconds == row.nanoseconds)
    }

    @Test func `a duration in milliseconds keeps its fraction`() {
        #expect(Duration.microseconds(2_500).inMilliseconds == 2.5)
    }

    @Test func `nanoseconds since an instant are none where that is later`() {
        let instant = Instant(nanoseconds: 100)
        #expect(instant.nanoseconds(since: Instant(nanoseconds: 99)) == 1)
        #expect(instant.nanoseconds(since: instant) == 0)
        #expect(instant.nanoseconds(since: Instant(nanoseconds: 101)) == 0)
    }
}
