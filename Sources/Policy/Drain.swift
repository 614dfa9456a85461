// How the process ends: the order of steps and when each is due.

public import Timing

/// What the supervisor tells its workers on the way to the end.
public enum DrainOrder: Sendable {
    /// Say on every response that it is the last of its connection; go on accepting.
    case announce
    /// Accept no more, and close connections that wait for a request.
    case stopAccepting
    /// End the streams that are left with an honest error.
    case endStreams
    /// Close whatever is left.
    case closeConnections
}

/// Decides when each step of the end is due.
///
/// No clock of its own.
///
/// After the first signal connections are still accepted for a while, because load balancers learn late that a process
/// is ending; then the open streams run on up to a deadline. A second signal brings the deadline near.
public struct Drain {
    private let delay: Duration
    private let timeout: Duration
    /// What a second signal leaves, and what farewells may take to be sent.
    private static let grace = Duration.seconds(5)

    private var due: [(instant: Instant, order: DrainOrder)] = []

    /// - Parameters:
    ///   - delay: How long connections are accepted after the first signal.
    ///   - timeout: How long open streams may run on after that.
    public init(delay: Duration, timeout: Duration) {
        self.delay = delay
        self.timeout = timeout
    }

    /// Tells whether the end has begun.
    public private(set) var hasBegun = false

    /// Takes a signal.
    public mutating func signalled(at now: Instant) {
        guard !hasBegun else { return shorten(at: now) }
        hasBegun = true
        let deadline = now + delay + timeout
        due = [
            (now, .announce), (now + delay, .stopAccepting), (deadline, .endStreams),
            (deadline + Self.grace, .closeConnections),
        ]
    }

    /// Brings near what is not; no signal ever puts off what was due before.
    private mutating func shorten(at now: Instant) {
        due = due.map { instant, order in
            let latest =
                switch order {
                case .announce, .stopAccepting: now
                case .endStreams: now + Self.grace
                case .closeConnections: now + Self.grace + Self.grace
                }
            return (min(instant, latest), order)
        }
    }

    /// The next order that is due, which is then taken as given.
    public mutating func nextOrder(at now: Instant) -> DrainOrder? {
        guard let first = due.first, first.instant <= now else { return nil }
        due.removeFirst()
        return first.order
    }

    /// When the next order will be due, or nil when none is left.
    public var nextInstant: Instant? { due.first?.instant }
}
