// Memory of many buffers, counted against a bound.

internal import Synchronization

/// Counts the memory of buffers that several threads own, so that together they keep a bound.
///
/// What has been taken is charged to a buffer (``ByteBuffer/charge(_:to:)``), which gives it back when it frees its
/// block, on whatever thread that is.
public final class MemoryAccount: Sendable {
    private let taken = Atomic<Int>(0)

    /// Creates an account of which nothing has been taken.
    public init() {}

    /// The bytes that are taken now; a thread may see a value that is a moment old.
    public var takenByteCount: Int { taken.load(ordering: .relaxed) }

    /// Takes bytes, unless more than a bound would then be taken.
    ///
    /// - Returns: Whether they were taken; what was not is left to others.
    public func take(_ byteCount: Int, max byteCountMax: Int) -> Bool {
        precondition(byteCount >= 0, "a negative amount of memory")
        var present = taken.load(ordering: .relaxed)
        while byteCount <= byteCountMax, present <= byteCountMax - byteCount {
            let (exchanged, original) = taken.weakCompareExchange(
                expected: present,
                desired: present + byteCount,
                ordering: .relaxed
            )
            if exchanged { return true }
            present = original
        }
        return false
    }

    /// Gives bytes back.
    @usableFromInline
    func give(_ byteCount: Int) {
        let left = taken.subtract(byteCount, ordering: .relaxed).newValue
        precondition(left >= 0, "more memory was given back than was taken")
    }
}
