// Addresses in text and back.

import Reactor
import Testing

@Suite struct SocketAddressTests {
    struct Row: CustomTestStringConvertible {
        let host: String
        let port: Int
        let text: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        Row(host: "127.0.0.1", port: 80, text: "127.0.0.1:80"),
        Row(host: "localhost", port: 0, text: "127.0.0.1:0"),
        Row(host: "0.0.0.0", port: 65535, text: "0.0.0.0:65535"),
        Row(host: "::1", port: 8000, text: "[::1]:8000"),
        Row(host: "::", port: 1, text: "[::]:1"),
    ])
    func `a numeric address is read and written`(row: Row) throws {
        let address = try SocketAddress(host: row.host, port: row.port)
        #expect("\(address)" == row.text)
        #expect(address.port == row.port)
    }

    @Test(arguments: ["", "example.com", "256.0.0.1", "1.2.3", "[::1]", ":::", "127.0.0.1 "])
    func `what is no address is refused`(host: String) {
        #expect(throws: UVError.self) { try SocketAddress(host: host, port: 80) }
    }

    @Test(arguments: [-1, 65536, Int.max])
    func `what is no port is refused`(port: Int) {
        #expect(throws: UVError.self) { try SocketAddress(host: "127.0.0.1", port: port) }
    }
}
