// The time of day.

import Foundation
import System
import Testing

@Suite struct WallClockTests {
    @Test func `the clock agrees with the system's`() {
        let before = Date().timeIntervalSince1970
        let microseconds = Double(WallClock.microseconds) / 1_000_000
        let seconds = Double(WallClock.seconds)
        let after = Date().timeIntervalSince1970
        #expect(microseconds >= before - 0.001 && microseconds <= after + 0.001)
        #expect(seconds >= before - 1 && seconds <= after)
    }
}
