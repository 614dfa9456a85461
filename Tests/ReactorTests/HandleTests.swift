// The life of handles.

import Reactor
import TestKit
import Testing

@Suite struct HandleTests {
    @Test func `closing twice is closing once`() throws {
        try LoopHarness.run { harness in
            let mailbox = try Mailbox(on: harness.loop)
            #expect(mailbox.isOpen)
            mailbox.close()
            mailbox.close()
            #expect(!mailbox.isOpen)
        }
    }

    @Test func `an open handle keeps itself, a closed one goes`() throws {
        try LoopHarness.run { harness in
            weak var weakly: Mailbox?
            let address = try {
                let mailbox = try Mailbox(on: harness.loop)
                weakly = mailbox
                return mailbox.address
            }()
            #expect(weakly != nil)
            address.post { _ in }
            harness.loop.runOnce()
            weakly?.close()
            try harness.run { weakly == nil }
            #expect(!address.post { _ in })
        }
    }

    @Test func `a handle whose initialization fails leaves nothing behind`() throws {
        final class Nobody: SocketPollerDelegate {
            func poller(
                _ poller: SocketPoller,
                isReadable: Bool,
                isWritable: Bool,
                hasFailed: Bool
            ) {}
        }
        try LoopHarness.run { harness in
            let nobody = Nobody()
            #expect(throws: UVError.self) {
                _ = try SocketPoller(on: harness.loop, descriptor: 1 << 20, delegate: nobody)
            }
            #expect(harness.loop.openHandles() == [])
        }
    }

    @Test func `closing from another thread traps`() async {
        await #expect(processExitsWith: .failure) {
            try LoopHarness.run { harness in
                let mailbox = LoopBound(try Mailbox(on: harness.loop), on: harness.loop)
                let thread = try WorkerThread(name: "other") {
                    guard let loop = try? Loop() else { return }
                    mailbox.open(on: loop).close()
                }
                thread.join()
            }
        }
    }
}
