// The machine's monotonic clock.

import Reactor
import System
import Testing
import Timing

@Suite struct MonotonicClockTests {
    @Test func `the present goes forward`() {
        let first = Instant.now
        #expect(Instant.now >= first)
    }

    @Test func `a loop reads the same clock`() throws {
        let before = Instant.now
        let loop = try Loop()
        loop.updateNow()
        // A loop's present is cut to milliseconds.
        #expect(loop.now + .milliseconds(1) >= before)
        #expect(loop.now <= Instant.now)
        loop.finish()
    }
}
