import Bytes
import HTTP
import HTTPServer
import Reactor
import TestKit
import Testing

@Suite struct ServerConnectionTests {
    // Requests

    @Test func `pipelined requests are answered in their order, whenever each is ready`() throws {
        try ServerScene.run { scene in
            var waiting: [Exchange] = []
            scene.application.onAnswer = { exchange, _, _ in waiting.append(exchange) }
            let paths = ["/1", "/2", "/3"]
            let client = try scene.connect(paths.map { Request.get($0) }.joined())
            for (index, path) in paths.enumerated() {
                try scene.wait { waiting.count == index + 1 }
                scene.harness.loop.turn { waiting[index].reply(.ok, path) }
                try scene.receive(path, by: client)
                #expect(client.responseCount == index + 1)
            }
        }
    }

    @Test func `requests that are answered at once leave in one go`() throws {
        try ServerScene.run { scene in
            let client = try scene.connect(
                Request.get("/1") + Request.post("two") + Request.get("/3")
            )
            try scene.wait { client.responseCount == 3 }
            #expect(scene.application.bodies == ["", "two", ""])
            #expect(scene.application.ends.map(\.path) == ["/1", "/", "/3"])
        }
    }

    @Test func `one who does not read gets no further answers until he does`() throws {
        try ServerScene.run { scene in
            let content = String(repeating: "x", count: 1_000_000)
            scene.application.onAnswer = { exchange, _, _ in exchange.reply(.ok, content) }
            let client = try scene.connect()
            client.keepsBytes = false
            client.connection?.stopReading()
            client.send(String(repeating: Request.get(), count: 60))
            try scene.wait { scene.application.exchanges.count > 0 }
            try scene.harness.run(for: .milliseconds(50))
            // The kernel takes a few.
            #expect(scene.application.exchanges.count < 30)
            client.connection?.startReading()
            try scene.wait { client.receivedCount > 60 * content.utf8.count }
            #expect(scene.application.ends.count { $0.outcome == .completed } == 60)
        }
    }

    @Test func `one who has not read his answer is waited for at the end`() throws {
        try ServerScene.run({ $0.lingerTimeout = .milliseconds(30) }) { scene in
            let content = String(repeating: "x", count: 8_000_000)
            scene.application.onAnswer = { exchange, _, _ in exchange.reply(.ok, content) }
            let client = try scene.connect()
            client.keepsBytes = false
            client.connection?.stopReading()
            client.send(Request.get() + Request.get())
            try scene.wait { scene.application.ends.count == 1 }
            scene.harness.loop.turn {
                scene.server.beginDraining()
                scene.server.stopAccepting()
            }
            client.connection?.startReading()
            // What the kernel has taken still arrives when the server has long closed.
            try scene.wait { scene.application.emptyCount == 1 && client.hasEnded }
            #expect(client.receivedCount > content.utf8.count)
            #expect(scene.application.ends.count == 1)
            #expect(client.failures.isEmpty)
        }
    }

    @Test func `a client that asks before it sends the body is invited`() throws {
        try ServerScene.run { scene in
            let whole = Request.post("hello", "Expect: 100-continue")
            let client = try scene.connect(String(whole.dropLast(5)))
            #expect(try scene.receive("\r\n\r\n", by: client) == "HTTP/1.1 100 Continue\r\n\r\n")
            client.send("hello")
            try scene.receive("hello", by: client)
            #expect(client.responseCount == 1)
        }
    }

    // Answers by the head alone

    /// Lets a scene's application answer 404 by the head.
    private static func refuse(_ scene: ServerScene) {
        scene.application.onDecide = { exchange, head in
            guard head.path == "/" else { return .admitted(bodyByteCountMax: 100) }
            exchange.reply(.notFound, "no")
            return .answered
        }
    }

    @Test(arguments: [0, 5, 65_536])
    func `the body of an answered request is dropped and the connection kept`(count: Int) throws {
        try ServerScene.run { scene in
            Self.refuse(scene)
            let body = String(repeating: "G", count: count)
            let client = try scene.connect(Request.post(body) + Request.get("/next"))
            try scene.wait { client.responseCount == 2 }
            #expect(client.text.hasPrefix("HTTP/1.1 404 "))
            #expect(!client.text.contains("Connection: close"))
            #expect(scene.application.bodies == [""])
            #expect(scene.application.ends.map(\.path) == ["/", "/next"])
        }
    }

    @Test func `the body of an answered request may come after the answer`() throws {
        try ServerScene.run { scene in
            Self.refuse(scene)
            let client = try scene.connect(String(Request.post("hello").dropLast(5)))
            try scene.receive("no", by: client)
            client.send("hel")
            client.send("lo" + Request.get("/next"))
            try scene.wait { client.responseCount == 2 }
            #expect(scene.application.bodies == [""])
        }
    }

    @Test(arguments: [
        "Content-Length: 65537", "Transfer-Encoding: chunked",
        "Content-Length: 5\r\nExpect: 100-continue",
    ])
    func `a body that is not worth reading ends the connection`(framing: String) throws {
        try ServerScene.run { scene in
            Self.refuse(scene)
            let client = try scene.connect(Request.text("POST / HTTP/1.1", [framing]))
            let text = try scene.receiveToEnd(by: client)
            #expect(text.contains("Connection: close\r\n"))
            #expect(text.hasSuffix("no"))
            #expect(client.endCount == 1)
        }
    }

    @Test func `an answer reaches a client that is still sending its body`() throws {
        try ServerScene.run { scene in
            Self.refuse(scene)
            let body = String(repeating: "x", count: 200_000)
            let client = try scene.connect(Request.post(body))
            #expect(try scene.receiveToEnd(by: client).hasSuffix("no"))
            #expect(client.failures.isEmpty)
        }
    }

    // Faults

    @Test(arguments: [
        ("GARBAGE\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 505),
        (
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            400
        ),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
    ])
    func `a faulty request is answered once and ends the connection`(
        text: String,
        status: Int
    ) throws {
        try ServerScene.run { scene in
            let client = try scene.connect(text + Request.get("/never"))
            let answer = try scene.receiveToEnd(by: client)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains("Connection: close\r\n"))
            #expect(client.responseCount == 1)
            #expect(scene.application.errors.count == 1)
            #expect(scene.application.ends.map(\.status) == [status])
        }
    }

    // Clients that leave

    /// How a client leaves.
    enum Leaving: CaseIterable {
        case close, reset, halfClose

        func apply(to client: RecordingPeer) {
            switch self {
            case .close: client.connection?.close()
            case .reset: client.connection?.reset()
            case .halfClose: client.connection?.shutdownOutput()
            }
        }
    }

    @Test(arguments: ["", "GET / HTT", "GET / HTTP/1.1\r\nHost: a\r\n"], Leaving.allCases)
    func `one who leaves before a request leaves nothing behind`(
        text: String,
        leaving: Leaving
    ) throws {
        try ServerScene.run { scene in
            let client = try scene.connect(text)
            try scene.wait { scene.server.connectionCount == 1 }
            try scene.harness.run(for: .milliseconds(2))
            scene.harness.loop.turn { leaving.apply(to: client) }
            try scene.wait { scene.server.connectionCount == 0 }
            #expect(scene.application.exchanges.isEmpty)
        }
    }

    @Test(arguments: Leaving.allCases)
    func `one who leaves within a body is not answered`(leaving: Leaving) throws {
        try ServerScene.run { scene in
            let observer = RecordingObserver()
            scene.application.onDecide = { exchange, _ in
                exchange.observer = observer
                return .admitted(bodyByteCountMax: 100)
            }
            let client = try scene.connect(String(Request.post("hello").dropLast(2)))
            try scene.wait { scene.application.exchanges.count == 1 }
            scene.harness.loop.turn { leaving.apply(to: client) }
            try scene.wait { scene.server.connectionCount == 0 }
            #expect(observer.leftCount == 1)
            #expect(scene.application.bodies.isEmpty)
            #expect(scene.application.ends.map(\.outcome) == [.clientLeft])
        }
    }

    @Test(arguments: [false, true], Leaving.allCases)
    func `one who leaves while he is answered is reported once`(
        hasBegun: Bool,
        leaving: Leaving
    ) throws {
        try ServerScene.run { scene in
            let observer = RecordingObserver()
            scene.application.onAnswer = { exchange, _, _ in
                exchange.observer = observer
                guard hasBegun else { return }
                exchange.stream()
                exchange.write("a")
            }
            let client = try scene.connect(Request.get())
            try scene.wait { scene.application.bodies.count == 1 }
            if hasBegun { try scene.receive("a\r\n", by: client) }
            scene.harness.loop.turn { leaving.apply(to: client) }
            try scene.wait { scene.server.connectionCount == 0 }
            #expect(observer.leftCount == 1)
            #expect(scene.application.ends.map(\.outcome) == [.clientLeft])
            let exchange = scene.application.exchanges[0]
            #expect(exchange.isOver)
            #expect(exchange.observer == nil)
        }
    }

    @Test func `one who leaves after the answer gets all of it`() throws {
        try ServerScene.run { scene in
            let text = String(repeating: "x", count: 8_000_000)
            scene.application.onAnswer = { exchange, _, _ in exchange.reply(.ok, text) }
            let client = try scene.connect(Request.get())
            client.keepsBytes = false
            client.connection?.stopReading()
            try scene.wait { !scene.application.ends.isEmpty }
            scene.harness.loop.turn { client.connection?.shutdownOutput() }
            client.connection?.startReading()
            try scene.wait { client.hasEnded }
            #expect(client.receivedCount > text.utf8.count)
            #expect(scene.application.ends.map(\.outcome) == [.completed])
        }
    }

    @Test func `the body of an answered request that never comes ends the connection`() throws {
        try ServerScene.run { scene in
            Self.refuse(scene)
            let client = try scene.connect(String(Request.post("hello").dropLast(5)))
            try scene.receive("no", by: client)
            scene.harness.loop.turn { client.connection?.shutdownOutput() }
            try scene.wait { scene.server.connectionCount == 0 }
            #expect(scene.application.ends.count == 1)
        }
    }
}
