import Reactor
import Testing

@testable import HTTPServer

@Suite struct PeerNetworkTests {
    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1", true), ("10.0.0.1", "10.0.0.2", false),
        ("2001:db8::1", "2001:db8:0:0:ffff::2", true), ("2001:db8::1", "2001:db8:0:1::1", false),
        ("::ffff:10.0.0.1", "10.0.0.1", true), ("::ffff:10.0.0.1", "::ffff:10.0.0.2", false),
        ("::a00:1:0:0:0:0", "10.0.0.1", false),
    ])
    func `IPv4 counts by the address, IPv6 by its network`(
        left: String,
        right: String,
        areOne: Bool
    ) throws {
        let networks = try [left, right].map { PeerNetwork(try SocketAddress(host: $0, port: 1)) }
        #expect((networks[0] == networks[1]) == areOne)
    }
}
