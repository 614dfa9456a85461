import Testing
import Timing

@testable import HTTPServer

@Suite struct BodyPaceTests {
    private let begin = Instant(nanoseconds: 1_000_000_000_000)

    private func after(_ seconds: Double) -> Instant { begin + .seconds(seconds) }

    @Test func `a silent body has the allowance`() {
        #expect(BodyPace(from: begin, allowance: .seconds(10)).deadline == after(10))
    }

    @Test func `a burst earns no more than the allowance from when it came`() {
        var pace = BodyPace(from: begin, allowance: .seconds(10))
        pace.received(10_000_000, at: after(1))
        #expect(pace.deadline == after(11))
        pace.received(1, at: after(1))
        #expect(pace.deadline == after(11))
    }

    @Test func `each 16 KiB is a second`() {
        var pace = BodyPace(from: begin, allowance: .seconds(10))
        pace.received(16 * 1024, at: after(9))
        #expect(abs(pace.deadline.nanoseconds.distance(to: after(11).nanoseconds)) < 1_000_000)
    }

    @Test(arguments: [(17_000, true), (15_000, false)])
    func `who keeps the pace may go on for ever, who does not may not`(
        bytesPerSecond: Int,
        lasts: Bool
    ) {
        var pace = BodyPace(from: begin, allowance: .seconds(2))
        var seconds = 0
        while seconds < 1000, pace.deadline > after(Double(seconds + 1)) || seconds == 0 {
            seconds += 1
            pace.received(bytesPerSecond, at: after(Double(seconds) - 0.001))
        }
        #expect((seconds == 1000) == lasts)
    }
}
