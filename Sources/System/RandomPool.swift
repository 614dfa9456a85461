// Random numbers of the kernel's, many at a system call.

private import Glibc

/// A source of random numbers fit for secrets, which asks the kernel for 256 bytes at a time.
///
/// Of one thread. getentropy(3)
public struct RandomPool: RandomNumberGenerator {
    private static let wordCount = 32
    private var words: [UInt64] = []

    /// Creates an empty pool; the kernel is asked at the first number.
    public init() {}

    /// The next number; traps where the kernel has none to give, because nothing could go on safely.
    public mutating func next() -> UInt64 {
        if words.isEmpty { refill() }
        return words.removeLast()
    }

    private mutating func refill() {
        words = Array(
            unsafeUninitializedCapacity: Self.wordCount
        ) { buffer, count in
            let result = getentropy(buffer.baseAddress, Self.wordCount * MemoryLayout<UInt64>.size)
            precondition(result == 0, "getentropy has no random numbers to give: \(errno)")
            count = Self.wordCount
        }
    }
}
