// A server and its clients on the loop of one test.

import Bytes
import HTTP
import HTTPServer
import Reactor
import TestKit
import Testing

/// A listening server with a scripted application.
final class ServerScene {
    let harness: LoopHarness
    let server: HTTPServer
    let application: ScriptedApplication
    let count = ConnectionCount()
    let memory = MemoryAccount()
    let address: SocketAddress
    /// By which servers that share the count ask each other for places, as those of several loops do.
    let mailbox: Mailbox
    private var clients: [RecordingPeer] = []
    private var neighbours: [HTTPServer] = []

    /// What a job of the mailbox leads to.
    private final class Door {
        // The server keeps what asks it for a place, and with it this.
        weak var server: HTTPServer?
    }

    private init(_ harness: LoopHarness, _ limits: ServerLimits) throws {
        self.harness = harness
        application = ScriptedApplication()
        mailbox = try Mailbox(on: harness.loop)
        (server, address) = try Self.start(harness, limits, count, memory, application, mailbox)
    }

    private static func start(
        _ harness: LoopHarness,
        _ limits: ServerLimits,
        _ count: ConnectionCount,
        _ memory: MemoryAccount,
        _ application: ScriptedApplication,
        _ mailbox: Mailbox
    ) throws -> (HTTPServer, SocketAddress) {
        let door = Door()
        let bound = LoopBound(door, on: harness.loop)
        let server = HTTPServer(
            on: harness.loop,
            limits: limits,
            openCount: count,
            bodyMemory: memory,
            onNeedOfPlace: { [address = mailbox.address] in
                address.post { bound.open(on: $0).server?.makeRoomForNeighbour() }
            },
            application: application
        )
        door.server = server
        let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
        try server.listen(on: socket)
        return (server, socket.address)
    }

    /// Starts another server with the same application, limits and counts; ended with the scene.
    func startNeighbour() throws -> (server: HTTPServer, address: SocketAddress) {
        let (other, address) = try Self.start(
            harness,
            server.limits,
            count,
            memory,
            application,
            mailbox
        )
        neighbours.append(other)
        return (other, address)
    }

    /// Runs a test, and checks at its end that every exchange was reported over once and that no
    /// handle is left.
    static func run(
        _ limits: (inout ServerLimits) -> Void = { _ in },
        _ body: (ServerScene) throws -> Void
    ) throws {
        try LoopHarness.run { harness in
            var bounds = ServerLimits()
            limits(&bounds)
            let scene = try ServerScene(harness, bounds)
            try body(scene)
            harness.loop.turn {
                for server in [scene.server] + scene.neighbours { server.close() }
                scene.mailbox.close()
            }
            for client in scene.clients { client.connection?.close() }
            #expect(scene.application.everyExchangeEndedOnce)
            #expect(scene.server.connectionCount == 0)
            #expect(scene.count.value == 0)
            #expect(scene.memory.takenByteCount == 0)
        }
    }

    /// Connects a client; it sends what it is told once it is connected.
    func connect(_ text: String = "", to other: SocketAddress? = nil) throws -> RecordingPeer {
        let client = RecordingPeer()
        client.connection = try TCPConnection(
            connectingTo: other ?? address,
            on: harness.loop,
            delegate: client
        )
        clients.append(client)
        if !text.isEmpty { client.send(text) }
        return client
    }

    /// Runs the loop until a condition holds.
    func wait(_ condition: () -> Bool) throws {
        try harness.run(until: condition)
    }

    /// Runs the loop until a client has received a text, and returns everything it has received.
    @discardableResult
    func receive(_ text: String, by client: RecordingPeer) throws -> String {
        try wait { client.text.contains(text) || client.hasEnded }
        return client.text
    }

    /// Runs the loop until the server has ended a client's connection, and returns everything that
    /// the client has received.
    func receiveToEnd(by client: RecordingPeer) throws -> String {
        try wait { client.hasEnded }
        return client.text
    }
}

extension RecordingPeer {
    /// Everything received.
    var text: String { String(decoding: received, as: UTF8.self) }

    /// The number of final responses received.
    var responseCount: Int { text.ranges(of: "HTTP/1.1 ").count - text.ranges(of: " 100 ").count }
}

/// Requests in their shortest form.
enum Request {
    static func get(_ path: String = "/", _ fields: String...) -> String {
        text("GET \(path) HTTP/1.1", fields)
    }

    static func post(_ body: String, _ fields: String...) -> String {
        text("POST / HTTP/1.1", fields + ["Content-Length: \(body.utf8.count)"]) + body
    }

    static func text(_ line: String, _ fields: [String]) -> String {
        ([line, "Host: a"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
    }
}
