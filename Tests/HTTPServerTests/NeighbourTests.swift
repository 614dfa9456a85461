import HTTP
import HTTPServer
import Reactor
import TestKit
import Testing

/// Servers that share a count, on one loop; each asks the other by a mailbox, as from another thread.
@Suite struct NeighbourTests {
    /// Leaves requests for `/busy` without an answer, so that their connections serve a request.
    private static func keepBusy(_ scene: ServerScene) {
        scene.application.onAnswer = { exchange, head, body in
            if head.path != "/busy" { exchange.reply(.ok, body) }
        }
    }

    @Test func `connections of another loop that serve no request make room, silent ones first`()
        throws
    {
        try ServerScene.run({ $0.connectionsMax = 3 }) { scene throws in
            Self.keepBusy(scene)
            let idle = try scene.connect(Request.get())
            try scene.wait { idle.responseCount == 1 }
            let silent = [try scene.connect(), try scene.connect()]
            try scene.wait { scene.server.connectionCount == 3 }
            let (other, address) = try scene.startNeighbour()
            for number in 1...3 {
                let busy = try scene.connect(Request.get("/busy"), to: address)
                try scene.wait { other.connectionCount == number }
                try scene.wait { scene.server.connectionCount == 3 - number }
                try scene.wait { scene.application.bodies.count == 1 + number }
                #expect(busy.endCount == 0)
                #expect(scene.count.value == 3)
            }
            try scene.wait { silent.allSatisfy(\.hasEnded) && idle.hasEnded }
            #expect(scene.count.closedForRoom.map(\.count) == [2, 1, 0, 0])
            // All serve requests now, here and there.
            for address in [scene.address, address] {
                let refused = try scene.connect(Request.get(), to: address)
                #expect(try scene.receiveToEnd(by: refused).hasPrefix("HTTP/1.1 503 "))
            }
            #expect(scene.count.value == 3)
        }
    }

    @Test func `a request head that arrives makes room after what rests elsewhere`() throws {
        try ServerScene.run({ $0.connectionsMax = 2 }) { scene throws in
            let (other, address) = try scene.startNeighbour()
            let head = try scene.connect("GET / HTTP/1.1\r\n", to: address)
            // What it has sent is here when a later connection has been answered.
            let later = try scene.connect(Request.get(), to: address)
            try scene.wait { later.responseCount == 1 }
            later.connection?.close()
            try scene.wait { other.connectionCount == 1 }
            let silent = try scene.connect()
            try scene.wait { scene.server.connectionCount == 1 }
            let whole = try scene.connect(Request.get(), to: address)
            try scene.wait { whole.responseCount == 1 && silent.hasEnded }
            head.send("Host: a\r\n\r\n")
            try scene.wait { head.responseCount == 1 }
            #expect(head.text.hasPrefix("HTTP/1.1 200 "))
        }
    }
}
