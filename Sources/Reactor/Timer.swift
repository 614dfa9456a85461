// A deadline with an action, on the wheel of one loop.

public import Timing

/// Runs an action on its loop when an instant has passed.
///
/// Costs no libuv handle: all timers of a loop share one. The resolution is a millisecond, rounded up.
/// The owner keeps the timer; releasing it cancels it. All calls on the loop's thread.
public final class Timer {
    static let noSlot = -1

    // The links of the wheel. Unretained: a timer takes itself out before it goes.
    var next: Unmanaged<Timer>?
    var previous: Unmanaged<Timer>?
    var slot = Timer.noSlot
    var tick: UInt64 = 0

    private unowned let loop: Loop
    private let action: () -> Void

    /// Creates a timer that is not scheduled yet.
    ///
    /// - Parameter action: Runs on the loop each time that the timer fires; it should hold its owner weakly or unowned.
    public init(on loop: Loop, action: @escaping () -> Void) {
        self.loop = loop
        self.action = action
    }

    deinit {
        guard slot != Timer.noSlot else { return }
        loop.wheel.remove(self)
        loop.timersChanged()
    }

    /// Tells whether the timer will fire.
    public var isScheduled: Bool { slot != Timer.noSlot }

    /// Fires once at an instant, in place of any earlier schedule.
    public func schedule(at deadline: Instant) {
        let loop = loop
        loop.assertIsCurrent()
        loop.wheel.remove(self)
        let (nanoseconds, overflow) = deadline.nanoseconds.addingReportingOverflow(999_999)
        tick = (overflow ? UInt64.max : nanoseconds) / 1_000_000
        loop.wheel.insert(self)
        loop.timersChanged()
    }

    /// Fires once after a duration, counted from the loop's cached present.
    public func schedule(after delay: Duration) {
        schedule(at: loop.now + delay)
    }

    /// Takes the schedule back.
    public func cancel() {
        let loop = loop
        loop.assertIsCurrent()
        guard slot != Timer.noSlot else { return }
        loop.wheel.remove(self)
        loop.timersChanged()
    }

    func fire() { action() }
}
