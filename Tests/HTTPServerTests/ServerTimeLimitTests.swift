import Bytes
import HTTP
import HTTPServer
import Reactor
import TestKit
import Testing
import Timing

/// Time limits, each as short as a test can be sure of and the others out of reach.
@Suite struct ServerTimeLimitTests {
    private static let short = Duration.milliseconds(30)
    /// Long enough for a client to connect and to send something, on a busy machine too.
    private static let usable = Duration.milliseconds(500)
    /// More than the kernel takes.
    private static let large = String(repeating: "x", count: 16_000_000)

    @Test(arguments: ["", "\r\n"])
    func `a client that says nothing is closed without an answer`(text: String) throws {
        try ServerScene.run({ $0.headTimeout = Self.short }) { scene in
            let client = try scene.connect(text)
            if text.isEmpty {
                #expect(try scene.receiveToEnd(by: client).isEmpty)
                #expect(scene.application.exchanges.isEmpty)
            } else {
                try scene.wait { client.hasEnded }
            }
        }
    }

    @Test func `a head that takes too long is answered 408`() throws {
        try ServerScene.run({ $0.headTimeout = Self.usable }) { scene in
            let client = try scene.connect("GET / HTTP/1.1\r\nHost: a\r\n")
            #expect(try scene.receiveToEnd(by: client).hasPrefix("HTTP/1.1 408 "))
            #expect(scene.application.errors == [.requestTimeout])
        }
    }

    @Test func `a head that trickles is answered 408 all the same`() throws {
        try ServerScene.run({ $0.headTimeout = Self.usable }) { scene in
            let client = try scene.connect("GET / HTTP/1.1\r\nHost: a\r\nX: ")
            var isOver = false
            let trickle = Timer(on: scene.harness.loop) { isOver = true }
            while !client.hasEnded {
                isOver = false
                trickle.schedule(after: .milliseconds(5))
                try scene.wait { isOver || client.hasEnded }
                if !client.hasEnded { client.send("x") }
            }
            #expect(client.text.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func `a body that takes too long is answered 408`() throws {
        try ServerScene.run({ $0.bodyTimeout = Self.short }) { scene in
            let client = try scene.connect(String(Request.post("hello").dropLast(1)))
            #expect(try scene.receiveToEnd(by: client).hasPrefix("HTTP/1.1 408 "))
            #expect(scene.application.ends == [.init(status: 408, outcome: .completed, path: "/")])
        }
    }

    @Test func `a body that is only waited for to drop it ends the connection`() throws {
        try ServerScene.run({ $0.bodyTimeout = Self.short }) { scene in
            scene.application.onDecide = { exchange, _ in
                exchange.reply(.notFound, "no")
                return .answered
            }
            let client = try scene.connect(String(Request.post("hello").dropLast(1)))
            let text = try scene.receiveToEnd(by: client)
            #expect(text.hasPrefix("HTTP/1.1 404 "))
            #expect(client.responseCount == 1)
            #expect(client.failures.isEmpty)
        }
    }

    @Test func `a kept connection without another request is closed`() throws {
        try ServerScene.run({ $0.keepAliveTimeout = Self.short }) { scene in
            let client = try scene.connect(Request.get())
            let text = try scene.receiveToEnd(by: client)
            #expect(text.contains("Connection: keep-alive"))
            #expect(client.endCount == 1)
            #expect(scene.application.exchanges.count == 1)
        }
    }

    @Test func `a head on a kept connection has its own limit`() throws {
        try ServerScene.run { scene in
            let client = try scene.connect(Request.get())
            try scene.wait { client.responseCount == 1 }
            scene.server.limits.headTimeout = Self.short
            client.send("GET /")
            try scene.wait { client.hasEnded }
            #expect(client.text.contains("HTTP/1.1 408 "))
        }
    }

    @Test func `an answer may take as long as it takes`() throws {
        try ServerScene.run({
            $0.headTimeout = Self.usable
            $0.bodyTimeout = Self.usable
            $0.keepAliveTimeout = Self.short
            $0.writeTimeout = Self.short
        }) { scene in
            scene.application.onAnswer = { exchange, _, _ in exchange.stream() }
            let client = try scene.connect(Request.get())
            try scene.wait { scene.application.bodies.count == 1 }
            try scene.harness.run(for: Self.usable * 2)
            scene.harness.loop.turn {
                scene.application.exchanges[0].write("late")
                scene.application.exchanges[0].endStream()
            }
            try scene.receive("late", by: client)
            #expect(scene.application.ends.map(\.outcome) == [.completed])
        }
    }

    // Clients that do not read

    @Test func `a client that takes nothing is reset`() throws {
        try ServerScene.run({ $0.writeTimeout = Self.short }) { scene in
            let observer = RecordingObserver()
            scene.application.onAnswer = { exchange, _, _ in
                exchange.observer = observer
                exchange.stream()
                exchange.write(Self.large)
            }
            let client = try scene.connect(Request.get())
            client.keepsBytes = false
            client.connection?.stopReading()
            try scene.wait { scene.server.connectionCount == 0 && !scene.application.ends.isEmpty }
            #expect(scene.application.ends.map(\.outcome) == [.clientStalled])
            #expect(observer.leftCount == 1)
            client.connection?.startReading()
            try scene.wait { client.hasEnded }
            #expect(client.failures.count == 1)
        }
    }

    @Test func `a client that takes a little now and then is not`() throws {
        #expect(Self.large.utf8.count == 16_000_000)
        try ServerScene.run({ $0.writeTimeout = .milliseconds(1000) }) { scene in
            scene.application.onAnswer = { exchange, _, _ in
                exchange.stream()
                exchange.write(Self.large)
            }
            let client = try scene.connect(Request.get())
            client.keepsBytes = false
            // Reading takes more than twice the limit.
            let begin = scene.harness.loop.now
            try scene.readSlowly(client, to: Self.large.utf8.count, pause: .milliseconds(10))
            #expect(scene.harness.loop.now - begin > .milliseconds(2000))
            #expect(scene.application.ends.isEmpty)
            scene.harness.loop.turn { scene.application.exchanges[0].endStream() }
            try scene.wait { scene.application.ends.map(\.outcome) == [.completed] }
        }
    }

    @Test func `the last answer of a connection is not cut because it is read slowly`() throws {
        try ServerScene.run({ $0.lingerTimeout = Self.short }) { scene in
            scene.application.onAnswer = { exchange, _, _ in exchange.reply(.ok, Self.large) }
            let client = try scene.connect(Request.get("/", "Connection: close"))
            client.keepsBytes = false
            try scene.readSlowly(client, to: Self.large.utf8.count)
            try scene.wait { client.hasEnded }
            #expect(client.receivedCount > Self.large.utf8.count)
            #expect(client.endCount == 1)
        }
    }

    @Test(arguments: [false, true])
    func `an answer that is complete but not taken is bounded too`(endsOutput: Bool) throws {
        try ServerScene.run({
            $0.writeTimeout = .milliseconds(400)
            $0.keepAliveTimeout = Self.short
        }) { scene in
            scene.application.onAnswer = { exchange, _, _ in exchange.reply(.ok, Self.large) }
            let client = try scene.connect(Request.get())
            client.keepsBytes = false
            client.connection?.stopReading()
            try scene.wait { !scene.application.ends.isEmpty }
            if endsOutput { scene.harness.loop.turn { client.connection?.shutdownOutput() } }
            scene.harness.loop.turn { scene.server.stopAccepting() }
            // It still holds a socket, so the server is not empty before that is gone, by a reset.
            try scene.wait { scene.application.emptyCount == 1 }
            #expect(scene.server.connectionCount == 0)
            client.connection?.startReading()
            try scene.wait { client.hasEnded }
            #expect(client.failures.count == 1)
        }
    }

    @Test(arguments: ["close", "keep-alive"])
    func `a last answer that is not taken is bounded by the write timeout`(
        connection: String
    ) throws {
        try ServerScene.run({
            $0.writeTimeout = .milliseconds(400)
            $0.keepAliveTimeout = Self.short
            // Shorter than the write timeout, as it is by default.
            $0.lingerTimeout = Self.short
        }) { scene in
            scene.application.onAnswer = { exchange, _, _ in exchange.reply(.ok, Self.large) }
            let client = try scene.connect(Request.get("/", "Connection: \(connection)"))
            client.connection?.stopReading()
            try scene.wait { !scene.application.ends.isEmpty }
            try scene.wait { scene.server.connectionCount == 0 }
        }
    }

    @Test func `one who goes on sending after the last answer is not read for ever`() throws {
        try ServerScene.run { scene in
            let client = try scene.connect(Request.get("/", "Connection: close"))
            try scene.wait { client.responseCount == 1 }
            client.onFail = { $0.connection?.close() }
            for _ in 0..<40 where client.connection?.isOpen == true {
                client.send(byteCount: 64 * 1024)
                try scene.harness.run(for: .milliseconds(1))
            }
            try scene.wait { scene.server.connectionCount == 0 }
        }
    }
}

extension ServerScene {
    /// Lets a client read so many bytes in small pieces with pauses between them, so that the kernel has no reason to
    /// take much more than it has delivered.
    fileprivate func readSlowly(
        _ client: RecordingPeer,
        to byteCount: Int,
        pause: Duration = .milliseconds(5)
    ) throws {
        client.onReceive = { $0.connection?.stopReading() }
        while client.receivedCount < byteCount, !client.hasEnded {
            client.connection?.startReading()
            try harness.run(for: pause)
        }
        client.onReceive = nil
        client.connection?.startReading()
    }
}
