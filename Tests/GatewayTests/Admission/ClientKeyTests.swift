import Auth
import Testing

@testable import Gateway

@Suite struct ClientKeyTests {
    private let address = ClientAddress("192.0.2.1")

    private func key(_ name: String, _ digest: [UInt8]) -> Principal {
        .apiKey(name: name, identity: APIKeyIdentity(digest: digest))
    }

    @Test func `keys of one name, or of none, are clients of their own`() {
        for name in ["a", ""] {
            #expect(
                ClientKey(key(name, [1]), address: address)
                    != ClientKey(key(name, [2]), address: address)
            )
        }
        // A key that is given another name is still the same one.
        #expect(ClientKey(key("a", [1]), address: nil) == ClientKey(key("b", [1]), address: nil))
    }

    @Test func `credentials count before the address`() {
        let other = ClientAddress("192.0.2.2")
        #expect(
            ClientKey(key("a", [1]), address: address)
                == ClientKey(key("a", [1]), address: other)
        )
        #expect(
            ClientKey(.token(subject: "a"), address: address)
                == ClientKey(.token(subject: "a"), address: other)
        )
    }

    @Test func `who names nobody is known by the address`() {
        for principal in [Principal.anonymous, .token(subject: nil)] {
            #expect(ClientKey(principal, address: address) == ClientKey(address: address))
            #expect(ClientKey(principal, address: nil) == ClientKey(address: nil))
            #expect(ClientKey(principal, address: address) != ClientKey(principal, address: nil))
        }
    }

    @Test func `a name is another client as a key, as a subject and as an address`() {
        let keys = [
            ClientKey(key("192.0.2.1", Array("192.0.2.1".utf8)), address: address),
            ClientKey(.token(subject: "192.0.2.1"), address: address),
            ClientKey(address: address),
            ClientKey(key("", []), address: address),
            ClientKey(.token(subject: ""), address: address),
        ]
        #expect(Set(keys).count == keys.count)
    }

    @Test func `clients are spread over shards`() {
        let shards = (0..<10_000).map {
            ClientKey(.token(subject: "\($0)"), address: nil).shard(of: 32)
        }
        #expect(shards.allSatisfy { (0..<32).contains($0) })
        let counts = Dictionary(shards.map { ($0, 1) }, uniquingKeysWith: +)
        #expect(counts.count == 32)
        // The mean is 312.
        #expect(counts.values.allSatisfy { (150...600).contains($0) })
    }
}
