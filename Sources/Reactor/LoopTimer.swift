// What makes a loop come back: a libuv timer for deadlines, an idle handle for work that is left.

internal import CUV

/// The one libuv timer of a loop, armed for the wheel's next tick.
final class LoopTimer: Handle {
    /// The tick that the timer is armed for; it may be too early, never too late.
    private var armedTick = UInt64.max

    init(on loop: Loop) throws(UVError) {
        let base = loop.base
        try super.init(on: loop, kind: UV_TIMER) {
            uv_timer_init(base, $0.assumingMemoryBound(to: uv_timer_t.self))
        }
    }

    override var belongsToLoop: Bool { true }

    private var timer: UnsafeMutablePointer<uv_timer_t> {
        UnsafeMutableRawPointer(base).assumingMemoryBound(to: uv_timer_t.self)
    }

    func arm(for tick: UInt64?) {
        guard isOpen else { return }
        guard let tick else { return stop() }
        // Firing too early is harmless and rarer than rescheduling at each event would be.
        guard tick < armedTick else { return }
        armedTick = tick
        let now = uv_now(loop.base)
        start(after: tick > now ? tick - now : 0)
    }

    /// Keeps an empty wheel from keeping the loop alive.
    private func stop() {
        guard armedTick != .max else { return }
        armedTick = .max
        uv_timer_stop(timer)
    }

    private func start(after milliseconds: UInt64) {
        let callback: uv_timer_cb = { handle in
            let timer = Handle.owner(of: handle, as: LoopTimer.self)
            timer.armedTick = .max
            timer.loop.fireTimers()
        }
        let result = uv_timer_start(timer, callback, milliseconds, 0)
        precondition(result == 0, "uv_timer_start fails only on a closing handle")
    }
}

/// Makes a loop come back at once, after a look at its sockets.
///
/// Not a timer of zero: libuv 1.44 runs one that is started again in its callback for ever, and nothing else.
final class LoopWaker: Handle {
    private var isAwake = false

    init(on loop: Loop) throws(UVError) {
        let base = loop.base
        try super.init(on: loop, kind: UV_IDLE) {
            uv_idle_init(base, $0.assumingMemoryBound(to: uv_idle_t.self))
        }
    }

    override var belongsToLoop: Bool { true }

    func wake() {
        guard isOpen, !isAwake else { return }
        isAwake = true
        let idle = UnsafeMutableRawPointer(base).assumingMemoryBound(to: uv_idle_t.self)
        let result = uv_idle_start(idle) { idle in
            let waker = Handle.owner(of: idle, as: LoopWaker.self)
            waker.isAwake = false
            uv_idle_stop(idle)
            waker.loop.resume()
        }
        precondition(result == 0, "uv_idle_start fails only without a callback")
    }
}
