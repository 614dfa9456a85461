import Bytes
import HTTP
import HTTPServer
import Reactor
import TestKit
import Testing

/// What becomes of a client that still sends a body when its request has been answered.
@Suite struct LingeringTests {
    private static let short = Duration.milliseconds(50)
    private static let bodyByteCount = 3_000_000

    private static func refuse(_ scene: ServerScene) {
        scene.application.onDecide = { exchange, _ in
            exchange.reply(.unauthorized, "no")
            return .answered
        }
    }

    private static func head(_ framing: String) -> String {
        Request.text("POST / HTTP/1.1", [framing])
    }

    /// Sends bytes in pieces that the loop can take turns with, as long as the connection lasts.
    private static func send(_ byteCount: Int, by client: RecordingPeer, _ scene: ServerScene)
        throws
    {
        var left = byteCount
        while left > 0, !client.hasEnded || client.failures.isEmpty {
            let count = min(left, 64 * 1024)
            scene.harness.loop.turn { client.send(byteCount: count) }
            try scene.wait { client.connection?.queuedByteCount == 0 || !client.failures.isEmpty }
            guard client.failures.isEmpty else { return }
            left -= count
        }
    }

    @Test(arguments: ["Content-Length: 3000000", "Transfer-Encoding: chunked"])
    func `one that writes before it reads gets the whole refusal`(framing: String) throws {
        try ServerScene.run { scene in
            Self.refuse(scene)
            let client = try scene.connect()
            client.connection?.stopReading()
            client.send(Self.head(framing))
            if framing.hasSuffix("chunked") { client.send("2dc6c0\r\n") }
            try Self.send(Self.bodyByteCount, by: client, scene)
            client.connection?.startReading()
            let answer = try scene.receiveToEnd(by: client)
            #expect(answer.hasPrefix("HTTP/1.1 401 "))
            #expect(answer.hasSuffix("no"))
            #expect(client.failures.isEmpty)
            #expect(scene.memory.takenByteCount == 0)
        }
    }

    @Test func `a body that becomes too large is read on, and what follows it is dropped`() throws {
        try ServerScene.run { scene in
            scene.application.onDecide = { _, _ in .admitted(bodyByteCountMax: 100_000) }
            let client = try scene.connect(Self.head("Content-Length: 3000000"))
            try Self.send(Self.bodyByteCount, by: client, scene)
            client.send(Request.get("/never"))
            let answer = try scene.receiveToEnd(by: client)
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(client.responseCount == 1)
            #expect(client.failures.isEmpty)
            #expect(scene.application.exchanges.count == 1)
        }
    }

    @Test func `when the body is whole the client has a moment to close, and no more`() throws {
        try ServerScene.run({
            $0.lingerTimeout = Self.short
            $0.lingerPauseTimeout = .seconds(600)
            $0.lingerBodyTimeout = .seconds(600)
        }) { scene in
            Self.refuse(scene)
            let client = try scene.connect(Self.head("Content-Length: 3000000"))
            try Self.send(Self.bodyByteCount, by: client, scene)
            try scene.wait { scene.server.connectionCount == 0 }
            #expect(client.failures.isEmpty)
        }
    }

    @Test(arguments: ["Content-Length: 3000000", "Transfer-Encoding: chunked"])
    func `one that pauses is not waited for`(framing: String) throws {
        try ServerScene.run({
            $0.lingerPauseTimeout = Self.short
            $0.lingerBodyTimeout = .seconds(600)
        }) { scene in
            Self.refuse(scene)
            _ = try scene.connect(Self.head(framing) + "1")
            try scene.wait { scene.application.ends.count == 1 }
            try scene.wait { scene.server.connectionCount == 0 }
        }
    }

    @Test func `one that goes on for ever has its time`() throws {
        try ServerScene.run({
            $0.lingerPauseTimeout = .seconds(600)
            $0.lingerBodyTimeout = .milliseconds(200)
        }) { scene in
            Self.refuse(scene)
            let client = try scene.connect(Self.head("Transfer-Encoding: chunked"))
            try scene.wait { scene.application.ends.count == 1 }
            while scene.server.connectionCount > 0 {
                scene.harness.loop.turn { client.send("x") }
                try scene.harness.run(for: .milliseconds(2))
            }
        }
    }

    @Test func `one that goes on for ever has its bytes`() throws {
        try ServerScene.run({
            $0.http.bodyBytesMax = 1000
            $0.lingerPauseTimeout = .seconds(600)
            $0.lingerBodyTimeout = .seconds(600)
        }) { scene in
            Self.refuse(scene)
            let client = try scene.connect(Self.head("Transfer-Encoding: chunked"))
            try scene.receive("no", by: client)
            try Self.send(64 * 1024 * 1024, by: client, scene)
            #expect(client.failures.count == 1)
            try scene.wait { scene.server.connectionCount == 0 }
        }
    }

    @Test func `of too many the one that has had the most time goes`() throws {
        try ServerScene.run({ $0.lingeringMax = 2 }) { scene in
            Self.refuse(scene)
            var clients: [RecordingPeer] = []
            for index in 0..<4 {
                clients.append(try scene.connect(Self.head("Content-Length: 3000000")))
                try scene.wait { scene.application.ends.count == index + 1 }
            }
            try scene.wait { scene.server.connectionCount == 2 }
            #expect(scene.count.closedForRoom.map(\.count) == [0, 0, 0, 2])
            // Those that are left are the youngest: they can go on.
            for client in clients[2...] {
                try Self.send(Self.bodyByteCount, by: client, scene)
                #expect(try scene.receiveToEnd(by: client).hasSuffix("no"))
                #expect(client.failures.isEmpty)
            }
        }
    }

    @Test func `they count as connections, and make room when all others are busy`() throws {
        try ServerScene.run({ $0.connectionsMax = 1 }) { scene in
            Self.refuse(scene)
            _ = try scene.connect(Self.head("Content-Length: 3000000"))
            try scene.wait { scene.application.ends.count == 1 }
            #expect(scene.server.connectionCount == 1)
            let next = try scene.connect(Request.get())
            #expect(try scene.receive("no", by: next).hasPrefix("HTTP/1.1 401 "))
            #expect(scene.count.closedForRoom.map(\.count) == [0, 0, 0, 1])
        }
    }

    @Test(arguments: [false, true])
    func `a server that ends does not wait for their bodies`(isRefusedBefore: Bool) throws {
        try ServerScene.run({
            $0.lingerTimeout = Self.short
            $0.lingerPauseTimeout = .seconds(600)
            $0.lingerBodyTimeout = .seconds(600)
        }) { scene in
            Self.refuse(scene)
            if !isRefusedBefore {
                scene.application.onDecide = { _, _ in .admitted(bodyByteCountMax: 3_000_000) }
            }
            let client = try scene.connect(Self.head("Content-Length: 3000000"))
            try scene.wait { scene.application.exchanges.count == 1 }
            scene.harness.loop.turn {
                scene.server.beginDraining()
                scene.server.stopAccepting()
                if !isRefusedBefore {
                    scene.application.exchanges[0].reply(.serviceUnavailable, "")
                }
            }
            try scene.wait { scene.application.emptyCount == 1 }
            #expect(try scene.receiveToEnd(by: client).hasPrefix("HTTP/1.1 "))
        }
    }
}
