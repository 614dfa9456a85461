// Requests on connections that have carried one before.

import Bytes
import TestKit
import Testing
import Upstream

@Suite struct ReusedConnectionTests {
    /// Runs a body behind a first exchange, after which the connection waits for the next.
    private func run(
        second: @escaping @Sendable (ScriptedProvider.Request) -> [ScriptedProvider.Step],
        _ body: (ProviderScene) throws -> Void
    ) throws {
        try ProviderScene.run(
            script: { request in
                if request.connection > 0 { return [.whole(200, "elsewhere")] }
                return request.lines[0].contains("/first")
                    ? [.whole(200, "first")] : second(request)
            }
        ) { scene in
            #expect(try scene.finish(path: "/first").text == "first")
            try body(scene)
        }
    }

    // Requests

    @Test func `a request is the same on a new connection and on a kept one`() throws {
        try ProviderScene.run(
            headerLines: ["Content-Type: application/json", "Authorization: Bearer key"],
            script: { _ in [.whole(200, "good")] }
        ) { scene in
            for _ in 0..<2 {
                let delegate = RecordingTransferDelegate()
                let request = UpstreamRequest.post(
                    scene.url("/v1/chat?x=1"),
                    body: ByteBuffer(copying: Array("{}".utf8).span),
                    fields: [("traceparent", "00-1-2-01")]
                )
                _ = try scene.client.start(request, delegate: delegate)
                try scene.harness.run { delegate.isFinished }
            }
            for _ in 0..<2 {
                let delegate = RecordingTransferDelegate()
                _ = try scene.client.start(.get(scene.url("/v1")), delegate: delegate)
                try scene.harness.run { delegate.isFinished }
            }
            let requests = scene.provider.requests
            #expect(requests.count == 4)
            #expect(requests[0].lines.first == "POST /v1/chat?x=1 HTTP/1.1")
            #expect(requests[0].lines.sorted() == requests[1].lines.sorted())
            #expect(requests[0].body == requests[1].body)
            #expect(requests[2].lines.first == "GET /v1 HTTP/1.1")
            #expect(scene.provider.acceptedCount == 1)
        }
    }

    @Test func `a GET is the same on a new connection and on a kept one`() throws {
        try ProviderScene.run(script: { _ in [.whole(200, "good")] }) { scene in
            for _ in 0..<2 {
                let delegate = RecordingTransferDelegate()
                _ = try scene.client.start(.get(scene.url("/v1")), delegate: delegate)
                try scene.harness.run { delegate.isFinished }
            }
            let requests = scene.provider.requests
            #expect(requests[0].lines.sorted() == requests[1].lines.sorted())
            #expect(scene.provider.acceptedCount == 1)
        }
    }

    @Test(arguments: [0, 1, 65_536, 3_000_000])
    func `a body of any size is sent whole`(byteCount: Int) throws {
        try run(second: { [.whole(200, "\($0.body.count) \($0.body.allSatisfy { $0 == 7 })")] }) {
            scene in
            let answer = try scene.finish([UInt8](repeating: 7, count: byteCount))
            #expect(answer.text == "\(byteCount) true")
            #expect(scene.provider.acceptedCount == 1)
        }
    }

    @Test(arguments: ["b\r\nc: d", "b\n", "\0"])
    func `a header line that would be two is refused`(value: String) throws {
        try run(second: { _ in [.stall] }) { scene in
            let fields: [UpstreamRequest.Field] = [("a", value)]
            #expect(throws: UpstreamFailure.self) {
                _ = try scene.client.start(
                    .post(scene.url(), body: ByteBuffer(), fields: fields),
                    delegate: RecordingTransferDelegate()
                )
            }
            #expect(scene.provider.requests.count == 1)
            #expect(scene.client.activeCount == 0)
        }
    }

    @Test func `a connection serves the origin that it leads to, and no other`() throws {
        try run(second: { _ in [.whole(200, "second")] }) { scene in
            let other = try ScriptedProvider(scene.harness, script: { _ in [.whole(200, "other")] })
            let delegate = RecordingTransferDelegate()
            _ = try scene.client.start(.get(other.url()), delegate: delegate)
            try scene.harness.run { delegate.isFinished }
            #expect(delegate.text == "other")
            #expect(try scene.finish().text == "second")
            #expect(scene.provider.acceptedCount == 1)
            scene.client.close()
            try scene.harness.run { other.openCount == 0 }
            other.stop()
        }
    }

    // Answers

    @Test func `an answer that is split anywhere is the same`() throws {
        let answer = Array(
            """
            HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\nHTTP/1.1 200\r\nContent-Type: a/b\r\n\
            Transfer-Encoding: chunked\r\n\r\n3;x=y\r\none\r\n00a  \r\n0123456789\r\n0\r\nX: y\r\n\r\n
            """.utf8
        )
        try run(second: { request in
            let at = request.body.count
            return [
                .send(Array(answer[..<at])), .wait(.milliseconds(1)), .send(Array(answer[at...])),
            ]
        }) { scene in
            for at in 1..<answer.count {
                let delegate = try scene.finish([UInt8](repeating: 0x20, count: at))
                #expect(delegate.text == "one0123456789", "split at \(at)")
                #expect(delegate.failure == nil)
                #expect(delegate.heads.count == 1)
                #expect(delegate.heads.first?.contentType == "a/b")
            }
            #expect(scene.provider.acceptedCount == 1)
        }
    }

    struct Ending: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var version = "HTTP/1.1"
        let answer: String
        var text = ""
        var fails = false
        /// Whether the next request finds the connection.
        var isKept = true
        var ends = false
    }

    static let endings = [
        Ending(
            testDescription: "a length",
            answer: "200 OK\r\nContent-Length: 3\r\n\r\none",
            text: "one"
        ),
        Ending(testDescription: "no bytes", answer: "200 OK\r\nContent-Length: 0\r\n\r\n"),
        Ending(testDescription: "no content", answer: "204 No Content\r\n\r\n"),
        Ending(testDescription: "not modified", answer: "304 X\r\nContent-Length: 9\r\n\r\n"),
        Ending(
            testDescription: "one length twice",
            answer: "200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\none",
            text: "one"
        ),
        Ending(
            testDescription: "more than its length",
            answer: "200 OK\r\nContent-Length: 3\r\n\r\nonetwo",
            text: "one",
            isKept: false
        ),
        Ending(
            testDescription: "more than its chunks",
            answer: "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\ntwo",
            text: "one",
            isKept: false
        ),
        Ending(
            testDescription: "will close",
            answer: "200 OK\r\nConnection: x, Close\r\nContent-Length: 3\r\n\r\none",
            text: "one",
            isKept: false
        ),
        Ending(
            testDescription: "an old version",
            version: "HTTP/1.0",
            answer: "200 OK\r\nContent-Length: 3\r\n\r\none",
            text: "one",
            isKept: false
        ),
        Ending(
            testDescription: "a length and chunks",
            answer:
                "200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n",
            text: "one",
            isKept: false
        ),
        Ending(
            testDescription: "the end of the connection",
            answer: "200 OK\r\n\r\none",
            text: "one",
            isKept: false,
            ends: true
        ),
        Ending(
            testDescription: "the end before the length",
            answer: "200 OK\r\nContent-Length: 4\r\n\r\none",
            text: "one",
            fails: true,
            isKept: false,
            ends: true
        ),
        Ending(
            testDescription: "two lengths",
            answer: "200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\none",
            fails: true,
            isKept: false
        ),
        Ending(
            testDescription: "a length that is none",
            answer: "200 OK\r\nContent-Length: +3\r\n\r\none",
            fails: true,
            isKept: false
        ),
        Ending(
            testDescription: "a status of two digits",
            answer: "20 OK\r\n\r\n",
            fails: true,
            isKept: false
        ),
        Ending(
            testDescription: "a status of four digits",
            answer: "2000\r\n\r\n",
            fails: true,
            isKept: false
        ),
        Ending(testDescription: "no status", answer: "\r\n\r\n", fails: true, isKept: false),
    ]

    @Test(arguments: endings)
    func `an answer ends where it says, and the connection is kept if that is sure`(
        ending: Ending
    ) throws {
        try run(second: { request in
            if request.lines[0].contains("/next") { return [.whole(200, "next")] }
            let end: [ScriptedProvider.Step] = ending.ends ? [.wait(.milliseconds(1)), .end] : []
            return [.text("\(ending.version) \(ending.answer)")] + end
        }) { scene in
            let delegate = try scene.finish()
            #expect(delegate.text == ending.text)
            #expect((delegate.failure != nil) == ending.fails, "\(delegate.failure as Any)")
            #expect(delegate.finishCount == 1)
            let next = try scene.finish(path: "/next")
            #expect(next.text == (ending.isKept ? "next" : "elsewhere"))
            #expect(scene.provider.acceptedCount == (ending.isKept ? 1 : 2))
        }
    }

    // Faults

    @Test(arguments: TransferFailureTests.rows)
    func `each fault is told by its cause, and the request is not sent again`(
        row: TransferFailureTests.Row
    ) throws {
        try run(second: { _ in row.steps }) { scene in
            let answer = try scene.finish()
            #expect(answer.finishCount == 1)
            let failure = try #require(answer.failure)
            #expect(TransferFailureTests.Kind(failure) == row.failure, "\(failure)")
            #expect(answer.text == row.text)
            #expect(answer.heads.count == row.headCount)
            #expect(scene.provider.requests.count == 2)
            try scene.harness.run { scene.provider.openCount == 0 }
        }
    }

    @Test(arguments: [[.end], [.reset]] as [[ScriptedProvider.Step]])
    func `a request that the provider worked on for a while is not sent again`(
        ending: [ScriptedProvider.Step]
    ) throws {
        try run(second: { _ in [.wait(.milliseconds(200))] + ending }) { scene in
            let answer = try scene.finish([UInt8](repeating: 7, count: 100_000))
            let failure = try #require(answer.failure)
            #expect(TransferFailureTests.Kind(failure) == .closedBeforeHead)
            #expect(scene.provider.requests.count == 2)
        }
    }

    @Test(arguments: [[.end], [.reset]] as [[ScriptedProvider.Step]])
    func `a request is not sent again once a byte of the answer has come`(
        ending: [ScriptedProvider.Step]
    ) throws {
        try run(second: { _ in [.text("H"), .wait(.milliseconds(5))] + ending }) { scene in
            let answer = try scene.finish()
            let failure = try #require(answer.failure)
            #expect(TransferFailureTests.Kind(failure) == .closedBeforeHead)
            #expect(scene.provider.requests.count == 2)
        }
    }

    @Test func `a refusal before all of the request was taken is the answer`() throws {
        try ProviderScene.run(
            askedAt: .head,
            script: { request in
                request.lines[0].contains("/first")
                    ? [.whole(200, "first")] : [.whole(413, "too large"), .stall]
            }
        ) { scene in
            #expect(try scene.finish([], path: "/first").text == "first")
            let delegate = try scene.finish([UInt8](repeating: 7, count: 30_000_000))
            #expect(delegate.text == "too large")
            #expect(delegate.heads.first?.status == 413)
            try scene.harness.run { scene.provider.openCount == 0 }
        }
    }

    // Pauses

    @Test func `the head of a paused transfer is told, and what came with it waits`() throws {
        try run(second: { _ in [.streamHead, .chunk("one"), .chunk("two"), .lastChunk] }) { scene in
            let delegate = RecordingTransferDelegate()
            let transfer = try scene.post(delegate: delegate)
            transfer.setPaused(true)
            try scene.harness.run { delegate.heads.count == 1 }
            try scene.harness.run(for: .milliseconds(5))
            #expect(delegate.body.isEmpty)
            transfer.setPaused(false)
            try scene.harness.run { delegate.isFinished }
            #expect(delegate.text == "onetwo")
            #expect(try scene.finish().text == "onetwo")
            #expect(scene.provider.acceptedCount == 1)
        }
    }

    @Test func `a cancel in each call is the last call, and ends the connection`() throws {
        try run(second: { _ in
            [.streamHead, .chunk("one"), .wait(.milliseconds(2)), .chunk("two"), .lastChunk]
        }) { scene in
            let delegate = RecordingTransferDelegate()
            delegate.onBytes = { $0.cancel() }
            _ = try scene.post(delegate: delegate)
            try scene.harness.run { scene.provider.openCount == 0 }
            // Both may have come in one read.
            #expect(delegate.pieceCount == 1)
            #expect(!delegate.isFinished)
            #expect(scene.client.activeCount == 0)
            #expect(try scene.finish().text == "elsewhere")
        }
    }
}
