// How many connections are open, over all loops of a process.

internal import Synchronization

/// A count that the servers of several loops share, so that a bound holds however unevenly the kernel spreads
/// connections over them.
public final class ConnectionCount: Sendable {
    private let count = Atomic<Int>(0)

    /// Creates a count of none.
    public init() {}

    /// The connections that are open now; a loop may see a value that is a moment old.
    public var value: Int { count.load(ordering: .relaxed) }

    func add(_ change: Int) {
        count.add(change, ordering: .relaxed)
    }
}
