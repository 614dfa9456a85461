// Certificates that are shown to a provider, and reasons for handshakes that fail.

import Bytes
import Reactor
import TestKit
import Testing

@testable import Upstream

@Suite struct ClientCertificateTests {
    /// Asks a provider behind a relay of a kind, and returns what was heard.
    private func ask(
        _ kind: TLSRelay.Kind,
        _ certificate: ClientCertificate? = nil
    ) throws -> RecordingTransferDelegate {
        let delegate = RecordingTransferDelegate()
        try ProviderScene.run(by: [.tls13], script: { _ in [.whole(200, "good")] }) { scene in
            var configuration = scene.configuration
            configuration.clientCertificate = certificate
            let client = try UpstreamClient(on: scene.harness.loop, configuration: configuration)
            defer { client.close() }
            let url = TLSRelay.shared.url(port: Int(scene.provider.address.port), "/", kind)
            _ = try client.start(.get(url), delegate: delegate)
            try scene.harness.run { delegate.isFinished }
        }
        return delegate
    }

    private let relay = TLSRelay.shared
    private var good: ClientCertificate {
        let (file, key) = relay.clientCertificate
        return ClientCertificate(file: file, keyFile: key)
    }

    @Test func `a provider that asks for a certificate gets it`() throws {
        #expect(try ask(.asking, good).text == "good")
        #expect(try ask(.tls13, good).text == "good")
    }

    @Test func `without one the request fails`() throws {
        #expect(try ask(.asking).failure != nil)
    }

    @Test func `a version of TLS that is too old is refused`() throws {
        #expect(try ask(.tls12).text == "good")
        let failure = try #require(try ask(.tls11).failure)
        #expect("\(failure)".hasPrefix("TLS failed: "), "\(failure)")
    }

    @Test func `OpenSSL's codes are put in words`() {
        #expect(
            EasyHandle.withReason("SSL_read: error:0A000102:lib(20)::reason(258), errno 0")
                == "SSL_read: unsupported protocol, errno 0"
        )
        #expect(
            EasyHandle.withReason("error:0A000102:lib(20)::reason(258)") == "unsupported protocol"
        )
        #expect(
            EasyHandle.withReason("OpenSSL/3: error:0A000102:SSL routines::unsupported protocol")
                == "OpenSSL/3: unsupported protocol"
        )
        for text in ["", "no code", "error:", "error:zz", "error:FFFFFFFFFFFFFFFFFF:x"] {
            #expect(EasyHandle.withReason(text) == text)
        }
    }

    @Test func `files that a connection could not use are told`() {
        #expect(good.problem == nil)
        let nothing = ClientCertificate(file: "/nowhere/a.pem", keyFile: nil)
        #expect(nothing.problem?.contains("has no certificate") == true)
        let noKey = ClientCertificate(file: good.file, keyFile: nil)
        #expect(noKey.problem?.contains("has no private key") == true)
        let other = relay.authority.replacing("ca.pem", with: "ca.key")
        let mixed = ClientCertificate(file: good.file, keyFile: other)
        #expect(mixed.problem?.contains("not that of the certificate") == true)
    }
}
