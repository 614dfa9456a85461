import Bytes
import HTTP
import HTTPServer
import Reactor
import TestKit
import Testing

@Suite struct ExchangeTests {
    // Whole responses

    @Test func `a response is a head with a length, and its content`() throws {
        try ServerScene.run { scene in
            scene.application.onDecide = { exchange, _ in
                exchange.fields.append(("X-A", "1"))
                return .admitted(bodyByteCountMax: 10)
            }
            let client = try scene.connect(Request.post("hello"))
            let lines = try scene.receive("hello", by: client).split(separator: "\r\n")
            #expect(lines.first == "HTTP/1.1 200 OK")
            #expect(lines.contains { $0.hasPrefix("Date: ") && $0.hasSuffix(" GMT") })
            #expect(lines.contains("Content-Type: text/plain"))
            #expect(lines.contains("X-A: 1"))
            #expect(lines.contains("Connection: keep-alive"))
            #expect(lines.contains("Content-Length: 5"))
            #expect(lines.last == "hello")
            #expect(scene.application.exchanges[0].contentByteCount == 5)
            #expect(
                scene.application.ends == [.init(status: 200, outcome: .completed, path: "/")]
            )
        }
    }

    @Test func `a response to HEAD has the length and no content`() throws {
        try ServerScene.run { scene in
            scene.application.onAnswer = { exchange, head, _ in exchange.reply(.ok, head.path) }
            let client = try scene.connect(
                Request.text("HEAD /abc HTTP/1.1", []) + Request.get("/end")
            )
            let text = try scene.receive("/end", by: client)
            #expect(text.contains("Content-Length: 4\r\n\r\nHTTP/1.1 200 OK\r\n"))
            #expect(scene.application.exchanges[0].contentByteCount == 0)
        }
    }

    @Test func `a response without content has no length, and the next one follows`() throws {
        try ServerScene.run { scene in
            scene.application.onAnswer = { exchange, head, _ in
                guard head.path == "/none" else { return exchange.reply(.ok, head.path) }
                exchange.respond(.noContent, contentType: nil, body: Span())
            }
            let client = try scene.connect(Request.get("/none") + Request.get("/end"))
            let text = try scene.receive("/end", by: client)
            #expect(text.hasPrefix("HTTP/1.1 204 No Content\r\n"))
            #expect(text.ranges(of: "Content-Length").count == 1)
            #expect(client.responseCount == 2)
        }
    }

    @Test func `HTTP 1.0 persists only where it is asked to`() throws {
        try ServerScene.run { scene in
            let once = try scene.connect("GET / HTTP/1.0\r\n\r\n")
            #expect(try scene.receiveToEnd(by: once).contains("Connection: close\r\n"))
            let line = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
            let kept = try scene.connect(line + line)
            try scene.wait { kept.responseCount == 2 }
            #expect(kept.text.contains("Connection: keep-alive\r\n"))
            #expect(!kept.hasEnded)
        }
    }

    // Streams

    @Test func `a stream is a chunk for each turn`() throws {
        try ServerScene.run { scene in
            var stream: Exchange?
            scene.application.onAnswer = { exchange, _, _ in
                exchange.stream()
                exchange.write("ab")
                exchange.write("c")
                stream = exchange
            }
            let client = try scene.connect(Request.get())
            let head = try scene.receive("abc", by: client)
            #expect(head.contains("Transfer-Encoding: chunked\r\n"))
            #expect(!head.contains("Content-Length"))
            #expect(head.hasSuffix("\r\n\r\n00000003\r\nabc\r\n"))
            scene.harness.loop.turn { stream?.write("d") }
            try scene.receive("00000001\r\nd\r\n", by: client)
            scene.harness.loop.turn {
                stream?.write("e")
                stream?.endStream()
            }
            let text = try scene.receive("0\r\n\r\n", by: client)
            #expect(text.hasSuffix("00000001\r\ne\r\n0\r\n\r\n"))
            #expect(stream?.contentByteCount == 5)
            // The connection goes on.
            scene.application.onAnswer = { exchange, _, _ in exchange.reply(.ok, "next") }
            client.send(Request.get())
            try scene.receive("next", by: client)
        }
    }

    @Test func `a stream ends with the connection for HTTP 1.0`() throws {
        try ServerScene.run { scene in
            scene.application.onAnswer = { exchange, _, _ in
                exchange.stream()
                exchange.write("abc")
                exchange.endStream()
            }
            let client = try scene.connect("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let text = try scene.receiveToEnd(by: client)
            #expect(text.contains("Connection: close\r\n"))
            #expect(!text.contains("Transfer-Encoding"))
            #expect(text.hasSuffix("\r\n\r\nabc"))
        }
    }

    @Test func `writing nothing does not end a stream`() throws {
        try ServerScene.run { scene in
            var stream: Exchange?
            scene.application.onAnswer = { exchange, _, _ in
                exchange.stream()
                exchange.write("")
                stream = exchange
            }
            let client = try scene.connect(Request.get())
            try scene.receive("\r\n\r\n", by: client)
            scene.harness.loop.turn { stream?.write("a") }
            let text = try scene.receive("a\r\n", by: client)
            #expect(text.hasSuffix("chunked\r\n\r\n00000001\r\na\r\n"))
            scene.harness.loop.turn { stream?.endStream() }
            try scene.receive("0\r\n\r\n", by: client)
        }
    }

    @Test func `what is sent after the end is dropped`() throws {
        try ServerScene.run { scene in
            scene.application.onAnswer = { exchange, _, _ in
                exchange.reply(.ok, "once")
                exchange.reply(.ok, "twice")
                exchange.stream()
                exchange.write("more")
                exchange.endStream()
                exchange.abort()
            }
            let client = try scene.connect(Request.get() + Request.get())
            try scene.wait { client.responseCount == 2 }
            #expect(!client.text.contains("twice"))
            #expect(!client.hasEnded)
        }
    }

    // Back-pressure

    @Test func `what the socket takes in its turn does not wait`() throws {
        try ServerScene.run { scene in
            let observer = RecordingObserver()
            var queued = -1
            scene.application.onAnswer = { exchange, _, _ in
                exchange.observer = observer
                exchange.stream()
                exchange.write(String(repeating: "x", count: 20_000))
                // If this counted, one who stops at it would never be told to go on.
                queued = exchange.queuedByteCount
            }
            let client = try scene.connect(Request.get())
            try scene.wait { client.receivedCount > 20_000 }
            #expect(queued == 0)
            #expect(observer.caughtUpCount == 0)
            scene.harness.loop.turn { scene.application.exchanges[0].endStream() }
        }
    }

    @Test func `what a slow client leaves waits, and its end is reported`() throws {
        try ServerScene.run { scene in
            let observer = RecordingObserver()
            scene.application.onAnswer = { exchange, _, _ in
                exchange.observer = observer
                exchange.stream()
                exchange.write(String(repeating: "x", count: 8_000_000))
            }
            let client = try scene.connect(Request.get())
            client.keepsBytes = false
            client.connection?.stopReading()
            try scene.wait { scene.application.exchanges.first?.queuedByteCount ?? 0 > 0 }
            #expect(observer.caughtUpCount == 0)
            client.connection?.startReading()
            try scene.wait { observer.caughtUpCount == 1 }
            #expect(scene.application.exchanges[0].queuedByteCount == 0)
            scene.harness.loop.turn { scene.application.exchanges[0].endStream() }
            try scene.wait { client.receivedCount > 8_000_000 }
        }
    }

    // Other ends

    @Test func `a chunked response that is cut lacks its end, and no more`() throws {
        try ServerScene.run { scene in
            scene.application.onAnswer = { exchange, _, _ in
                exchange.stream()
                exchange.write("half")
                exchange.cutStream()
            }
            let client = try scene.connect(Request.get())
            try scene.wait { client.hasEnded }
            #expect(client.text.hasSuffix("half\r\n"))
            #expect(client.failures.isEmpty)
            #expect(scene.application.ends.map(\.outcome) == [.aborted])
        }
    }

    @Test func `a response that is cut and ends with its connection ends in a reset`() throws {
        try ServerScene.run { scene in
            scene.application.onAnswer = { exchange, _, _ in
                exchange.stream()
                exchange.write("half")
            }
            let client = try scene.connect("GET / HTTP/1.0\r\nHost: a\r\n\r\n")
            try scene.receive("half", by: client)
            scene.harness.loop.turn { scene.application.exchanges[0].cutStream() }
            try scene.wait { client.hasEnded }
            #expect(client.failures.count == 1)
            #expect(scene.application.ends.map(\.outcome) == [.aborted])
        }
    }

    @Test func `an aborted response ends in a reset`() throws {
        try ServerScene.run { scene in
            scene.application.onAnswer = { exchange, _, _ in
                exchange.stream()
                exchange.write("half")
            }
            let client = try scene.connect(Request.get())
            try scene.receive("half", by: client)
            scene.harness.loop.turn { scene.application.exchanges[0].abort() }
            try scene.wait { client.hasEnded }
            #expect(client.failures.count == 1)
            #expect(scene.application.ends.map(\.outcome) == [.aborted])
        }
    }

    @Test func `a connection that is taken over is not the server's any more`() throws {
        try ServerScene.run { scene in
            let other = RecordingPeer()
            scene.application.onAnswer = { exchange, _, _ in
                let connection = exchange.takeOver()
                connection?.delegate = other
                other.connection = connection
                other.send("anything")
                #expect(exchange.takeOver() == nil)
            }
            let client = try scene.connect(Request.get())
            try scene.receive("anything", by: client)
            #expect(client.text == "anything")
            #expect(scene.server.connectionCount == 0)
            #expect(scene.application.ends.map(\.outcome) == [.aborted])
            client.send("more")
            try scene.wait { other.receivedCount == 4 }
            other.connection?.close()
        }
    }
}
