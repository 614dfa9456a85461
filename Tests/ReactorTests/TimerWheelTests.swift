// The wheel against a naive list, over long spans and at every border.

import TestKit
import Testing

@testable import Reactor

@Suite struct TimerWheelTests {
    /// A wheel beside a plain list of what must come out of it.
    private struct Model {
        var wheel: TimerWheel
        var timers: [Timer]

        init(now: UInt64, count: Int, on loop: Loop) {
            wheel = TimerWheel(now: now)
            timers = (0..<count).map { _ in Timer(on: loop) {} }
        }

        mutating func insert(_ index: Int, at tick: UInt64) {
            wheel.remove(timers[index])
            timers[index].tick = tick
            wheel.insert(timers[index])
        }

        /// The timers that stand in the wheel and are due, by their tick.
        func due(by tick: UInt64) -> [UInt64] {
            timers.filter { $0.isScheduled && $0.tick <= tick }.map(\.tick).sorted()
        }

        var nextTick: UInt64? { timers.filter(\.isScheduled).map(\.tick).min() }

        mutating func takeDue(by tick: UInt64) -> [UInt64] {
            var ticks: [UInt64] = []
            while let timer = wheel.nextDue(by: tick) { ticks.append(timer.tick) }
            return ticks
        }
    }

    private static let levelSpans = (1...6).map { UInt64(1) << UInt64(6 * $0) }

    @Test(arguments: levelSpans, [0, 1, 63, 64, 4095, 1 << 30, (1 << 36) - 1, (1 << 36) + 5])
    func `a timer at a level's border comes out at its tick and not before`(
        span: UInt64,
        start: UInt64
    ) throws {
        try LoopHarness.run { harness in
            for tick in [
                span - 1, span, span + 1, start + span - 1, start + span, start + span + 1,
            ]
            where tick > start {
                var model = Model(now: start, count: 1, on: harness.loop)
                model.insert(0, at: tick)
                #expect(model.takeDue(by: tick - 1) == [])
                #expect(model.takeDue(by: tick) == [tick])
                #expect(model.wheel.nextTick == nil)
            }
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8])
    func `a random walk agrees with a plain list`(seed: UInt64) throws {
        try LoopHarness.run { harness in
            var random = SeededGenerator(seed: seed)
            var now = UInt64.random(in: 0...(1 << 40), using: &random)
            var model = Model(now: now, count: 40, on: harness.loop)
            for _ in 0..<3000 {
                let index = Int.random(in: 0..<40, using: &random)
                // Delays and steps of every order of magnitude.
                let reach = UInt64(1) << UInt64.random(in: 0...38, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0, 1:
                    model.insert(index, at: now + UInt64.random(in: 0...reach, using: &random))
                case 2: model.wheel.remove(model.timers[index])
                default:
                    now += UInt64.random(in: 0...(reach >> 2), using: &random)
                    let expected = model.due(by: now)
                    #expect(model.takeDue(by: now) == expected)
                    #expect(model.due(by: now) == [])
                }
                guard let next = model.wheel.nextTick else {
                    #expect(model.nextTick == nil)
                    continue
                }
                let first = try #require(model.nextTick)
                #expect(next <= first, "the wheel would wake too late")
                #expect(next > now, "the wheel would wake for nothing")
            }
            model.wheel.removeAll()
            #expect(model.timers.allSatisfy { !$0.isScheduled })
        }
    }

    @Test func `a tick that has passed is taken as the next one`() throws {
        try LoopHarness.run { harness in
            var model = Model(now: 1000, count: 1, on: harness.loop)
            model.insert(0, at: 3)
            #expect(model.takeDue(by: 1000) == [])
            #expect(model.takeDue(by: 1001) == [1001])
        }
    }

    @Test func `a near timer comes before one that is due a whole turn of the last wheel later`()
        throws
    {
        try LoopHarness.run { harness in
            let start: UInt64 = 5 << 30 + 100
            var model = Model(now: start, count: 2, on: harness.loop)
            model.insert(0, at: start + 1 << 36 - 1)
            model.insert(1, at: 6 << 30 + 7)
            #expect(model.takeDue(by: start + 1 << 36) == [6 << 30 + 7, start + 1 << 36 - 1])
        }
    }

    @Test func `a timer that a due one takes out does not come`() throws {
        try LoopHarness.run { harness in
            var model = Model(now: 0, count: 2, on: harness.loop)
            model.insert(0, at: 70)
            model.insert(1, at: 70)
            let due = model.wheel.nextDue(by: 70)
            let first = try #require(due)
            let other = try #require(model.timers.first { $0 !== first })
            model.wheel.remove(other)
            let none = model.wheel.nextDue(by: 70)
            #expect(none === nil)
        }
    }
}
