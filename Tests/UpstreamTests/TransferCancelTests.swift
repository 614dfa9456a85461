// Cancelling and closing, in every phase and from every call.

import Bytes
import Reactor
import TestKit
import Testing
import Upstream

@Suite struct TransferCancelTests {
    private static let endless: ScriptedProvider.Script = { _ in
        [.streamHead] + (0..<2000).flatMap { _ in [.chunk("x"), .wait(.milliseconds(1))] }
    }

    @Test func `a cancel before the first turn sends nothing`() throws {
        try ProviderScene.run(script: Self.endless) { scene in
            let delegate = RecordingTransferDelegate()
            let transfer = try scene.post(delegate: delegate)
            transfer.cancel()
            transfer.cancel()
            #expect(!transfer.isRunning)
            #expect(scene.client.activeCount == 0)
            try scene.harness.run(for: .milliseconds(10))
            #expect(scene.provider.acceptedCount == 0)
            #expect(!delegate.isFinished)
        }
    }

    @Test func `a cancel while connecting leaves no connection`() throws {
        try ProviderScene.run(script: Self.endless) { scene in
            let delegate = RecordingTransferDelegate()
            let transfer = try scene.post(delegate: delegate)
            scene.harness.loop.turn {}
            transfer.cancel()
            try scene.harness.run(for: .milliseconds(10))
            try scene.harness.run { scene.provider.openCount == 0 }
            #expect(scene.provider.requests.isEmpty)
            #expect(!delegate.isFinished)
        }
    }

    @Test func `a cancel during the handshake closes the connection at once`() throws {
        try ProviderScene.run(askedAt: .connected, script: { _ in [.stall] }) { scene in
            let delegate = RecordingTransferDelegate()
            let transfer = try scene.client.start(
                .get("https://\(scene.provider.address)/"),
                delegate: delegate
            )
            try scene.harness.run { scene.provider.openCount == 1 }
            transfer.cancel()
            try scene.harness.run { scene.provider.openCount == 0 }
            #expect(!delegate.isFinished)
        }
    }

    @Test func `a cancel while waiting for the head closes the connection at once`() throws {
        try ProviderScene.run(script: { _ in [.stall] }) { scene in
            let delegate = RecordingTransferDelegate()
            let transfer = try scene.post(delegate: delegate)
            try scene.harness.run { scene.provider.requests.count == 1 }
            transfer.cancel()
            #expect(scene.client.activeCount == 0)
            try scene.harness.run { scene.provider.openCount == 0 }
            #expect(!delegate.isFinished)
        }
    }

    @Test func `a cancel while the body is sent closes the connection at once`() throws {
        try ProviderScene.run(askedAt: .head, script: { _ in [.stall] }) { scene in
            let delegate = RecordingTransferDelegate()
            let transfer = try scene.post(
                [UInt8](repeating: 1, count: 30_000_000),
                delegate: delegate
            )
            try scene.harness.run { scene.provider.openCount == 1 }
            for _ in 0..<5 { scene.harness.loop.runOnce() }
            transfer.cancel()
            try scene.harness.run { scene.provider.openCount == 0 }
        }
    }

    @Test func `a cancel in the call for the head is the last call`() throws {
        try ProviderScene.run(script: { _ in [.whole(200, "body")] }) { scene in
            let delegate = RecordingTransferDelegate()
            delegate.onHead = { $0.cancel() }
            _ = try scene.post(delegate: delegate)
            try scene.harness.run { delegate.heads.count == 1 && scene.client.activeCount == 0 }
            try scene.harness.run { scene.provider.openCount == 0 }
            #expect(delegate.body.isEmpty)
            #expect(!delegate.isFinished)
        }
    }

    @Test func `a cancel in the call for bytes is the last call`() throws {
        try ProviderScene.run(script: { _ in
            [.streamHead, .chunk("one"), .wait(.milliseconds(5)), .chunk("two"), .lastChunk]
        }) { scene in
            let delegate = RecordingTransferDelegate()
            delegate.onBytes = { $0.cancel() }
            _ = try scene.post(delegate: delegate)
            try scene.harness.run { delegate.pieceCount == 1 && scene.client.activeCount == 0 }
            try scene.harness.run { scene.provider.openCount == 0 }
            // Both may have come in one read.
            #expect(delegate.pieceCount == 1)
            #expect(!delegate.isFinished)
        }
    }

    @Test func `a cancel in the call for the end does nothing, and the connection is kept`() throws
    {
        try ProviderScene.run(script: { _ in [.whole(200, "x")] }) { scene in
            let delegate = RecordingTransferDelegate()
            delegate.onFinish = { $0.cancel() }
            _ = try scene.post(delegate: delegate)
            try scene.harness.run { delegate.isFinished }
            let answer = try scene.finish()
            #expect(answer.text == "x")
            #expect(scene.provider.acceptedCount == 1)
        }
    }

    @Test func `one transfer may cancel another from each of its calls`() throws {
        try ProviderScene.run(script: { _ in
            [.streamHead, .chunk("x"), .wait(.milliseconds(2)), .lastChunk]
        }) { scene in
            for moment in 0..<3 {
                let victims = (0..<5).map { _ in RecordingTransferDelegate() }
                let transfers = try victims.map { try scene.post(delegate: $0) }
                let killer = RecordingTransferDelegate()
                let kill: (Transfer) -> Void = { _ in
                    for transfer in transfers { transfer.cancel() }
                }
                switch moment {
                case 0: killer.onHead = kill
                case 1: killer.onBytes = kill
                default: killer.onFinish = kill
                }
                _ = try scene.post(delegate: killer)
                try scene.harness.run { killer.isFinished }
                #expect(killer.failure == nil)
                #expect(transfers.allSatisfy { !$0.isRunning })
                #expect(scene.client.activeCount == 0)
            }
        }
    }

    @Test func `a transfer may be started from each call of another`() throws {
        try ProviderScene.run(script: { _ in [.whole(503, "again")] }) { scene in
            for moment in 0..<3 {
                let first = RecordingTransferDelegate()
                let second = RecordingTransferDelegate()
                let start: (Transfer) -> Void = { transfer in
                    if moment == 0 { transfer.cancel() }
                    _ = try? scene.post(delegate: second)
                }
                switch moment {
                case 0: first.onHead = start
                case 1: first.onBytes = start
                default: first.onFinish = start
                }
                _ = try scene.post(delegate: first)
                try scene.harness.run { second.isFinished }
                #expect(second.text == "again")
            }
        }
    }

    @Test func `the client may be closed from each call of a transfer`() throws {
        for moment in 0..<3 {
            try ProviderScene.run(script: { _ in
                [.streamHead, .chunk("x"), .wait(.milliseconds(2)), .lastChunk]
            }) { scene in
                let delegates = (0..<200).map { _ in RecordingTransferDelegate() }
                var closeCount = 0
                let close: (Transfer) -> Void = { _ in
                    closeCount += 1
                    scene.client.close()
                }
                for delegate in delegates {
                    switch moment {
                    case 0: delegate.onHead = close
                    case 1: delegate.onBytes = close
                    default: delegate.onFinish = close
                    }
                    _ = try scene.post(delegate: delegate)
                }
                try scene.harness.run { closeCount > 0 }
                let finished = delegates.filter(\.isFinished).count
                try scene.harness.run { scene.provider.openCount == 0 }
                #expect(closeCount == 1)
                #expect(delegates.filter(\.isFinished).count == finished)
                #expect(scene.client.activeCount == 0)
                #expect(throws: UpstreamFailure.self) {
                    _ = try scene.post(delegate: RecordingTransferDelegate())
                }
            }
        }
    }

    @Test func `closing a client with transfers in all phases ends all of them silently`() throws {
        try ProviderScene.run(script: Self.endless) { scene in
            let delegates = (0..<100).map { _ in RecordingTransferDelegate() }
            for (index, delegate) in delegates.enumerated() {
                _ = try scene.post(delegate: delegate)
                if index % 5 == 0 { scene.harness.loop.runOnce() }
            }
            try scene.harness.run { scene.provider.requests.count > 50 }
            scene.client.close()
            scene.client.close()
            try scene.harness.run { scene.provider.openCount == 0 }
            #expect(delegates.allSatisfy { !$0.isFinished })
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `transfers cancelled at random moments leave nothing at the provider`(seed: UInt64) throws
    {
        try ProviderScene.run(script: { request in
            let pace = ScriptedProvider.Step.wait(.milliseconds(request.body.count % 4))
            return [pace, .streamHead] + (0..<5).flatMap { _ in [.chunk("data"), pace] } + [
                .lastChunk
            ]
        }) { scene in
            var random = SeededGenerator(seed: seed)
            var live: [Transfer] = []
            var cancelled: [RecordingTransferDelegate] = []
            var cancelledCount = 0
            while cancelledCount < 500 {
                let delegate = RecordingTransferDelegate()
                let choice = Int.random(in: 0..<12, using: &random)
                let dies: (Transfer) -> Void = { transfer in
                    cancelledCount += 1
                    transfer.cancel()
                }
                switch choice {
                case 0: delegate.onHead = dies
                case 1: delegate.onBytes = dies
                default: break
                }
                if choice < 2 { cancelled.append(delegate) }
                let size = Int.random(in: 0..<3000, using: &random)
                live.append(try scene.post([UInt8](repeating: 1, count: size), delegate: delegate))
                for _ in 0..<Int.random(in: 0..<4, using: &random) { scene.harness.loop.runOnce() }
                live.removeAll { !$0.isRunning }
                guard let victim = live.indices.randomElement(using: &random) else { continue }
                if Bool.random(using: &random) {
                    live[victim].setPaused(Bool.random(using: &random))
                } else {
                    cancelledCount += 1
                    live.remove(at: victim).cancel()
                }
            }
            for transfer in live { transfer.cancel() }
            #expect(scene.client.activeCount == 0)
            // Connections of transfers that ended well may be kept until the client is closed.
            scene.client.close()
            try scene.harness.run { scene.provider.openCount == 0 }
            #expect(cancelled.allSatisfy { !$0.isFinished })
        }
    }

    @Test func `a transfer that is over takes every call without effect`() throws {
        try ProviderScene.run(script: { _ in [.whole(200, "x")] }) { scene in
            let delegate = RecordingTransferDelegate()
            let transfer = try scene.post(delegate: delegate)
            try scene.harness.run { delegate.isFinished }
            transfer.setPaused(true)
            transfer.setPaused(false)
            transfer.cancel()
            #expect(!transfer.isRunning)
            #expect(delegate.finishCount == 1)
        }
    }

    @Test func `a delegate is released at the end, and by a cancel`() throws {
        try ProviderScene.run(script: { _ in [.whole(200, "x")] }) { scene in
            var transfers: [Transfer] = []
            weak var cancelled: RecordingTransferDelegate?
            weak var finished: RecordingTransferDelegate?
            try {
                let first = RecordingTransferDelegate()
                cancelled = first
                transfers.append(try scene.post(delegate: first))
                let second = RecordingTransferDelegate()
                finished = second
                transfers.append(try scene.post(delegate: second))
            }()
            #expect(cancelled != nil)
            transfers[0].cancel()
            #expect(cancelled == nil)
            try scene.harness.run { finished == nil }
            #expect(scene.provider.requests.count == 1)
        }
    }

    @Test func `a client leaves no descriptor behind`() async {
        await #expect(processExitsWith: .success) {
            let leaks = try LoopHarness.leaksDescriptors {
                try ProviderScene.run(script: { _ in [.whole(200, "x")] }) { scene in
                    for _ in 0..<10 { _ = try scene.finish() }
                    for _ in 0..<10 {
                        let delegate = RecordingTransferDelegate()
                        let transfer = try scene.post(delegate: delegate)
                        scene.harness.loop.runOnce()
                        transfer.cancel()
                    }
                }
            }
            #expect(!leaks)
        }
    }

    @Test func `releasing a client that was not closed traps`() async {
        await #expect(processExitsWith: .failure) {
            // What throws is no trap.
            try? ProviderScene.run(by: [.plain], script: { _ in [.whole(200, "x")] }) { scene in
                let client = try UpstreamClient(
                    on: scene.harness.loop,
                    configuration: .init(headerLines: [], connectTimeout: .seconds(100))
                )
                let delegate = RecordingTransferDelegate()
                _ = try client.start(.get(scene.provider.url()), delegate: delegate)
                try scene.harness.run { delegate.isFinished }
            }
        }
    }
}
