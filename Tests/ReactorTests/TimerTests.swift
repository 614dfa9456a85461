// Timers on a real loop.

import Reactor
import System
import TestKit
import Testing
import Timing

@Suite struct TimerTests {
    /// Occupies the thread, as a stopped process or long work does.
    private func block(_ loop: Loop, for duration: Duration) {
        let end = Instant.now + duration
        while Instant.now < end {}
    }

    @Test func `timers fire once, in the order of their deadlines, and never early`() throws {
        try LoopHarness.run { harness in
            var fired: [Int] = []
            let start = harness.loop.now
            var early = 0
            let timers = [30, 10, 20, 0].map { delay in
                Timer(on: harness.loop) {
                    fired.append(delay)
                    if harness.loop.now - start < .milliseconds(delay) { early += 1 }
                }
            }
            for (timer, delay) in zip(timers, [30, 10, 20, 0]) {
                timer.schedule(at: start + .milliseconds(delay))
            }
            try harness.run { fired.count == 4 }
            try harness.run(for: .milliseconds(5))
            #expect(fired == [0, 10, 20, 30])
            #expect(early == 0)
            #expect(timers.allSatisfy { !$0.isScheduled })
        }
    }

    @Test func `one iteration that begins with a timer that is due waits for nothing else`() throws
    {
        try LoopHarness.run { harness in
            var isFired = false
            let due = Timer(on: harness.loop) { isFired = true }
            let later = Timer(on: harness.loop) {}
            due.schedule(after: .milliseconds(1))
            later.schedule(after: .seconds(10))
            block(harness.loop, for: .milliseconds(5))
            harness.loop.runOnce()
            // Had it waited for more, the later one would have fired too.
            #expect(isFired && later.isScheduled)
        }
    }

    @Test
    func `a timer that is cancelled, released or put off does not fire at its first deadline`()
        throws
    {
        try LoopHarness.run { harness in
            var fired: [String] = []
            let cancelled = Timer(on: harness.loop) { fired.append("cancelled") }
            let putOff = Timer(on: harness.loop) { fired.append("put off") }
            var released: Timer? = Timer(on: harness.loop) { fired.append("released") }
            for timer in [cancelled, putOff, released] { timer?.schedule(after: .milliseconds(5)) }
            cancelled.cancel()
            released = nil
            putOff.schedule(after: .seconds(1000))
            try harness.run(for: .milliseconds(20))
            #expect(fired == [])
            putOff.schedule(after: .milliseconds(1))
            try harness.run { !fired.isEmpty }
            #expect(fired == ["put off"])
            withExtendedLifetime(released) {}
        }
    }

    @Test func `a timer may release its owner, and with it itself`() throws {
        final class Owner {
            var timer: Timer?
        }
        try LoopHarness.run { harness in
            var owner: Owner? = Owner()
            var hasFired = false
            owner?.timer = Timer(on: harness.loop) {
                owner = nil
                hasFired = true
            }
            owner?.timer?.schedule(after: .milliseconds(1))
            try harness.run { hasFired }
            #expect(owner == nil)
        }
    }

    @Test func `a timer that repeats does not make up for time in which the process was stopped`()
        throws
    {
        try LoopHarness.run { harness in
            var fired: [Instant] = []
            var again: () -> Void = {}
            let timer = Timer(on: harness.loop) {
                fired.append(harness.loop.now)
                again()
            }
            again = { [unowned timer] in timer.schedule(after: .milliseconds(10)) }
            again()
            block(harness.loop, for: .milliseconds(200))
            try harness.run { fired.count == 3 }
            again = {}
            #expect(fired[1] - fired[0] >= .milliseconds(10))
            #expect(fired[2] - fired[1] >= .milliseconds(10))
        }
    }

    @Test func `a timer scheduled while timers fire does not fire in the same turn`() throws {
        try LoopHarness.run { harness in
            var log: [String] = []
            let second = Timer(on: harness.loop) { log.append("second") }
            let first = Timer(on: harness.loop) {
                second.schedule(after: .zero)
                harness.loop.afterTurn { log.append("end of turn") }
            }
            first.schedule(after: .milliseconds(1))
            // Late, so that the deadline of the second has passed too.
            block(harness.loop, for: .milliseconds(20))
            try harness.run { log.count == 2 }
            #expect(log == ["end of turn", "second"])
        }
    }

    @Test func `after long work a deadline counts from when the clock was read again`() throws {
        try LoopHarness.run { harness in
            let before = harness.loop.now
            block(harness.loop, for: .milliseconds(50))
            #expect(harness.loop.now == before)
            harness.loop.updateNow()
            #expect(harness.loop.now - before >= .milliseconds(49))
        }
    }

    @Test func `a timer scheduled for the end of time waits`() throws {
        try LoopHarness.run { harness in
            var hasFired = false
            let timer = Timer(on: harness.loop) { hasFired = true }
            timer.schedule(after: .nanoseconds(Int64.max))
            try harness.run(for: .milliseconds(3))
            timer.schedule(at: Instant(nanoseconds: .max))
            try harness.run(for: .milliseconds(3))
            #expect(!hasFired)
            #expect(timer.isScheduled)
        }
    }

    @Test func `a loop with no timer left ends by itself`() throws {
        try LoopHarness.run { harness in
            var count = 0
            let timers = (1...3).map { delay in
                let timer = Timer(on: harness.loop) { count += 1 }
                timer.schedule(after: .milliseconds(delay))
                return timer
            }
            harness.loop.run()
            #expect(count == timers.count)
        }
    }

    @Test func `a timer that is still scheduled when its loop ends may be released later`() throws {
        var timer: Timer?
        try LoopHarness.run { harness in
            timer = Timer(on: harness.loop) {}
            timer?.schedule(after: .seconds(100))
        }
        #expect(timer?.isScheduled == false)
    }
}
