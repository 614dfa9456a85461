// A number that one thread changes and any thread reads.

public import Synchronization

/// A count or a gauge of one worker.
///
/// Only one thread may change it, so that a change is a plain load and a plain store, without a lock and without a
/// locked instruction; any thread may read it and sees a value that is a moment old at most.
public final class Counter: Sendable {
    @usableFromInline let cell = Atomic<Int>(0)

    /// Creates a counter that stands at zero.
    public init() {}

    /// Adds to the number; a gauge is taken down by a negative change.
    @inlinable
    public func add(_ change: Int = 1) {
        cell.store(cell.load(ordering: .relaxed) &+ change, ordering: .relaxed)
    }

    /// The number as it is now, or was a moment ago.
    public var value: Int { cell.load(ordering: .relaxed) }
}
