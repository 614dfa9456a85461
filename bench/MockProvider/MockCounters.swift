// What the mock has done so far, for whoever tests with it.

internal import HTTPServer
internal import Synchronization

/// Counts of all workers of a mock; read and written by any thread.
public final class MockCounters: Sendable {
    /// Answers begun.
    let started = Atomic(0)
    /// Answers sent whole.
    let completed = Atomic(0)
    /// Answers whose client left before they were whole.
    let cancelled = Atomic(0)
    /// Answers that ended in a fault of their script.
    let failed = Atomic(0)
    /// Beats sent in streams that have ended.
    let sentBeats = Atomic(0)
    /// Beats sent more than 5 ms after they were due: a mock that is too slow for its load.
    let lateBeats = Atomic(0)
    /// The connections open, without those that faults and split responses took over.
    let connections = ConnectionCount()

    private let attempts: InlineArray<4096, Atomic<UInt64>>
    private let cancelledIDs: InlineArray<16_384, Atomic<UInt64>>
    private let cancelledInstants: InlineArray<16_384, Atomic<UInt64>>

    /// Creates counters of zero.
    public init() {
        attempts = InlineArray { _ in Atomic(0) }
        cancelledIDs = InlineArray { _ in Atomic(0) }
        cancelledInstants = InlineArray { _ in Atomic(0) }
    }

    static func increment(_ counter: borrowing Atomic<Int>, by count: Int = 1) {
        counter.add(count, ordering: .relaxed)
    }

    /// The counters at this moment; each by itself is exact.
    public var statistics: MockStatistics {
        MockStatistics(
            started: started.load(ordering: .relaxed),
            completed: completed.load(ordering: .relaxed),
            cancelled: cancelled.load(ordering: .relaxed),
            failed: failed.load(ordering: .relaxed),
            connections: connections.value,
            sentBeats: sentBeats.load(ordering: .relaxed),
            lateBeats: lateBeats.load(ordering: .relaxed)
        )
    }

    /// Counts an attempt at a stream and returns how many there were before.
    ///
    /// Attempts of the last 4,096 ids are known, more or less: two ids that differ by a multiple of
    /// that share a place.
    func countAttempt(of id: UInt64) -> Int {
        let place = Int(id & 4095)
        var seen = attempts[place].load(ordering: .relaxed)
        while true {
            let count = seen >> 16 == id ? min(seen & 0xFFFF, 0xFFFE) : 0
            let (exchanged, original) = attempts[place].weakCompareExchange(
                expected: seen,
                desired: id << 16 | (count + 1),
                ordering: .relaxed
            )
            if exchanged { return Int(count) }
            seen = original
        }
    }

    /// Counts a client that has left, and keeps when, for the last 16,384 streams.
    func countCancel(of id: UInt64, atNanoseconds instant: UInt64) {
        let number = cancelled.add(1, ordering: .relaxed).oldValue
        let place = number & 16_383
        cancelledIDs[place].store(id, ordering: .relaxed)
        cancelledInstants[place].store(instant, ordering: .releasing)
    }

    /// The ids of the last streams whose clients left, and the instants on the machine's monotonic
    /// clock.
    public func cancels() -> [(id: UInt64, nanoseconds: UInt64)] {
        let count = min(cancelled.load(ordering: .relaxed), 16_384)
        var cancels: [(id: UInt64, nanoseconds: UInt64)] = []
        cancels.reserveCapacity(count)
        for place in 0..<count {
            let instant = cancelledInstants[place].load(ordering: .acquiring)
            cancels.append((cancelledIDs[place].load(ordering: .relaxed), instant))
        }
        return cancels
    }
}
