// Lends buffers to connections for as long as they have something to say.

/// Buffers of one loop, kept so that a connection that writes need not allocate and one that waits holds nothing.
///
/// Not thread-safe: one pool per loop.
public final class BufferPool {
    private let kept: UnsafeMutablePointer<ByteBuffer>
    private var keptCount = 0
    private let keptMax: Int
    private let capacity: Int

    /// Creates a pool.
    ///
    /// - Parameters:
    ///   - capacity: The size of a fresh buffer, in bytes.
    ///   - keptMax: How many returned buffers are kept; the rest is freed.
    public init(capacity: Int, keptMax: Int) {
        self.capacity = capacity
        self.keptMax = keptMax
        kept = .allocate(capacity: keptMax)
    }

    deinit {
        kept.deinitialize(count: keptCount)
        kept.deallocate()
    }

    /// An empty buffer, a returned one where possible.
    public func take() -> ByteBuffer {
        guard keptCount > 0 else { return ByteBuffer(minimumCapacity: capacity) }
        keptCount -= 1
        return (kept + keptCount).move()
    }

    /// Takes a buffer back; one that grew beyond the pool's size is freed.
    public func give(_ buffer: consuming ByteBuffer) {
        guard keptCount < keptMax, buffer.capacity == capacity else { return }
        buffer.removeAll()
        (kept + keptCount).initialize(to: buffer)
        keptCount += 1
    }
}
