import Bytes
import HTTP
import HTTPServer
import Reactor
import TestKit
import Testing

@Suite struct HTTPServerTests {
    // Bounds

    @Test func `the last request that a connection may carry says so`() throws {
        try ServerScene.run({ $0.exchangesPerConnectionMax = 2 }) { scene in
            let client = try scene.connect(Request.get() + Request.get() + Request.get())
            let text = try scene.receiveToEnd(by: client)
            #expect(client.responseCount == 2)
            #expect(text.ranges(of: "Connection: keep-alive").count == 1)
            #expect(text.ranges(of: "Connection: close").count == 1)
        }
    }

    // The end

    @Test func `a server that drains still accepts, and ends each connection`() throws {
        try ServerScene.run { scene in
            let early = try scene.connect(Request.get())
            try scene.wait { early.responseCount == 1 }
            scene.server.beginDraining()
            #expect(scene.server.isDraining)
            early.send(Request.get())
            #expect(try scene.receiveToEnd(by: early).contains("Connection: close\r\n"))
            let late = try scene.connect(Request.get() + Request.get())
            #expect(try scene.receiveToEnd(by: late).contains("Connection: close\r\n"))
            #expect(late.responseCount == 1)
            #expect(scene.application.emptyCount == 0)
        }
    }

    @Test func `a stream that began before the end runs on, and its connection ends with it`()
        throws
    {
        try ServerScene.run { scene in
            scene.application.onAnswer = { exchange, _, _ in
                exchange.stream()
                exchange.write("a")
            }
            let client = try scene.connect(Request.get())
            try scene.receive("a\r\n", by: client)
            scene.harness.loop.turn {
                scene.server.beginDraining()
                scene.server.stopAccepting()
            }
            scene.harness.loop.turn { scene.application.exchanges[0].write("b") }
            try scene.receive("b\r\n", by: client)
            #expect(scene.application.emptyCount == 0)
            scene.harness.loop.turn { scene.application.exchanges[0].endStream() }
            #expect(try scene.receiveToEnd(by: client).hasSuffix("0\r\n\r\n"))
            client.connection?.close()
            try scene.wait { scene.application.emptyCount == 1 }
        }
    }

    @Test func `a server that stops closes who waits and refuses who comes`() throws {
        try ServerScene.run { scene in
            let idle = try scene.connect(Request.get())
            let mute = try scene.connect()
            try scene.wait { idle.responseCount == 1 && scene.server.connectionCount == 2 }
            scene.harness.loop.turn { scene.server.stopAccepting() }
            #expect(scene.application.emptyCount == 1)
            try scene.wait { idle.endCount == 1 && mute.endCount == 1 }
            let late = try scene.connect(Request.get())
            try scene.wait { late.hasEnded }
            #expect(late.failures.count == 1)
            scene.server.stopAccepting()
            #expect(scene.application.emptyCount == 1)
        }
    }

    @Test func `a server without connections is empty as soon as it stops`() throws {
        try ServerScene.run { scene in
            scene.server.stopAccepting()
            #expect(scene.application.emptyCount == 1)
        }
    }

    @Test func `a request that is arriving when the server stops is answered`() throws {
        try ServerScene.run { scene in
            let client = try scene.connect(String(Request.post("hello").dropLast(3)))
            try scene.wait { scene.application.exchanges.count == 1 }
            scene.harness.loop.turn {
                scene.server.beginDraining()
                scene.server.stopAccepting()
            }
            client.send("llo")
            #expect(try scene.receiveToEnd(by: client).hasSuffix("hello"))
            client.connection?.close()
            try scene.wait { scene.application.emptyCount == 1 }
        }
    }

    @Test func `a server that closes tells everyone who was answering`() throws {
        try ServerScene.run { scene in
            let observer = RecordingObserver()
            scene.application.onAnswer = { exchange, head, _ in
                exchange.observer = observer
                if head.path == "/stream" { exchange.stream() }
            }
            let clients = [
                try scene.connect(Request.get("/stream")), try scene.connect(Request.get()),
                try scene.connect("GET / "), try scene.connect(),
            ]
            try scene.wait {
                scene.application.bodies.count == 2 && scene.server.connectionCount == 4
            }
            scene.harness.loop.turn { scene.server.close() }
            #expect(observer.leftCount == 2)
            #expect(scene.application.emptyCount == 1)
            #expect(scene.application.ends.map(\.outcome) == [.aborted, .aborted])
            try scene.wait { clients.allSatisfy(\.hasEnded) }
        }
    }

    @Test func `a connection that was not the last one in keeps its place`() throws {
        try ServerScene.run { scene in
            var clients: [RecordingPeer] = []
            for _ in 0..<8 { clients.append(try scene.connect(Request.get())) }
            try scene.wait { clients.allSatisfy { $0.responseCount == 1 } }
            for index in [3, 0, 7, 1] { clients[index].connection?.close() }
            try scene.wait { scene.server.connectionCount == 4 }
            scene.harness.loop.turn { scene.server.stopAccepting() }
            try scene.wait { [2, 4, 5, 6].allSatisfy { clients[$0].hasEnded } }
            #expect(scene.application.emptyCount == 1)
        }
    }
}
