// Two counts over the last while: a ring of slots. No clock.

public import Timing

/// Counts things of two kinds over a window that moves in steps of a tenth.
public struct SlidingCounts: Sendable {
    /// What was counted.
    public struct Sum: Sendable, Equatable {
        /// All that was counted.
        public var all = 0
        /// Those of them that are of the marked kind.
        public var marked = 0
    }

    private static let slotCount = 10
    private let slotNanoseconds: UInt64
    private var slots = [Sum](repeating: Sum(), count: slotCount)
    /// The number of the newest slot since the start of the clock.
    private var newest: UInt64 = 0

    /// - Parameter window: Above zero.
    public init(window: Duration) {
        precondition(window > .zero, "a window of no length holds nothing")
        slotNanoseconds = max(1, UInt64(window.wholeNanoseconds) / UInt64(Self.slotCount))
    }

    /// Counts one.
    public mutating func count(marked: Bool, at now: Instant) {
        let index = advance(to: now)
        slots[index].all += 1
        if marked { slots[index].marked += 1 }
    }

    /// What the window holds now.
    public mutating func sum(at now: Instant) -> Sum {
        _ = advance(to: now)
        return slots.reduce(into: Sum()) { sum, slot in
            sum.all += slot.all
            sum.marked += slot.marked
        }
    }

    /// Drops the slots that have left the window, and returns the place of the newest.
    private mutating func advance(to now: Instant) -> Int {
        let number = now.nanoseconds / slotNanoseconds
        let count = UInt64(Self.slotCount)
        if number > newest {
            for passed in 0..<min(number - newest, count) {
                slots[Int((number - passed) % count)] = Sum()
            }
            newest = number
        }
        // A worker's time may lie a little behind another's; it counts as the same.
        return Int(newest % count)
    }
}
