// TLS sessions: resumed by new connections, those of TLS 1.3 once each.

import Bytes
import Reactor
import TestKit
import Testing
import Upstream

@Suite struct SessionResumptionTests {
    private func open(_ count: Int, _ scene: ProviderScene) throws {
        let delegates = try (0..<count).map { _ in
            let delegate = RecordingTransferDelegate()
            let body = ByteBuffer(copying: "{}".utf8.span)
            let request = UpstreamRequest.post(scene.url(), body: body, opensConnection: true)
            _ = try scene.client.start(request, delegate: delegate)
            return delegate
        }
        try scene.harness.run { delegates.allSatisfy(\.isFinished) }
        #expect(delegates.allSatisfy { $0.text == "good" })
    }

    private func handshakes(_ scene: ProviderScene) throws -> String {
        let delegate = RecordingTransferDelegate()
        let url = TLSRelay.shared.handshakesURL(port: Int(scene.provider.address.port))
        _ = try scene.client.start(.get(url), delegate: delegate)
        try scene.harness.run { delegate.isFinished }
        return delegate.text
    }

    @Test func `a new connection resumes the session of the one before`() throws {
        try ProviderScene.run(by: [.tls12, .tls13], script: { _ in [.whole(200, "good")] }) {
            scene in
            for _ in 0..<3 { try open(1, scene) }
            #expect(try handshakes(scene) == "3 2")
        }
    }

    // RFC 8446 appendix C.4: clients should not use a ticket again.
    @Test func `of connections that open at once, one resumes a session of TLS 1.3`() throws {
        try ProviderScene.run(by: [.tls13], script: { _ in [.whole(200, "good")] }) { scene in
            try open(1, scene)
            try open(5, scene)
            #expect(try handshakes(scene) == "6 1")
        }
    }
}
