// Which timers are due: a hierarchical timing wheel, without a clock.

/// Timers by their tick, in six wheels of 64 slots: constant-time insertion and removal however many there are.
///
/// A tick is one millisecond, so the wheels reach two years. The slot of a timer is chosen by the highest bit in which
/// its tick differs from the present one; when a slot of a higher wheel comes due its timers move down
/// (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", 1987).
struct TimerWheel {
    private static let slotBits: UInt64 = 6
    private static let slotCount = 64
    private static let levelCount = 6
    private static let firingSlot = levelCount * slotCount
    /// How far ahead a timer may stand; one that is due later is looked at again on the way.
    ///
    /// One slot less than a turn of the last wheel: the slot of the present must not hold what is due a turn later.
    private static let reach: UInt64 = 63 << (slotBits * UInt64(levelCount - 1))

    /// All ticks up to here have been worked off.
    private(set) var now: UInt64
    /// The tick up to which timers are being taken out; what is put in meanwhile comes later.
    private var horizon: UInt64
    private var first: [Unmanaged<Timer>?]
    private var occupied: InlineArray<6, UInt64> = .init(repeating: 0)

    init(now: UInt64) {
        self.now = now
        horizon = now
        first = Array(repeating: nil, count: Self.levelCount * Self.slotCount + 1)
    }

    /// Puts a timer where its tick belongs; a tick that has passed is taken as the next one.
    mutating func insert(_ timer: Timer) {
        precondition(timer.slot == Timer.noSlot, "a timer stands in the wheel only once")
        timer.tick = max(timer.tick, horizon + 1)
        place(timer)
    }

    private mutating func place(_ timer: Timer) {
        let effective = min(timer.tick, now + Self.reach)
        // The lowest six bits always belong to the first wheel; the last one goes on where its turn ends.
        let highestBit = 63 - ((now ^ effective) | 63).leadingZeroBitCount
        let level = min(highestBit / Int(Self.slotBits), Self.levelCount - 1)
        let slot = Int((effective >> (Self.slotBits * UInt64(level))) & 63)
        occupied[level] |= 1 << UInt64(slot)
        link(timer, into: level * Self.slotCount + slot)
    }

    /// Takes a timer out.
    mutating func remove(_ timer: Timer) {
        let slot = timer.slot
        guard slot != Timer.noSlot else { return }
        let next = timer.next
        let previous = timer.previous
        next?.takeUnretainedValue().previous = previous
        if let previous {
            previous.takeUnretainedValue().next = next
        } else {
            first[slot] = next
            if next == nil, slot < Self.firingSlot {
                occupied[slot / Self.slotCount] &= ~(1 << UInt64(slot % Self.slotCount))
            }
        }
        timer.next = nil
        timer.previous = nil
        timer.slot = Timer.noSlot
    }

    /// Takes all timers out.
    mutating func removeAll() {
        for slot in first.indices {
            while let timer = first[slot]?.takeUnretainedValue() { remove(timer) }
        }
    }

    /// The next tick at which something may be due, or nil if the wheel is empty.
    var nextTick: UInt64? { nextSlot()?.tick }

    /// Moves the present forward to the next slot that is due by `tick`, and returns a timer that is due.
    ///
    /// To be called until it returns nil; the caller may insert and remove timers in between. What it inserts is due
    /// after `tick`, so that a timer that schedules itself again cannot keep the caller for ever.
    mutating func nextDue(by tick: UInt64) -> Timer? {
        horizon = max(horizon, tick)
        while true {
            while let timer = first[Self.firingSlot]?.takeUnretainedValue() {
                remove(timer)
                if timer.tick <= now { return timer }
                place(timer)
            }
            guard let due = nextSlot(), due.tick <= tick else {
                now = max(now, tick)
                return nil
            }
            now = max(now, due.tick)
            moveToFiring(slot: due.slot)
        }
    }

    private mutating func moveToFiring(slot: Int) {
        occupied[slot / Self.slotCount] &= ~(1 << UInt64(slot % Self.slotCount))
        first[Self.firingSlot] = first[slot]
        first[slot] = nil
        var timer = first[Self.firingSlot]?.takeUnretainedValue()
        while let current = timer {
            current.slot = Self.firingSlot
            timer = current.next?.takeUnretainedValue()
        }
    }

    private func nextSlot() -> (slot: Int, tick: UInt64)? {
        for level in 0..<Self.levelCount where occupied[level] != 0 {
            let shift = Self.slotBits * UInt64(level)
            let current = Int((now >> shift) & 63)
            // Rotated so that bit 0 is the slot of the present.
            let bits = occupied[level]
            let rotated =
                current == 0 ? bits : bits >> UInt64(current) | bits << UInt64(64 - current)
            let slot = (rotated.trailingZeroBitCount + current) % Self.slotCount
            let levelStart = now & ~((1 << (shift + Self.slotBits)) - 1)
            var tick = levelStart + UInt64(slot) << shift
            // Only the last wheel can hold a slot that belongs to its next turn.
            if tick < now, level == Self.levelCount - 1 { tick += 1 << (shift + Self.slotBits) }
            return (level * Self.slotCount + slot, tick)
        }
        return nil
    }

    private mutating func link(_ timer: Timer, into slot: Int) {
        timer.slot = slot
        timer.previous = nil
        timer.next = first[slot]
        timer.next?.takeUnretainedValue().previous = .passUnretained(timer)
        first[slot] = .passUnretained(timer)
    }
}
