// Signals as events.

import Glibc
import Reactor
import TestKit
import Testing

// One after the other: a signal comes to all watchers of the process.
@Suite(.serialized) struct SignalWatcherTests {
    @Test(arguments: [
        (SignalWatcher.Signal.terminate, SIGTERM), (.interrupt, SIGINT), (.hangUp, SIGHUP),
    ])
    func `a delivered signal runs the action`(signal: SignalWatcher.Signal, number: Int32) throws {
        try LoopHarness.run { harness in
            var count = 0
            let watcher = try SignalWatcher(on: harness.loop, for: signal) { count += 1 }
            kill(getpid(), number)
            try harness.run { count == 1 }
            kill(getpid(), number)
            try harness.run { count == 2 }
            watcher.close()
        }
    }

    @Test func `a watcher alone does not keep its loop running`() throws {
        try LoopHarness.run { harness in
            let watcher = try SignalWatcher(on: harness.loop, for: .hangUp) {}
            harness.loop.run()
            watcher.close()
        }
    }

    @Test func `a watcher may be closed by its own action`() throws {
        try LoopHarness.run { harness in
            var watcher: SignalWatcher?
            watcher = try SignalWatcher(on: harness.loop, for: .hangUp) { watcher?.close() }
            kill(getpid(), SIGHUP)
            try harness.run { watcher?.isOpen == false }
        }
    }
}
