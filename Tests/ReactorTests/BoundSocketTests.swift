// Binding before listening.

import Reactor
import TestKit
import Testing

@Suite struct BoundSocketTests {
    @Test func `port zero becomes a real port`() throws {
        let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
        defer { socket.close() }
        #expect(socket.address.port > 0)
        #expect(socket.address.host == "127.0.0.1")
    }

    @Test func `every address is that of both families, and a client of IPv4 is known as such`()
        throws
    {
        try LoopHarness.run { harness in
            let socket = try BoundSocket(to: SocketAddress(host: "::", port: 0))
            var peers: [String] = []
            let listener = try TCPListener(on: harness.loop, socket: socket) { connection in
                peers.append(connection.peerAddress?.description ?? "")
                connection.close()
            }
            for host in ["127.0.0.1", "::1"] {
                let target = try SocketAddress(host: host, port: socket.address.port)
                let seen = peers.count
                let client = RecordingPeer()
                client.connection = try TCPConnection(
                    connectingTo: target,
                    on: harness.loop,
                    delegate: client
                )
                try harness.run { peers.count > seen }
                client.connection?.close()
            }
            #expect(peers.first?.hasPrefix("127.0.0.1:") == true)
            #expect(peers.last?.hasPrefix("[::1]:") == true)
            listener.close()
        }
    }

    @Test func `two sockets of ours share a port`() throws {
        let first = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
        defer { first.close() }
        let second = try BoundSocket(to: first.address)
        defer { second.close() }
        #expect(second.address.port == first.address.port)
    }

    @Test func `an address where somebody listens cannot be had alone`() throws {
        try LoopHarness.run { harness in
            let first = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
            let listener = try TCPListener(on: harness.loop, socket: first) { $0.close() }
            let error = #expect(throws: UVError.self) {
                try BoundSocket(to: first.address, isShared: false)
            }
            #expect(error?.isAddressInUse == true)
            listener.close()
        }
    }

    @Test func `an address that is not ours is refused`() throws {
        // TEST-NET-1 of RFC 5737 is nobody's.
        let error = #expect(throws: UVError.self) {
            try BoundSocket(to: SocketAddress(host: "192.0.2.1", port: 0))
        }
        #expect(error?.operation == "bind")
        #expect(error?.name == "EADDRNOTAVAIL")
        #expect(error?.isAddressInUse == false)
    }

    @Test func `a socket that fails to bind does not stay open`() async {
        await #expect(processExitsWith: .success) {
            let address = try SocketAddress(host: "192.0.2.1", port: 0)
            let leaks = try LoopHarness.leaksDescriptors {
                #expect(throws: UVError.self) { try BoundSocket(to: address) }
            }
            #expect(!leaks)
        }
    }
}
