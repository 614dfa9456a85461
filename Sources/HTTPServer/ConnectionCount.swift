// How many connections are open, over all loops of a process.

internal import Synchronization

/// A count that the servers of several loops share, so that a bound holds however unevenly the kernel spreads
/// connections over them.
public final class ConnectionCount: Sendable {
    private let count = Atomic<Int>(0)
    private let accepted = Atomic<Int>(0)
    private let turnedAway = Atomic<Int>(0)

    /// Creates a count of none.
    public init() {}

    /// The connections that are open now; a loop may see a value that is a moment old.
    public var value: Int { count.load(ordering: .relaxed) }

    /// The connections that have been accepted so far.
    public var total: Int { accepted.load(ordering: .relaxed) }

    /// The connections that were turned away so far, because too many were open.
    public var refused: Int { turnedAway.load(ordering: .relaxed) }

    func opened() {
        accepted.add(1, ordering: .relaxed)
        count.add(1, ordering: .relaxed)
    }

    func closed() {
        count.subtract(1, ordering: .relaxed)
    }

    func wasTurnedAway() {
        turnedAway.add(1, ordering: .relaxed)
    }
}
