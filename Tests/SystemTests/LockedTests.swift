import Reactor
import System
import Testing

@Suite struct LockedTests {
    @Test func `a closure changes the value and returns what it wants`() {
        let locked = Locked(1)
        let doubled = locked.withLock { value in
            value += 1
            return value * 2
        }
        #expect(doubled == 4)
        #expect(locked.withLock { $0 } == 2)
    }

    @Test func `changes of several threads are all there`() throws {
        let locked = Locked(0)
        let work: @Sendable () -> Void = {
            for _ in 0..<10_000 { locked.withLock { $0 += 1 } }
        }
        let first = try WorkerThread(name: "first", body: work)
        let second = try WorkerThread(name: "second", body: work)
        first.join()
        second.join()
        #expect(locked.withLock { $0 } == 20_000)
    }
}
