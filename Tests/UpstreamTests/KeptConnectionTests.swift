// Kept connections whose provider does something while no request is under way.

import Bytes
import Reactor
import TestKit
import Testing
@testable import Upstream

@Suite struct KeptConnectionTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let steps: [ScriptedProvider.Step]
    }

    static let rows = [
        Row(testDescription: "closes", steps: [.end]),
        Row(testDescription: "resets", steps: [.reset]),
        Row(
            testDescription: "answers what was not asked",
            steps: [.text("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n"), .end]
        ),
        Row(
            testDescription: "answers what was not asked and stays",
            steps: [.whole(200, "evil"), .stall]
        ),
        Row(
            testDescription: "talks on and on",
            steps: (0..<50).flatMap { _ in [.text("blah"), .wait(.milliseconds(2))] }
        ),
        Row(
            testDescription: "sends more than a socket holds",
            steps: [.send([UInt8](repeating: 0x78, count: 8 << 20)), .stall]
        ),
    ]

    @Test(arguments: rows)
    func
        `an idle provider's doings cost no more than a look, and the next request another connection`(
            row: Row
        ) throws
    {
        try ProviderScene.run(script: { request in
            request.connection == 0
                ? [.whole(200, "good"), .wait(.milliseconds(10))] + row.steps
                : [.whole(200, "good too")]
        }) { scene throws in
            #expect(try scene.finish().text == "good")
            // The whole of it happens in this time, and a loop that hears of it again and again takes many turns.
            let turnCount = try scene.turnCount(in: .milliseconds(200))
            #expect(turnCount < 20)
            let next = try scene.finish()
            #expect(next.text == "good too")
            #expect(next.failure == nil)
            #expect(scene.provider.acceptedCount == 2)
            // The other one is kept in its place.
            #expect(try scene.finish().text == "good too")
            #expect(scene.provider.acceptedCount == 2)
        }
    }

    /// libcurl reads 4,096 bytes at a time: with an answer of that length, what is behind it is still unread.
    @Test(arguments: [4095, 4096, 4097])
    func `what comes right behind an answer does not answer the request that is next in the turn`(
        byteCount: Int
    ) throws {
        let head = "HTTP/1.1 200 X\r\nContent-Length: 4000\r\nX-Fill: "
        let fill = String(repeating: "f", count: byteCount - 4000 - head.utf8.count - 4)
        let body = String(repeating: "b", count: 4000)
        try ProviderScene.run(script: { request in
            request.connection == 0
                ? [.text("\(head)\(fill)\r\n\r\n\(body)"), .whole(200, "evil"), .stall]
                : [.whole(200, "good")]
        }) { scene throws in
            let first = RecordingTransferDelegate()
            let next = RecordingTransferDelegate()
            first.onFinish = { _ in _ = try? scene.post(delegate: next) }
            _ = try scene.post(delegate: first)
            try scene.harness.run { next.isFinished }
            #expect(first.text == body)
            #expect(next.text == "good")
            #expect(scene.provider.acceptedCount == 2)
            #expect(scene.provider.requests.count == 2)
        }
    }

    @Test func `many connections that die at once are as cheap`() throws {
        let count = 40
        try ProviderScene.run(script: { request in
            request.connection < count
                ? [.waitForConnections(count), .whole(200, "good"), .wait(.milliseconds(50)), .end]
                : [.whole(200, "good too")]
        }) { scene throws in
            let delegates = (0..<count).map { _ in RecordingTransferDelegate() }
            for delegate in delegates { _ = try scene.post(delegate: delegate) }
            try scene.harness.run { delegates.allSatisfy(\.isFinished) }
            try scene.provider.catchUp()
            #expect(scene.provider.acceptedCount == count)
            // The provider's ends come one by one on a busy machine, and each is a turn.
            try scene.harness.run { scene.client.pool.isEmpty }
            #expect(try scene.turnCount(in: .milliseconds(200)) < 20)
            #expect(try scene.finish().text == "good too")
            #expect(scene.provider.acceptedCount == count + 1)
        }
    }

    @Test func `a connection that is quiet is used again`() throws {
        try ProviderScene.run(script: { _ in [.whole(200, "good")] }) { scene throws in
            for _ in 0..<5 {
                #expect(try scene.finish().text == "good")
                #expect(try scene.turnCount(in: .milliseconds(20)) < 20)
            }
            #expect(scene.provider.acceptedCount == 1)
        }
    }
}

extension ProviderScene {
    /// How often the loop turns while a duration passes.
    fileprivate func turnCount(in duration: Duration) throws -> Int {
        var count = 0
        var isOver = false
        let timer = Timer(on: harness.loop) { isOver = true }
        timer.schedule(after: duration)
        try harness.run {
            count += 1
            return isOver
        }
        return count
    }
}
