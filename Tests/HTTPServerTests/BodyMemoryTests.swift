import Bytes
import HTTP
import HTTPServer
import Reactor
import TestKit
import Testing

/// The bound on the memory of all bodies, and the pace at which they must come.
@Suite struct BodyMemoryTests {
    private static let large = String(repeating: "x", count: 700_000)

    private func beginning(_ body: String, without byteCount: Int = 10) -> String {
        String(Request.post(body).dropLast(byteCount))
    }

    @Test func `a body without room is refused, and the next has room again`() throws {
        try ServerScene.run({ $0.bodiesBytesMax = 1_000_000 }) { scene in
            let first = try scene.connect(beginning(Self.large))
            try scene.wait { scene.memory.takenByteCount == 700_000 }
            let second = try scene.connect(Request.post(Self.large))
            let answer = try scene.receiveToEnd(by: second)
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
            #expect(second.failures.isEmpty)
            #expect(scene.application.errors == [.noRoomForBody])
            #expect(scene.memory.takenByteCount == 700_000)
            // A part is kept for small ones.
            let small = try scene.connect(Request.post("small"))
            try scene.receive("small", by: small)
            scene.harness.loop.turn { first.send(byteCount: 10) }
            try scene.wait { first.responseCount == 1 }
            #expect(scene.memory.takenByteCount == 0)
            let third = try scene.connect(Request.post(Self.large))
            #expect(try scene.receive("\r\n\r\n", by: third).hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func `the memory of small bodies is bounded too`() throws {
        try ServerScene.run({ $0.bodiesBytesMax = 100 }) { scene in
            _ = try scene.connect(beginning(String(repeating: "x", count: 90)))
            try scene.wait { scene.memory.takenByteCount == 90 }
            let second = try scene.connect(Request.post("eleven byte"))
            #expect(try scene.receiveToEnd(by: second).hasPrefix("HTTP/1.1 503 "))
        }
    }

    @Test(arguments: ["leaves", "is too slow", "is refused"])
    func `a body that never becomes whole gives its memory back`(how: String) throws {
        try ServerScene.run({
            if how == "is too slow" { $0.bodyTimeout = .milliseconds(30) }
        }) { scene in
            scene.application.onDecide = { _, _ in .admitted(bodyByteCountMax: 200_000) }
            let chunk = "30d40\r\n" + String(repeating: "x", count: 200_000) + "\r\n"
            let client = try scene.connect(
                Request.text("POST / HTTP/1.1", ["Transfer-Encoding: chunked"]) + chunk
            )
            try scene.wait { scene.memory.takenByteCount >= 200_000 }
            scene.harness.loop.turn {
                if how == "leaves" { client.connection?.close() }
                if how == "is refused" { client.send("1\r\n") }
            }
            try scene.wait { scene.memory.takenByteCount == 0 }
        }
    }

    @Test func `a body is held by its account for as long as somebody has it`() throws {
        try ServerScene.run { scene in
            let held = HeldBody()
            scene.application.onBody = held.take
            let client = try scene.connect(Request.post(Self.large))
            try scene.wait { client.responseCount == 1 }
            #expect(scene.memory.takenByteCount == 700_000)
            held.drop()
            #expect(scene.memory.takenByteCount == 0)
        }
    }

    @Test func `two hundred bodies that never end take no more than the bound`() throws {
        try ServerScene.run({ $0.bodiesBytesMax = 4_000_000 }) { scene in
            let text = beginning(Self.large)
            let clients = try (0..<200).map { _ in try scene.connect(text) }
            var most = 0
            try scene.wait {
                most = max(most, scene.memory.takenByteCount)
                let left = clients.count { !$0.hasEnded }
                return left <= 5 && scene.memory.takenByteCount == left * 700_000
            }
            #expect(most <= 3_500_000)
            #expect(clients.allSatisfy { !$0.hasEnded || $0.text.hasPrefix("HTTP/1.1 503 ") })
        }
    }

    @Test func `what came fast earns no time to be silent`() throws {
        try ServerScene.run({ $0.bodyTimeout = .milliseconds(50) }) { scene in
            scene.application.onDecide = { _, _ in .admitted(bodyByteCountMax: 10_000_000) }
            // By the pace alone, minutes.
            let client = try scene.connect(
                Request.text("POST / HTTP/1.1", ["Content-Length: 9000000"])
            )
            scene.harness.loop.turn { client.send(byteCount: 8_000_000) }
            #expect(try scene.receiveToEnd(by: client).hasPrefix("HTTP/1.1 408 "))
        }
    }
}

/// A body that an application keeps.
private final class HeldBody {
    private var body: ByteBuffer?

    func take(_ body: consuming ByteBuffer) { self.body = consume body }

    func drop() { body = nil }
}
