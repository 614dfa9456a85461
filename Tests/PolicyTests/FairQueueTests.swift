// The bound of calls at once, and the turns of those that wait.

import TestKit
import Testing

@testable import Policy

@Suite struct FairQueueTests {
    private typealias Queue = FairQueue<String>

    private func queue(_ concurrency: Int, waiting: Int = 10) -> Queue {
        Queue(.init(concurrency: concurrency, waitingMax: waiting))
    }

    @Test func `without a bound all calls are granted`() {
        var queue = queue(0, waiting: 0)
        for _ in 0..<100 { #expect(queue.enter("a").entry == .granted) }
        #expect(queue.heldCount == 100)
    }

    @Test func `beyond the bound calls wait, and beyond the queue they are refused`() {
        var queue = queue(2, waiting: 1)
        let first = queue.enter("a")
        #expect(queue.enter("a").entry == .granted)
        let third = queue.enter("b")
        #expect(third.entry == .waiting)
        #expect(queue.enter("c").entry == .refused)
        #expect((queue.heldCount, queue.waitingCount) == (2, 1))
        #expect(queue.leave(first.id) == [third.id])
        #expect((queue.heldCount, queue.waitingCount) == (2, 0))
        #expect(queue.leave(third.id) == [])
        // Once more means nothing.
        #expect(queue.leave(third.id) == [] && queue.leave(0) == [])
        #expect(queue.heldCount == 1)
    }

    @Test func `clients take turns, each in its own order`() {
        var queue = queue(1)
        var running = queue.enter("x").id
        var names: [UInt64: String] = [:]
        for name in ["a1", "a2", "a3", "b1", "c1", "b2"] {
            names[queue.enter(String(name.prefix(1))).id] = name
        }
        var order: [String] = []
        while let next = queue.leave(running).first {
            order.append(names[next] ?? "?")
            running = next
        }
        #expect(order == ["a1", "b1", "c1", "a2", "b2", "a3"])
    }

    @Test func `what gives up waiting is passed over`() {
        var queue = queue(1)
        let running = queue.enter("x").id
        let ids = ["a", "a", "b"].map { queue.enter($0).id }
        #expect(queue.leave(ids[0]) == [] && queue.leave(ids[2]) == [])
        #expect(queue.waitingCount == 1)
        #expect(queue.leave(running) == [ids[1]])
    }

    @Test func `another bound holds from then on`() {
        var queue = queue(1)
        let running = queue.enter("x").id
        let ids = (0..<4).map { _ in queue.enter("a").id }
        #expect(queue.adopt(.init(concurrency: 3, waitingMax: 0)) == [ids[0], ids[1]])
        #expect(queue.enter("b").entry == .refused)
        #expect(queue.adopt(.init(concurrency: 1, waitingMax: 0)) == [])
        #expect(queue.leave(running) == [] && queue.leave(ids[0]) == [])
        #expect(queue.leave(ids[1]) == [ids[2]])
        #expect(queue.adopt(.init()) == [ids[3]])
    }

    @Test(arguments: 0..<50)
    func `whatever happens, no place is lost or given twice`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bound = Int.random(in: 1...4, using: &random)
        var queue = queue(bound, waiting: 6)
        var held: Set<UInt64> = []
        var waiting: Set<UInt64> = []
        for _ in 0..<400 {
            if Bool.random(using: &random) {
                let call = queue.enter("\(Int.random(in: 0...3, using: &random))")
                switch call.entry {
                case .granted: held.insert(call.id)
                case .waiting: waiting.insert(call.id)
                case .refused: #expect(waiting.count == 6)
                }
            } else if let id = held.union(waiting).sorted().randomElement(using: &random) {
                held.remove(id)
                waiting.remove(id)
                for granted in queue.leave(id) {
                    #expect(waiting.remove(granted) != nil)
                    held.insert(granted)
                }
            }
            #expect(queue.heldCount == held.count && held.count <= bound)
            #expect(queue.waitingCount == waiting.count)
            #expect(waiting.isEmpty || held.count == bound)
        }
    }
}
