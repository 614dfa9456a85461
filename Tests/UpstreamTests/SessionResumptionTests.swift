// TLS sessions: resumed by new connections, those of TLS 1.3 once each.

import Bytes
import Reactor
import TestKit
import Testing

@testable import Upstream

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

    /// How many handshakes there were and how many of them resumed a session.
    private struct Handshakes: Equatable {
        var count: Int
        var resumedCount: Int

        func since(_ earlier: Handshakes) -> Handshakes {
            Handshakes(
                count: count - earlier.count,
                resumedCount: resumedCount - earlier.resumedCount
            )
        }
    }

    /// The handshakes so far; another test may have had the provider's port before.
    private func handshakes(_ scene: ProviderScene) throws -> Handshakes {
        let delegate = RecordingTransferDelegate()
        let url = TLSRelay.shared.handshakesURL(port: Int(scene.provider.address.port))
        _ = try scene.client.start(.get(url), delegate: delegate)
        try scene.harness.run { delegate.isFinished }
        let numbers = delegate.text.split(separator: " ").compactMap { Int($0) }
        try #require(numbers.count == 2)
        return Handshakes(count: numbers[0], resumedCount: numbers[1])
    }

    @Test func `a new connection resumes the session of the one before`() throws {
        try ProviderScene.run(by: [.tls12, .tls13], script: { _ in [.whole(200, "good")] }) {
            scene in
            let before = try handshakes(scene)
            for _ in 0..<3 { try open(1, scene) }
            let new = try handshakes(scene).since(before)
            #expect(new == Handshakes(count: 3, resumedCount: 2))
        }
    }

    // RFC 8446 appendix C.4: clients should not use a ticket again.
    @Test(arguments: [(ProviderScene.Route.tls12, 2), (.tls13, 1)])
    func `of two connections that open at once, one resumes a session of TLS 1.3, both of TLS 1.2`(
        route: ProviderScene.Route,
        resumedCount: Int
    ) throws {
        try ProviderScene.run(by: [route], askedAt: .connected, script: { _ in [.stall] }) {
            scene in
            let opener = RecordingConnectionOpener()
            let connector = try Connector(on: scene.harness.loop, delegate: opener)
            let share = try ShareHandle()
            defer { connector.close() }
            let url = try #require(ProviderURL(scene.url()))
            func open(_ count: Int) throws {
                let countBefore = opener.connections.count
                for _ in 0..<count {
                    let easy = try EasyHandle(share: share, scene.configuration)
                    _ = try connector.open(url, for: opener, by: easy)
                }
                try scene.harness.run { opener.connections.count == countBefore + count }
            }
            let before = try handshakes(scene)
            try open(1)
            if route == .tls13 {
                // The tickets come behind the handshake; those of the other connections are not read.
                opener.connections[0].watch(for: opener, readable: true, writable: false)
                try scene.harness.run { opener.readCount > 0 }
                opener.connections[0].watch(for: opener, readable: false, writable: false)
            }
            // OpenSSL itself sees to it, but only at the end of a handshake.
            try open(2)
            try scene.harness.run { scene.provider.acceptedCount == 3 }
            let new = try handshakes(scene).since(before)
            #expect(new == Handshakes(count: 3, resumedCount: resumedCount))
        }
    }
}
