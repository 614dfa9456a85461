// One event loop: its thread, its present, its turn.

public import Bytes
internal import CUV
public import Timing

/// A libuv loop, bound to the thread that created it.
///
/// Every callback of libuv runs as a *turn*: the callback itself, then ``afterTurn(_:)`` jobs, then one write for each
/// connection that has output. So nothing recurses, and all events of a turn leave in one system call per connection.
public final class Loop {
    /// Buffers for output, lent to connections while something waits.
    public let buffers = BufferPool(capacity: 16 * 1024, keptMax: 64)

    /// Who works on the loop, for jobs from other threads to find it; held weakly.
    public weak var owner: AnyObject?

    let base: UnsafeMutablePointer<uv_loop_t>
    /// Where every read of this loop lands, 64 KiB; valid until the next read of any of its connections.
    public let readBuffer: UnsafeMutableRawBufferPointer
    var wheel: TimerWheel
    var openHandleCount = 0

    private let thread: uv_thread_t
    private var timerHandle: LoopTimer?
    private var waker: LoopWaker?
    private var jobs: [() -> Void] = []
    private var jobsInHand: [() -> Void] = []
    /// Those for the next turn.
    private var laterJobs: [() -> Void] = []
    private var dirty: [TCPConnection] = []
    private var dirtyInHand: [TCPConnection] = []
    private var isInTurn = false
    /// Whether the timers are not the ones any more for which the loop was told to wake.
    private var mustArm = false
    private var isRunningOnce = false

    /// The most rounds of work in one turn; what is left is done in the next, so that sockets are not starved.
    private static let roundsMax = 16

    /// Creates a loop for the calling thread.
    ///
    /// - Throws: When the system gives no more descriptors or memory.
    public init() throws(UVError) {
        base = .allocate(capacity: 1)
        readBuffer = .allocate(byteCount: 64 * 1024, alignment: 16)
        let result = uv_loop_init(base)
        thread = uv_thread_self()
        guard result == 0 else {
            wheel = TimerWheel(now: 0)
            throw UVError(code: result, operation: "uv_loop_init")
        }
        wheel = TimerWheel(now: uv_now(base))
        dirty.reserveCapacity(64)
        dirtyInHand.reserveCapacity(64)
        timerHandle = try LoopTimer(on: self)
        waker = try LoopWaker(on: self)
    }

    deinit {
        precondition(openHandleCount == 0, "a loop was released before it was finished")
        base.deallocate()
        readBuffer.deallocate()
    }

    /// The present as of the beginning of this turn, to the millisecond.
    public var now: Instant { Instant(nanoseconds: uv_now(base) * 1_000_000) }

    /// Traps unless the caller runs on the loop's thread.
    @inline(__always)
    public func assertIsCurrent() {
        precondition(uv_thread_self() == thread, "a loop was used from another thread")
    }

    /// Reads the clock again, so that ``now`` and timers do not count from before long work.
    ///
    /// The loop does it itself whenever it has waited. libuv: `uv_update_time`.
    public func updateNow() {
        assertIsCurrent()
        uv_update_time(base)
    }

    /// Runs until every handle is closed or nothing is left to wait for.
    public func run() {
        prepareToRun()
        uv_run(base, UV_RUN_DEFAULT)
    }

    /// Runs one iteration, waiting for at most one batch of events; for tests that look in between.
    public func runOnce() {
        prepareToRun()
        isRunningOnce = true
        uv_run(base, UV_RUN_ONCE)
        isRunningOnce = false
    }

    private func prepareToRun() {
        assertIsCurrent()
        precondition(!isInTurn, "a loop was run from within its own turn")
        uv_update_time(base)
        turn {}
    }

    /// Runs a body as one turn, or as part of the turn under way.
    public func turn(_ body: () -> Void) {
        guard !isInTurn else { return body() }
        isInTurn = true
        body()
        settle()
        isInTurn = false
    }

    /// Runs a job when the present callback has returned to the loop, in order, before the turn ends.
    public func afterTurn(_ job: @escaping () -> Void) {
        assertIsCurrent()
        jobs.append(job)
        if !isInTurn { waker?.wake() }
    }

    /// Runs a job in the turn after this one, when the loop has looked at its sockets: for long work, of which each
    /// turn does a part, so that everybody else has his turn between two.
    public func inNextTurn(_ job: @escaping () -> Void) {
        assertIsCurrent()
        laterJobs.append(job)
        waker?.wake()
    }

    /// Comes back for what was left.
    func resume() {
        turn {
            let jobs = laterJobs
            laterJobs = []
            for job in jobs { job() }
        }
    }

    func markDirty(_ connection: TCPConnection) {
        dirty.append(connection)
        if !isInTurn { waker?.wake() }
    }

    /// Makes sure that the loop wakes for the timers as they are now, at the end of the turn if one is under way.
    func timersChanged() {
        mustArm = true
        if !isInTurn { arm() }
    }

    private func arm() {
        guard mustArm else { return }
        mustArm = false
        timerHandle?.arm(for: wheel.nextTick)
    }

    // Jobs first, so that what they add to a connection's output still leaves in the one write of the turn.
    private func settle() {
        var round = 0
        repeat {
            while !jobs.isEmpty, round < Self.roundsMax {
                runJobs()
                round += 1
            }
            flushDirty()
            round += 1
        } while hasWork && round < Self.roundsMax
        if hasWork { waker?.wake() }
        arm()
    }

    private var hasWork: Bool { !(jobs.isEmpty && dirty.isEmpty) }

    private func runJobs() {
        swap(&jobs, &jobsInHand)
        for job in jobsInHand { job() }
        jobsInHand.removeAll(keepingCapacity: true)
    }

    private func flushDirty() {
        swap(&dirty, &dirtyInHand)
        // In any order, since each connection is one write of its own.
        while let connection = dirtyInHand.popLast() { connection.flush() }
    }

    func fireTimers() {
        mustArm = true
        turn {
            let tick = uv_now(base)
            while let timer = wheel.nextDue(by: tick) { timer.fire() }
        }
        // libuv 1.44 fires what is due at the start of an iteration, and waits all the same unless it is told to stop.
        if isRunningOnce { uv_stop(base) }
    }

    /// Ends the loop: every handle must have been closed; their close callbacks run here at the latest.
    ///
    /// Timers that are still scheduled will not fire; jobs that wait run here, those for the next turn too.
    /// Traps with the kinds of the handles that are still open, because an open handle is a leak that nothing else
    /// would show: it keeps its loop and its users alive.
    public func finish() {
        assertIsCurrent()
        precondition(!isInTurn, "a loop was finished from within its own turn")
        resume()
        timerHandle?.close()
        timerHandle = nil
        waker?.close()
        waker = nil
        // Handles that are closing need one more round; open ones would block, so they are not waited for.
        while uv_run(base, UV_RUN_NOWAIT) != 0, openHandles().isEmpty {}
        turn {}
        wheel.removeAll()
        let open = openHandles()
        precondition(open.isEmpty, "handles still open at the end of a loop: \(open)")
        let result = uv_loop_close(base)
        precondition(
            result == 0,
            "uv_loop_close: \(UVError(code: result, operation: "uv_loop_close"))"
        )
    }

    /// The kinds of all handles that users of the loop have not begun to close, for tests and for ``finish()``.
    public func openHandles() -> [String] {
        var kinds: [String] = []
        withUnsafeMutablePointer(to: &kinds) { kinds in
            uv_walk(
                base,
                { handle, context in
                    guard let handle, uv_is_closing(handle) == 0,
                        !Handle.owner(of: handle, as: Handle.self).belongsToLoop
                    else { return }
                    let name = String(cString: uv_handle_type_name(uv_handle_get_type(handle)))
                    context?.assumingMemoryBound(to: [String].self).pointee.append(name)
                },
                kinds
            )
        }
        return kinds
    }
}

@available(*, unavailable)
extension Loop: Sendable {}
