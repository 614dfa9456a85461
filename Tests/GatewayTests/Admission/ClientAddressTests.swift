import Bytes
import HTTP
import Testing

@testable import Gateway

@Suite struct ClientAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1:80"), ("192.0.2.1", "::ffff:192.0.2.1"),
        ("2001:db8::1", "2001:db8::2"), ("2001:db8::1", "[2001:db8:0:0:ffff::9]:443"),
        ("::1", "[::1]"),
    ])
    func `two spellings of one client`(one: String, other: String) {
        #expect(ClientAddress(one) != nil)
        #expect(ClientAddress(one) == ClientAddress(other))
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.2"), ("2001:db8::1", "2001:db8:0:1::1"), ("0.0.0.0", "::"),
    ])
    func `two clients`(one: String, other: String) {
        #expect(ClientAddress(one) != ClientAddress(other))
    }

    @Test(arguments: [
        "", " ", "unknown", "_hidden", "1.2.3", "1.2.3.4.5", "[::1", "example.org", "1.2.3.4,",
        "999.1.1.1", "1.2.3.4 ",
    ])
    func `what is no address`(text: String) {
        #expect(ClientAddress(text) == nil)
    }

    struct Case: Sendable {
        let hops: Int
        let fields: [String]
        let host: String
    }

    @Test(arguments: [
        Case(hops: 0, fields: ["10.0.0.1"], host: "peer"),
        Case(hops: 1, fields: [], host: "peer"),
        Case(hops: 1, fields: ["198.51.100.1"], host: "198.51.100.1"),
        Case(hops: 1, fields: ["10.9.9.9, 198.51.100.1"], host: "198.51.100.1"),
        Case(hops: 1, fields: ["10.9.9.9", "198.51.100.1:1234"], host: "198.51.100.1"),
        Case(hops: 2, fields: ["10.9.9.9", "198.51.100.1", "10.0.0.2"], host: "198.51.100.1"),
        Case(hops: 2, fields: ["10.9.9.9 ,198.51.100.1, 10.0.0.2"], host: "198.51.100.1"),
        Case(hops: 2, fields: ["[2001:db8::7]:9, 10.0.0.2"], host: "2001:db8::7"),
        // Fewer entries than proxies: the request came another way.
        Case(hops: 2, fields: ["198.51.100.1"], host: "peer"),
        Case(hops: 1, fields: ["198.51.100.1,"], host: "peer"),
        Case(hops: 1, fields: ["198.51.100.1, unknown"], host: "peer"),
        Case(hops: 2, fields: ["198.51.100.1", ""], host: "198.51.100.1"),
        Case(hops: 2, fields: ["198.51.100.1,"], host: "198.51.100.1"),
        Case(hops: 3, fields: [",198.51.100.1,,"], host: "198.51.100.1"),
        Case(
            hops: 10,
            fields: ["198.51.100.1" + String(repeating: ",", count: 9)],
            host: "198.51.100.1"
        ),
        Case(
            hops: 1,
            fields: [String(repeating: ",", count: 7000) + "198.51.100.1"],
            host: "198.51.100.1"
        ),
        // Nobody's address is that long, and nobody's after it counts.
        Case(
            hops: 2,
            fields: ["198.51.100.1, " + String(repeating: "1", count: 300)],
            host: "peer"
        ),
    ])
    func `the trusted entry counts, else the peer`(row: Case) throws {
        let lines = row.fields.map { "X-Forwarded-For: \($0)\r\n" }.joined()
        let text = "GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n"
        var parser = RequestHeadParser(limits: HTTPLimits())
        let bytes = Array(text.utf8)
        let head = try #require(try parser.parse(bytes.span)).head
        let peer = "203.0.113.9"
        let host = ClientAddress.clientHost(head, peer: peer, trustedHops: row.hops)
        #expect(host == (row.host == "peer" ? peer : row.host))
    }

    @Test func `a peer that has gone has no address`() {
        #expect(ClientAddress.clientHost(nil, peer: nil, trustedHops: 1) == nil)
    }
}
