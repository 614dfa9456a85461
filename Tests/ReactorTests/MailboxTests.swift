// Jobs from other threads.

import Reactor
import TestKit
import Testing

@Suite struct MailboxTests {
    final class Log {
        var entries: [Int] = []
    }

    @Test func `jobs of several threads all run, those of each in their order`() throws {
        try LoopHarness.run { harness in
            let mailbox = try Mailbox(on: harness.loop)
            let log = Log()
            let bound = LoopBound(log, on: harness.loop)
            let address = mailbox.address
            let post: @Sendable (Int) -> Void = { start in
                for offset in 0..<1000 {
                    address.post { bound.open(on: $0).entries.append(start + offset) }
                }
            }
            let first = try WorkerThread(name: "first") { post(0) }
            let second = try WorkerThread(name: "second") { post(10_000) }
            try harness.run { log.entries.count == 2000 }
            first.join()
            second.join()
            #expect(log.entries.filter { $0 < 10_000 } == Array(0..<1000))
            #expect(log.entries.filter { $0 >= 10_000 } == Array(10_000..<11_000))
            mailbox.close()
        }
    }

    @Test func `a job accepted before the close runs, one after it is refused`() throws {
        try LoopHarness.run { harness in
            let mailbox = try Mailbox(on: harness.loop)
            let log = Log()
            let bound = LoopBound(log, on: harness.loop)
            #expect(mailbox.address.post { bound.open(on: $0).entries.append(1) })
            mailbox.close()
            #expect(log.entries == [1])
            #expect(!mailbox.address.post { bound.open(on: $0).entries.append(2) })
            harness.loop.runOnce()
            #expect(log.entries == [1])
        }
    }

    @Test func `a job may close the mailbox that runs it, and the jobs behind it still run`() throws
    {
        try LoopHarness.run { harness in
            let mailbox = try Mailbox(on: harness.loop)
            let log = Log()
            let bound = LoopBound(log, on: harness.loop)
            let itself = LoopBound(mailbox, on: harness.loop)
            mailbox.address.post { itself.open(on: $0).close() }
            mailbox.address.post { bound.open(on: $0).entries.append(1) }
            try harness.run { !mailbox.isOpen }
            #expect(log.entries == [1])
        }
    }

    @Test func `an address outlives its mailbox and its loop`() throws {
        var address: Mailbox.Address?
        try LoopHarness.run { harness in
            let mailbox = try Mailbox(on: harness.loop)
            address = mailbox.address
            mailbox.close()
        }
        #expect(address?.post { _ in } == false)
    }
}
