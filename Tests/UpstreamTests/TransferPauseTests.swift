// Pausing and going on.

import Bytes
import Reactor
import TestKit
import Testing
import Upstream

@Suite struct TransferPauseTests {
    @Test func `nothing is delivered while a transfer is paused, and all of it afterwards`() throws
    {
        let parts = (0..<20_000).map { "part \($0);" }
        let steps = [.streamHead] + parts.map { ScriptedProvider.Step.chunk($0) } + [.lastChunk]
        try ProviderScene.run(script: { _ in steps }) { scene in
            let delegate = RecordingTransferDelegate()
            delegate.onBytes = { $0.setPaused(true) }
            let transfer = try scene.post(delegate: delegate)
            try scene.harness.run { delegate.pieceCount == 1 }
            try scene.harness.run(for: .milliseconds(10))
            #expect(delegate.pieceCount == 1)
            #expect(!delegate.isFinished)
            // Each time one piece more, however much is there.
            for count in 2...5 {
                transfer.setPaused(false)
                try scene.harness.run { delegate.pieceCount >= count }
                try scene.harness.run(for: .milliseconds(3))
                #expect(delegate.pieceCount == count)
            }
            #expect(!delegate.isFinished)
            delegate.onBytes = nil
            transfer.setPaused(false)
            try scene.harness.run { delegate.isFinished }
            #expect(delegate.text == parts.joined())
            #expect(delegate.failure == nil)
        }
    }

    @Test func `a paused transfer holds the provider back`() throws {
        let block = String(repeating: "x", count: 60_000)
        try ProviderScene.run(script: { _ in
            [.streamHead] + (0..<500).map { _ in .chunk(block) } + [.lastChunk]
        }) { scene in
            let delegate = RecordingTransferDelegate()
            let transfer = try scene.post(delegate: delegate)
            transfer.setPaused(true)
            try scene.harness.run { delegate.heads.count == 1 }
            try scene.harness.run(for: .milliseconds(50))
            #expect(delegate.body.isEmpty)
            transfer.setPaused(false)
            try scene.harness.run { delegate.isFinished }
            #expect(delegate.body.count == 500 * 60_000)
        }
    }

    @Test func `going on and pausing again in one call changes nothing`() throws {
        try ProviderScene.run(script: { _ in
            [.streamHead, .chunk("one"), .chunk("two"), .lastChunk]
        }) { scene in
            let delegate = RecordingTransferDelegate()
            delegate.onBytes = { transfer in
                transfer.setPaused(true)
                transfer.setPaused(false)
            }
            _ = try scene.post(delegate: delegate)
            try scene.harness.run { delegate.isFinished }
            #expect(delegate.text == "onetwo")
        }
    }

    @Test
    func `a paused transfer that is cancelled frees its connection, and its handle is not paused`()
        throws
    {
        try ProviderScene.run(script: { _ in
            [.streamHead, .chunk("one"), .wait(.milliseconds(5)), .chunk("two"), .lastChunk]
        }) { scene in
            for _ in 0..<3 {
                let delegate = RecordingTransferDelegate()
                let transfer = try scene.post(delegate: delegate)
                transfer.setPaused(true)
                try scene.harness.run { delegate.heads.count == 1 }
                try scene.harness.run(for: .milliseconds(10))
                transfer.cancel()
                try scene.harness.run { scene.provider.openCount == 0 }
                let next = try scene.finish()
                #expect(next.text == "onetwo")
                #expect(next.failure == nil)
                scene.harness.loop.runOnce()
            }
        }
    }

    @Test func `a cancel in what a resume delivers is the last call`() throws {
        try ProviderScene.run(script: { _ in
            [.streamHead] + (0..<50).map { _ in .chunk("x") } + [.stall]
        }) { scene in
            let delegate = RecordingTransferDelegate()
            let transfer = try scene.post(delegate: delegate)
            transfer.setPaused(true)
            try scene.harness.run { delegate.heads.count == 1 }
            try scene.harness.run(for: .milliseconds(5))
            delegate.onBytes = { $0.cancel() }
            transfer.setPaused(false)
            try scene.harness.run { scene.provider.openCount == 0 }
            #expect(delegate.pieceCount == 1)
            #expect(!delegate.isFinished)
        }
    }

    @Test func `a provider that resets a paused transfer is noticed when it goes on`() throws {
        try ProviderScene.run(script: { _ in
            [.streamHead, .chunk("one"), .wait(.milliseconds(10)), .reset]
        }) { scene in
            let delegate = RecordingTransferDelegate()
            delegate.onBytes = { $0.setPaused(true) }
            let transfer = try scene.post(delegate: delegate)
            try scene.harness.run { delegate.pieceCount == 1 && scene.provider.openCount == 0 }
            transfer.setPaused(false)
            try scene.harness.run { delegate.isFinished }
            #expect(delegate.failure != nil)
            #expect(delegate.text == "one")
        }
    }
}
