import HTTP
import HTTPServer
import Reactor
import TestKit
import Testing

/// Who has a place, who makes room, and what is answered without one.
@Suite struct PlaceTests {
    /// Far more than a socket takes at once, so that some of it comes when the answer is long under way.
    private let large = Request.post(String(repeating: "x", count: 200_000))
    private static let busy = Request.get("/busy")

    /// Leaves requests for `/busy` without an answer, so that their connections serve a request.
    private static func keepBusy(_ scene: ServerScene) {
        scene.application.onAnswer = { exchange, head, body in
            if head.path != "/busy" { exchange.reply(.ok, body) }
        }
    }

    // Beyond the limit

    @Test func `a client beyond the limit reads all of the refusal, its request on its way`()
        throws
    {
        try ServerScene.run({ $0.connectionsMax = 1 }) { scene throws in
            Self.keepBusy(scene)
            _ = try scene.connect(Self.busy)
            try scene.wait { scene.application.bodies.count == 1 }
            for text in [Request.get(), large] {
                let client = try scene.connect(text)
                let answer = try scene.receiveToEnd(by: client)
                #expect(answer.hasPrefix("HTTP/1.1 503 "))
                #expect(answer.contains("Retry-After: 1\r\n"))
                #expect(answer.contains("Connection: close\r\n"))
                #expect(answer.hasSuffix("\r\n\r\n"))
                #expect(client.failures.isEmpty)
                client.connection?.close()
            }
            #expect(scene.server.connectionCount == 1)
            #expect(scene.application.exchanges.count == 1)
        }
    }

    @Test(arguments: ["", "GET / HTTP/1.1\r\n"])
    func `one beyond the limit that asks for nothing is told so in time`(text: String) throws {
        try ServerScene.run({
            $0.connectionsMax = 0
            $0.reserveTimeout = .milliseconds(30)
        }) { scene throws in
            let client = try scene.connect(text)
            #expect(try scene.receiveToEnd(by: client).hasPrefix("HTTP/1.1 503 "))
        }
    }

    @Test func `one that does not go is not waited for`() throws {
        try ServerScene.run({
            $0.connectionsMax = 0
            $0.lingerTimeout = .milliseconds(50)
        }) { scene throws in
            let client = try scene.connect(Request.get())
            #expect(try scene.receiveToEnd(by: client).hasPrefix("HTTP/1.1 503 "))
            // Sending shows that the other side has closed.
            try scene.wait {
                guard client.failures.isEmpty else { return true }
                scene.harness.loop.turn { client.send("x") }
                return false
            }
        }
    }

    @Test func `of a flood each gets its answer, and the server can end meanwhile`() throws {
        try ServerScene.run({
            $0.connectionsMax = 0
            $0.reserveTimeout = .milliseconds(100)
        }) { scene throws in
            let clients = try (0..<100).map { _ in try scene.connect() }
            for client in clients {
                #expect(try scene.receiveToEnd(by: client).hasPrefix("HTTP/1.1 503 "))
            }
            #expect(scene.server.connectionCount == 0)
        }
    }

    @Test func `one beyond the limit has a place as soon as there is one`() throws {
        try ServerScene.run({
            $0.connectionsMax = 1
            $0.reserveTimeout = .seconds(60)
            $0.headTimeout = .seconds(60)
        }) { scene throws in
            Self.keepBusy(scene)
            let busy = try scene.connect(Self.busy)
            try scene.wait { scene.application.bodies.count == 1 }
            let client = try scene.connect("GET / HTTP/1.1\r\n")
            let probe = try scene.connect(Request.get())
            #expect(try scene.receiveToEnd(by: probe).hasPrefix("HTTP/1.1 503 "))
            busy.connection?.close()
            try scene.wait { scene.server.connectionCount == 0 }
            client.send("Host: a\r\n\r\n")
            #expect(try scene.receive("\r\n\r\n", by: client).hasPrefix("HTTP/1.1 200 "))
            #expect(client.text.contains("Connection: keep-alive"))
            #expect(scene.server.connectionCount == 1)
        }
    }

    @Test func `what is answered without a place is, however many others are silent`() throws {
        try ServerScene.run({ $0.connectionsMax = 1 }) { scene throws in
            Self.keepBusy(scene)
            scene.application.onFull = { $0.path == "/health" }
            _ = try scene.connect(Self.busy)
            try scene.wait { scene.application.bodies.count == 1 }
            for _ in 0..<200 { _ = try scene.connect() }
            for _ in 0..<3 {
                let probe = try scene.connect(Request.get("/health"))
                let answer = try scene.receiveToEnd(by: probe)
                #expect(answer.hasPrefix("HTTP/1.1 200 "))
                #expect(answer.contains("Connection: close\r\n"))
            }
            #expect(scene.server.connectionCount == 1)
        }
    }

    // Those that make room

    @Test func `the one that has been silent for the longest time makes room first`() throws {
        try ServerScene.run({ $0.connectionsMax = 3 }) { scene throws in
            let kept = try scene.connect(Request.get())
            try scene.receive("200", by: kept)
            let first = try scene.connect()
            try scene.wait { scene.server.connectionCount == 2 }
            let second = try scene.connect()
            try scene.wait { scene.server.connectionCount == 3 }
            for silent in [first, second] {
                let client = try scene.connect(Request.get())
                #expect(try scene.receive("\r\n\r\n", by: client).hasPrefix("HTTP/1.1 200 "))
                #expect(try scene.receiveToEnd(by: silent).isEmpty)
                #expect(kept.endCount == 0)
            }
            #expect(scene.count.closedForRoom.map(\.count) == [2, 0, 0, 0])
        }
    }

    @Test func `of those that wait for a request the one unused for longest makes room`() throws {
        try ServerScene.run({ $0.connectionsMax = 2 }) { scene throws in
            let clients = [try scene.connect(Request.get()), try scene.connect(Request.get())]
            try scene.wait { clients.allSatisfy { $0.responseCount == 1 } }
            scene.harness.loop.turn { clients[0].send(Request.get()) }
            try scene.wait { clients[0].responseCount == 2 }
            let newcomer = try scene.connect(Request.get())
            try scene.wait { newcomer.responseCount == 1 }
            try scene.wait { clients[1].hasEnded }
            #expect(clients[0].endCount == 0)
            #expect(scene.count.closedForRoom.map(\.count) == [0, 1, 0, 0])
        }
    }

    @Test func `one whose request waits to be read does not make room`() throws {
        try ServerScene.run({ $0.connectionsMax = 1 }) { scene throws in
            // Both are connected and have sent all before the server comes to accept the first.
            let clients = try (0..<2).map { _ in try EarlyClient(connectingTo: scene.address) }
            for client in clients { #expect(client.send(Request.get())) }
            try scene.wait { scene.application.bodies.count == 2 }
            try scene.wait { clients.allSatisfy { $0.receive().hasPrefix("HTTP/1.1 200 ") } }
            #expect(scene.count.closedForRoom.map(\.count) == [0, 1, 0, 0])
        }
    }

    @Test func `of too many, as by a lower limit, two make room for one`() throws {
        try ServerScene.run({ $0.connectionsMax = 5 }) { scene throws in
            for _ in 0..<5 { _ = try scene.connect() }
            try scene.wait { scene.server.connectionCount == 5 }
            scene.server.limits.connectionsMax = 3
            for left in [4, 3, 3] {
                let newcomer = try scene.connect(Request.get())
                try scene.wait { newcomer.responseCount == 1 }
                #expect(scene.count.value == left)
            }
        }
    }

    @Test func `one in the middle of a head is told when it makes room`() throws {
        try ServerScene.run({ $0.connectionsMax = 1 }) { scene throws in
            let slow = try scene.connect("GET / HTTP/1.1\r\n")
            try scene.wait { scene.server.connectionCount == 1 }
            // The bytes behind the connection are here when those of a later connection are.
            let newcomer = try scene.connect(Request.get())
            try scene.wait { newcomer.responseCount == 1 && slow.hasEnded }
            #expect(newcomer.text.hasPrefix("HTTP/1.1 200 "))
            #expect(slow.text.isEmpty || slow.text.hasPrefix("HTTP/1.1 503 "))
            #expect(scene.count.closedForRoom.map(\.count).reduce(0, +) == 1)
        }
    }

    @Test func `one with an answer to take does not make room`() throws {
        try ServerScene.run({ $0.connectionsMax = 1 }) { scene throws in
            let text = String(repeating: "x", count: 8_000_000)
            scene.application.onAnswer = { exchange, _, _ in exchange.reply(.ok, text) }
            let slow = try scene.connect(Request.get())
            slow.keepsBytes = false
            slow.connection?.stopReading()
            try scene.wait { !scene.application.ends.isEmpty }
            let newcomer = try scene.connect(Request.get())
            #expect(try scene.receiveToEnd(by: newcomer).hasPrefix("HTTP/1.1 503 "))
            slow.connection?.startReading()
            try scene.wait { slow.receivedCount > text.utf8.count }
            let next = try scene.connect(Request.get())
            next.keepsBytes = false
            try scene.wait { next.receivedCount > text.utf8.count }
            #expect(scene.count.closedForRoom.map(\.count) == [0, 1, 0, 0])
        }
    }

    // One client

    @Test func `a client has no more connections than its bound`() throws {
        try ServerScene.run({ $0.connectionsPerClientMax = 2 }) { scene throws in
            scene.application.onFull = { $0.path == "/health" }
            let kept = [try scene.connect(Request.get()), try scene.connect(Request.get())]
            try scene.wait { kept.allSatisfy { $0.responseCount == 1 } }
            let excess = try scene.connect(large)
            let answer = try scene.receiveToEnd(by: excess)
            #expect(answer.hasPrefix("HTTP/1.1 429 "))
            #expect(answer.contains("Retry-After: 1\r\n"))
            #expect(excess.failures.isEmpty)
            let probe = try scene.connect(Request.get("/health"))
            #expect(try scene.receiveToEnd(by: probe).hasPrefix("HTTP/1.1 200 "))
            kept[0].connection?.close()
            try scene.wait { scene.server.connectionCount == 1 }
            let next = try scene.connect(Request.get())
            try scene.wait { next.responseCount == 1 }
            #expect(next.text.hasPrefix("HTTP/1.1 200 "))
        }
    }
}
