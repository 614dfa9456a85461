// The layer of bytes below an exchange.

import TestKit
import Testing

@testable import Upstream

@Suite struct ConnectionTests {
    // With a handle and all that belongs to it a stream would take 18 KiB instead of 8.
    @Test func `libcurl has no part in an open connection without TLS, and its end is seen`() throws
    {
        try ProviderScene.run(script: { _ in [.streamHead, .chunk("one"), .stall] }) { scene in
            let delegate = RecordingTransferDelegate()
            let transfer = try scene.post(delegate: delegate)
            try scene.harness.run { delegate.text == "one" }
            let connection = try #require(transfer.connection)
            #expect((connection.easy == nil) == (scene.route == .plain))
            #expect(connection.connector.connectionCount == (scene.route == .plain ? 0 : 1))
            transfer.cancel()
            try scene.harness.run { scene.provider.openCount == 0 }
        }
    }

    // Else each event costs a read that finds nothing.
    @Test func `a read that has taken what there is tells that no more is held`() throws {
        try ProviderScene.run(script: { _ in
            [.streamHead, .chunk("one"), .wait(.milliseconds(20)), .chunk("two"), .stall]
        }) { scene in
            let delegate = RecordingTransferDelegate()
            var held: [Bool?] = []
            delegate.onBytes = { held.append($0.connection?.mayHoldMore) }
            let transfer = try scene.post(delegate: delegate)
            try scene.harness.run { delegate.text == "onetwo" }
            #expect(held.last == false)
            transfer.cancel()
        }
    }
}
