// Threads with names.

import Foundation
import Reactor
import TestKit
import Testing

@Suite struct WorkerThreadTests {
    final class Names {
        var seen: [String] = []
    }

    @Test(arguments: [
        ("worker 1", "worker 1"), ("", ""), ("123456789012345", "123456789012345"),
        ("1234567890123456", "123456789012345"),
    ])
    func `a thread bears its name, cut at fifteen bytes`(name: String, shown: String) throws {
        try LoopHarness.run { harness in
            let mailbox = try Mailbox(on: harness.loop)
            let names = Names()
            let bound = LoopBound(names, on: harness.loop)
            let address = mailbox.address
            let thread = try WorkerThread(name: name) {
                let read = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
                address.post { bound.open(on: $0).seen.append(read ?? "?") }
            }
            try harness.run { !names.seen.isEmpty }
            thread.join()
            #expect(names.seen == [shown + "\n"])
            mailbox.close()
        }
    }

    @Test func `there is at least one core`() {
        #expect(WorkerThread.coreCount >= 1)
    }
}
