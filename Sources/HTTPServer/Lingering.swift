// How long a connection is read after its last answer.

internal import HTTP
internal import Timing

/// Says how much more of a client is read and dropped, so that closing does not reset the connection and destroy the
/// answer before the client, or the proxy between, has read it.
///
/// RFC 9112 section 9.6. A client in the middle of a body is read until that is whole, pauses for too long, or has had
/// its bytes or its time; one whose request was whole has a moment to close.
struct Lingering {
    private let limits: ServerLimits
    private let end: Instant
    private var byteCountMax: Int
    private(set) var deadline: Instant
    /// Tells whether a body is still expected.
    private(set) var awaitsBody: Bool

    /// - Parameters:
    ///   - machine: The connection's, given up.
    ///   - isHurried: Whether the server is to end, which waits for nobody's body.
    init(
        _ machine: borrowing ConnectionMachine,
        _ limits: ServerLimits,
        at now: Instant,
        isHurried: Bool
    ) {
        self.limits = limits
        awaitsBody = machine.remainder != .none
        let isPatient = awaitsBody && !isHurried
        end = now + (isPatient ? limits.lingerBodyTimeout : limits.lingerTimeout)
        deadline = min(end, now + (isPatient ? limits.lingerPauseTimeout : limits.lingerTimeout))
        byteCountMax = awaitsBody ? limits.refusedBodyByteCountMax : ServerLimits.lingerByteCountMax
    }

    /// Takes note of what has been dropped; false if that was enough.
    mutating func received(_ machine: borrowing ConnectionMachine, at now: Instant) -> Bool {
        guard machine.droppedByteCount <= byteCountMax else { return false }
        guard awaitsBody else { return true }
        if machine.remainder == .none {
            awaitsBody = false
            byteCountMax = machine.droppedByteCount + ServerLimits.lingerByteCountMax
            deadline = min(end, now + limits.lingerTimeout)
        } else {
            deadline = min(end, now + limits.lingerPauseTimeout)
        }
        return true
    }

    /// Begins the time to close, or to go on with the body, when the answer has left.
    mutating func answerLeft(at now: Instant) {
        let closed = now + limits.lingerTimeout
        deadline = awaitsBody ? min(max(end, closed), now + limits.lingerPauseTimeout) : closed
    }

    /// Leaves no more time than a client has to close.
    mutating func shorten(at now: Instant) {
        deadline = min(deadline, now + limits.lingerTimeout)
    }
}
