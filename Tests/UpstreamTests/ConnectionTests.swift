// The layer of bytes below an exchange.

import Reactor
import TestKit
import Testing

@testable import Upstream

@Suite struct ConnectionTests {
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
