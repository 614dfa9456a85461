import HTTPServer
import Reactor
import TestKit
import Testing

@Suite struct TurnedAwayClientTests {
    /// Far more than a socket takes at once, so that some of it comes when the answer is long under way.
    private let large = Request.post(String(repeating: "x", count: 200_000))

    @Test func `a client beyond the limit reads all of the refusal, its request on its way`()
        throws
    {
        try ServerScene.run({ $0.connectionsMax = 1 }) { scene throws in
            let first = try scene.connect(Request.get())
            try scene.receive("HTTP/1.1 200", by: first)
            for text in ["", Request.get(), large] {
                let client = try scene.connect(text)
                let answer = try scene.receiveToEnd(by: client)
                #expect(answer.hasPrefix("HTTP/1.1 503 "))
                #expect(answer.contains("Retry-After: 1\r\n"))
                #expect(answer.hasSuffix("\r\n\r\n"))
                #expect(client.failures.isEmpty)
                client.connection?.close()
            }
            #expect(scene.server.connectionCount == 1)
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
        try ServerScene.run({ $0.connectionsMax = 0 }) { scene throws in
            let clients = try (0..<100).map { _ in try scene.connect() }
            for client in clients {
                #expect(try scene.receiveToEnd(by: client).hasPrefix("HTTP/1.1 503 "))
            }
        }
    }
}
