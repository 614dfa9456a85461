// What becomes of large blocks of memory once they are freed.

private import CUV

/// The C library's allocator, whose large blocks come from the system one by one: mallopt(3).
public enum Allocator {
    /// From which size on blocks are large.
    ///
    /// A buffer of a client that reads too slowly is that large, a request with a few pages of history is not: the
    /// pages of a large block are new to the process each time.
    public static let largeBlockByteCount = 256 * 1024

    /// So much free memory may stay at the end of a heap.
    private static let spareByteCount = 1024 * 1024

    /// Has each large block go back to the system as soon as it is freed, for good.
    ///
    /// Otherwise the first one that is freed raises the size from which blocks are large, to 32 MiB in the end. Blocks
    /// below that size lie on heaps between small ones that stay, and what is free between those stays resident.
    ///
    /// - Returns: Whether the allocator can do that; those of sanitizers cannot.
    @discardableResult
    public static func returnLargeBlocks() -> Bool {
        mallopt(M_MMAP_THRESHOLD, Int32(largeBlockByteCount)) == 1
            && mallopt(M_TRIM_THRESHOLD, Int32(spareByteCount)) == 1
    }
}
