// Random numbers of the kernel's, many at a system call.

internal import CUV

/// A source of random numbers fit for secrets, which asks the kernel for 512 bytes at a time.
///
/// Of one thread. libuv: `uv_random`, which is getrandom(2).
public struct RandomPool: RandomNumberGenerator {
    private static let wordCount = 64
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
            let byteCount = Self.wordCount * MemoryLayout<UInt64>.size
            let result = uv_random(nil, nil, buffer.baseAddress, byteCount, 0, nil)
            precondition(result == 0, "uv_random: \(UVError(code: result, operation: "uv_random"))")
            count = Self.wordCount
        }
    }
}
