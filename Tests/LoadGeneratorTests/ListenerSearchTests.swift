// Who listens where.

import Reactor
import Testing

@testable import LoadGenerator

@Suite struct ListenerSearchTests {
    private static let table = """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0
           1: 0100007F:1F40 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0
           2: 00000000:1F41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0
           3: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4714 1 0
        """

    @Test func `sockets that listen on the port are found, and no others`() {
        let found = ListenerSearch.listeners(in: Self.table, port: 8000)
        #expect(found == ["socket:[4711]", "socket:[4714]"])
        #expect(ListenerSearch.listeners(in: Self.table, port: 8001) == ["socket:[4713]"])
        #expect(ListenerSearch.listeners(in: Self.table, port: 50_000) == [])
        #expect(ListenerSearch.listeners(in: "", port: 8000) == [])
    }

    @Test func `this process is not its own server, and another machine has none here`() throws {
        let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
        defer { socket.close() }
        #expect(ListenerSearch.processIDs(listeningOn: socket.address) == [])
        let other = try SocketAddress(host: "192.0.2.1", port: 80)
        #expect(ListenerSearch.processIDs(listeningOn: other) == [])
    }
}
