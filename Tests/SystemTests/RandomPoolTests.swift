// Random numbers of the kernel's, many at a system call.

import System
import Testing

struct `A random pool` {
    @Test
    func `gives other numbers each time, also beyond one refill and in another pool`() {
        var pool = RandomPool()
        var other = RandomPool()
        var seen: Set<UInt64> = []
        for _ in 0..<1_000 {
            seen.insert(pool.next())
            seen.insert(other.next())
        }
        // Two equal ones among 2,000 of 64 bits come once in 10^13 runs.
        #expect(seen.count == 2_000)
    }

    @Test
    func `sets each bit about half of the time`() {
        var pool = RandomPool()
        var counts = Array(repeating: 0, count: 64)
        for _ in 0..<4_096 {
            let number = pool.next()
            for bit in 0..<64 where number >> UInt64(bit) & 1 == 1 { counts[bit] += 1 }
        }
        // Ten standard deviations of 32 each.
        #expect(counts.allSatisfy { (1_728...2_368).contains($0) })
    }
}
