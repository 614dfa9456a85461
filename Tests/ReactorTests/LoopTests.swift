// Turns, jobs and the end of a loop.

import Bytes
import Reactor
import TestKit
import Testing

@Suite struct LoopTests {
    @Test func `jobs run in order when the body of the turn has returned`() throws {
        try LoopHarness.run { harness in
            var log: [Int] = []
            harness.loop.turn {
                harness.loop.afterTurn {
                    log.append(2)
                    harness.loop.afterTurn { log.append(4) }
                }
                harness.loop.afterTurn { log.append(3) }
                log.append(1)
            }
            #expect(log == [1, 2, 3, 4])
        }
    }

    @Test func `a turn within a turn is part of it`() throws {
        try LoopHarness.run { harness in
            var log: [Int] = []
            harness.loop.turn {
                harness.loop.turn { harness.loop.afterTurn { log.append(2) } }
                log.append(1)
            }
            #expect(log == [1, 2])
        }
    }

    @Test func `a turn within a job is part of the turn that runs the job`() throws {
        try LoopHarness.run { harness in
            var log: [Int] = []
            harness.loop.afterTurn {
                harness.loop.turn { harness.loop.afterTurn { log.append(3) } }
                log.append(1)
            }
            harness.loop.afterTurn { log.append(2) }
            try harness.run { log.count == 3 }
            #expect(log == [1, 2, 3])
        }
    }

    @Test func `a job given outside of a turn wakes the loop`() throws {
        try LoopHarness.run { harness in
            var hasRun = false
            harness.loop.afterTurn { hasRun = true }
            harness.loop.run()
            #expect(hasRun)
        }
    }

    @Test func `jobs without end neither starve timers nor output`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            var count = 0
            var isOver = false
            func again() {
                count += 1
                if !isOver { harness.loop.afterTurn(again) }
            }
            harness.loop.turn {
                peers.client.send("x")
                again()
            }
            #expect(peers.client.connection?.sentByteCount == 1)
            try harness.run(for: .milliseconds(5))
            try harness.run { peers.server.received == [0x78] }
            #expect(count > 16)
            isOver = true
            peers.close()
        }
    }

    @Test func `between two jobs for the next turn are sockets and timers`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            var count = 0
            var isOver = false
            func again() {
                count += 1
                if count == 3 { peers.client.send("x") }
                if !isOver { harness.loop.inNextTurn(again) }
            }
            harness.loop.turn {
                again()
                #expect(count == 1)
            }
            #expect(count == 1)
            try harness.run { peers.server.received == [0x78] }
            try harness.run(for: .milliseconds(5))
            #expect(count > 3)
            isOver = true
            peers.close()
        }
    }

    @Test func `a job for the next turn runs at the end of the loop at the latest`() throws {
        var log: [Int] = []
        try LoopHarness.run { harness in
            harness.loop.inNextTurn { log.append(1) }
            #expect(log.isEmpty)
        }
        #expect(log == [1])
    }

    @Test func `the output of all jobs of a turn leaves in one write`() throws {
        try LoopHarness.run { harness in
            let peers = try PeerPair(harness)
            harness.loop.turn {
                peers.client.send("a")
                harness.loop.afterTurn {
                    peers.client.send("b")
                    harness.loop.afterTurn { peers.client.send("c") }
                }
            }
            #expect(peers.client.flushCount == 1)
            try harness.run { peers.server.receivedCount == 3 }
            #expect(peers.server.received == Array("abc".utf8))
            peers.close()
        }
    }

    @Test func `jobs that wait run before a loop ends`() throws {
        var hasRun = false
        try LoopHarness.run { $0.loop.afterTurn { hasRun = true } }
        #expect(hasRun)
    }

    @Test func `a loop ends without a descriptor left`() async {
        await #expect(processExitsWith: .success) {
            let leaks = try LoopHarness.leaksDescriptors {
                try LoopHarness.run { try PeerPair($0).close() }
            }
            #expect(!leaks)
        }
    }

    @Test func `ending a loop with an open handle traps`() async {
        await #expect(processExitsWith: .failure) {
            let loop = try Loop()
            _ = try Mailbox(on: loop)
            loop.finish()
        }
    }

    @Test func `using a loop from another thread traps`() async {
        await #expect(processExitsWith: .failure) {
            try LoopHarness.run { harness in
                let bound = LoopBound(harness.loop, on: harness.loop)
                let thread = try WorkerThread(name: "other") {
                    let other = try? Loop()
                    if let other { _ = bound.open(on: other) }
                }
                thread.join()
            }
        }
    }

    @Test func `running a loop from within its turn traps`() async {
        await #expect(processExitsWith: .failure) {
            let loop = try Loop()
            loop.turn { loop.runOnce() }
        }
    }

    @Test func `the open handles are told by their kinds`() throws {
        try LoopHarness.run { harness in
            let mailbox = try Mailbox(on: harness.loop)
            #expect(harness.loop.openHandles() == ["async"])
            mailbox.close()
            #expect(harness.loop.openHandles() == [])
        }
    }
}
