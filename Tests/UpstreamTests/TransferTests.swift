// Requests to a scripted provider, from start to end.

import Bytes
import Reactor
import TestKit
import Testing

@testable import Upstream

@Suite struct TransferTests {
    @Test func `a whole answer is delivered, then its end, once`() throws {
        try ProviderScene.run(script: { _ in [.whole(200, "hello", "Content-Type: text/plain")] }) {
            scene in
            let answer = try scene.finish()
            #expect(answer.heads.map(\.status) == [200])
            #expect(answer.heads[0].contentType == "text/plain")
            #expect(answer.text == "hello")
            #expect(answer.failure == nil)
            try scene.harness.run(for: .milliseconds(5))
            #expect(answer.finishCount == 1)
            #expect(scene.client.activeCount == 0)
        }
    }

    @Test func `the delegate is not called before start has returned`() throws {
        try ProviderScene.run(script: { _ in [.whole(200, "x")] }) { scene in
            let delegate = RecordingTransferDelegate()
            scene.harness.loop.turn {
                _ = try? scene.post(delegate: delegate)
                #expect(delegate.heads.isEmpty && !delegate.isFinished)
            }
            try scene.harness.run { delegate.isFinished }
        }
    }

    @Test func `the request is sent as it was given`() throws {
        let lines = ["Content-Type: application/json", "Authorization: Bearer s3cret"]
        try ProviderScene.run(headerLines: lines, script: { _ in [.whole(200, "")] }) { scene in
            _ = try scene.finish(Array(#"{"a":1}"#.utf8), path: "/v1/chat?x=1")
            let request = try #require(scene.provider.requests.first)
            #expect(request.lines.first == "POST /v1/chat?x=1 HTTP/1.1")
            #expect(request.field("Authorization") == "Bearer s3cret")
            #expect(request.field("Content-Type") == "application/json")
            #expect(request.field("Content-Length") == "7")
            #expect(request.field("Accept-Encoding") == nil)
            #expect(request.field("Expect") == nil)
            #expect(request.field("User-Agent") == nil)
            #expect(request.body == Array(#"{"a":1}"#.utf8))
        }
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 1_048_577, 3_000_000])
    func `a body of any size arrives whole`(byteCount: Int) throws {
        // Made before there is a loop, whose clock would stand still meanwhile.
        let body = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try ProviderScene.run(script: { _ in [.whole(200, "ok")] }) { scene in
            let answer = try scene.finish(body)
            #expect(answer.failure == nil)
            let request = try #require(scene.provider.requests.first)
            #expect(request.body == body)
            #expect(request.field("Expect") == nil)
        }
    }

    @Test func `a handle may post, then get, then post again`() throws {
        try ProviderScene.run(script: { request in
            [.whole(200, "\(request.lines[0].prefix(4))\(request.body.count)")]
        }) { scene in
            for _ in 0..<3 {
                let answer = try scene.finish([1, 2, 3])
                #expect(answer.text == "POST3")
                let delegate = RecordingTransferDelegate()
                _ = try scene.client.start(.get(scene.url()), delegate: delegate)
                try scene.harness.run { delegate.isFinished }
                #expect(delegate.text == "GET 0")
            }
            #expect(scene.provider.acceptedCount == 1, "the connection is kept")
        }
    }

    @Test func `a request may ask for a connection of its own`() throws {
        try ProviderScene.run(script: { _ in [.whole(200, "")] }) { scene in
            _ = try scene.finish()
            for _ in 0..<2 {
                let delegate = RecordingTransferDelegate()
                let request = UpstreamRequest.get(scene.url(), opensConnection: true)
                _ = try scene.client.start(request, delegate: delegate)
                try scene.harness.run { delegate.isFinished }
            }
            #expect(scene.provider.acceptedCount == 3)
            _ = try scene.finish()
            #expect(scene.provider.acceptedCount == 3, "the kept connection is still there")
        }
    }

    @Test func `a header that would arrive changed is not sent`() throws {
        // Blanks at an end of a value are no part of it on the wire, so this is another key.
        let lines = ["Authorization: Bearer k "]
        try ProviderScene.run(headerLines: lines, script: { _ in [.whole(200, "")] }) { scene in
            #expect(throws: UpstreamFailure.self) { _ = try scene.finish() }
            #expect(scene.provider.acceptedCount == 0)
        }
    }

    @Test func `a chunk is delivered as it comes, not with the next`() throws {
        try ProviderScene.run(script: { _ in [.streamHead, .chunk("one"), .stall] }) { scene in
            let delegate = RecordingTransferDelegate()
            let transfer = try scene.post(delegate: delegate)
            try scene.harness.run { delegate.text == "one" }
            #expect(!delegate.isFinished)
            transfer.cancel()
        }
    }

    @Test func `chunks are one content, however they come`() throws {
        try ProviderScene.run(script: { _ in
            [
                .streamHead, .chunk("one"), .wait(.milliseconds(10)), .chunk("two"),
                .wait(.milliseconds(10)), .chunk("three"), .lastChunk,
            ]
        }) { scene in
            let answer = try scene.finish()
            #expect(answer.text == "onetwothree")
            #expect(answer.failure == nil)
        }
    }

    @Test func `an answer that comes byte by byte is the same`() throws {
        let whole =
            "HTTP/1.1 200 OK: fine\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
            + "Retry-After:  7 \r\n\r\n5\r\nhello\r\n0\r\nTrailer: x\r\n\r\n"
        try ProviderScene.run(script: { _ in
            whole.utf8.flatMap { [.send([$0]), .wait(.microseconds(100))] }
        }) { scene in
            let answer = try scene.finish()
            #expect(answer.text == "hello")
            #expect(answer.heads.map(\.retryAfter) == ["7"])
            #expect(answer.heads[0].contentType == "text/event-stream")
            #expect(answer.failure == nil)
        }
    }

    @Test func `interim answers are passed over`() throws {
        try ProviderScene.run(script: { _ in
            [
                .text("HTTP/1.1 100 Continue\r\n\r\n"),
                .text("HTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\n\r\n"), .whole(404, "no"),
            ]
        }) { scene in
            let answer = try scene.finish()
            #expect(answer.heads.map(\.status) == [404])
            #expect(answer.heads[0].retryAfter == nil)
            #expect(answer.text == "no")
        }
    }

    @Test func `a redirect is an answer like any other`() throws {
        try ProviderScene.run(script: { _ in [.whole(302, "", "Location: /elsewhere")] }) { scene in
            let answer = try scene.finish()
            #expect(answer.heads.map(\.status) == [302])
            #expect(scene.provider.requests.count == 1)
        }
    }

    @Test func `a body up to the end of the connection is whole`() throws {
        try ProviderScene.run(script: { _ in [.head(200), .text("all"), .end] }) { scene in
            let answer = try scene.finish()
            #expect(answer.text == "all")
            #expect(answer.failure == nil)
        }
    }

    @Test(arguments: [
        (nil, false), ("identity", false), ("Identity", false), ("", false), ("gzip", true),
        ("br", true),
    ])
    func `a coding that was not asked for is told, and the bytes are left alone`(
        coding: String?,
        isEncoded: Bool
    ) throws {
        try ProviderScene.run(script: { _ in
            [.whole(200, "raw", coding.map { "Content-Encoding: \($0)" } ?? "X: y")]
        }) { scene in
            let answer = try scene.finish()
            #expect(answer.heads[0].contentEncoding == coding)
            #expect(answer.heads[0].isEncoded == isEncoded)
            #expect(answer.text == "raw")
        }
    }

    @Test func `connections are kept, one for each transfer at a time`() throws {
        try ProviderScene.run(script: { _ in
            [.streamHead, .chunk("x"), .wait(.milliseconds(5)), .lastChunk]
        }) { scene in
            for _ in 0..<3 {
                let delegates = (0..<10).map { _ in RecordingTransferDelegate() }
                for delegate in delegates { _ = try scene.post(delegate: delegate) }
                #expect(scene.client.activeCount == 10)
                try scene.harness.run { delegates.allSatisfy(\.isFinished) }
            }
            #expect(scene.provider.acceptedCount == 10)
            #expect(scene.provider.requests.count == 30)
        }
    }

    @Test func `a kept connection that has died is replaced without a word`() throws {
        // By the relay of TLS the end comes a little later than the provider closes.
        try ProviderScene.run(by: [.plain], script: { _ in [.whole(200, "x"), .end] }) { scene in
            for round in 1...4 {
                let answer = try scene.finish()
                #expect(answer.failure == nil)
                // The answer may be here before it is told that the connection was accepted.
                try scene.harness.run {
                    scene.provider.acceptedCount == round && scene.provider.openCount == 0
                }
            }
        }
    }

    @Test func `a kept connection that is reset is never used for a second try by itself`() throws {
        try ProviderScene.run(script: { _ in
            [.whole(200, "one"), .wait(.milliseconds(1)), .reset]
        }) { scene in
            for _ in 0..<60 {
                let answer = try scene.finish()
                // Either the reset was seen before the request was written, or it broke this try.
                guard let failure = answer.failure else {
                    #expect(answer.text == "one")
                    continue
                }
                #expect(TransferFailureTests.Kind(failure) == .closedBeforeHead)
            }
            #expect(scene.provider.requests.count <= 60)
        }
    }

    @Test func `many transfers spread over several multi handles, and all end`() throws {
        try ProviderScene.run(script: { request in
            [.streamHead, .chunk(String(request.body.count)), .lastChunk]
        }) { scene in
            let delegates = (0..<400).map { _ in RecordingTransferDelegate() }
            for (index, delegate) in delegates.enumerated() {
                _ = try scene.post([UInt8](repeating: 1, count: index), delegate: delegate)
            }
            try scene.harness.run { delegates.allSatisfy(\.isFinished) }
            #expect(delegates.map(\.text) == (0..<400).map(String.init))
            #expect(delegates.allSatisfy { $0.failure == nil })
        }
    }

    @Test func `a kept connection is found in whichever multi handle it waits`() throws {
        try ProviderScene.run(script: { request in
            request.body.isEmpty
                ? [.streamHead, .waitForConnections(130), .lastChunk] : [.streamHead, .stall]
        }) { scene in
            // 128 go to the first multi handle, the rest to a second one, which is then the least busy.
            let delegates = (0..<130).map { _ in RecordingTransferDelegate() }
            let short = delegates.prefix(30)
            for (index, delegate) in delegates.enumerated() {
                _ = try scene.post(index < short.count ? [] : [1], delegate: delegate)
            }
            try scene.harness.run { short.allSatisfy(\.isFinished) }
            try scene.provider.catchUp()
            #expect(scene.provider.acceptedCount == 130)
            let next = try scene.finish([])
            #expect(next.failure == nil)
            #expect(scene.provider.acceptedCount == 130)
        }
    }

    // The body's memory

    @Test(arguments: [10, 300_000])
    func `the body is freed at the first byte of a success`(byteCount: Int) throws {
        try ProviderScene.run(script: { _ in [.streamHead, .wait(.milliseconds(5)), .lastChunk] }) {
            scene in
            let delegate = RecordingTransferDelegate()
            var capacityAtHead = -1
            delegate.onHead = { capacityAtHead = $0.bodyCapacity }
            let transfer = try scene.post(
                [UInt8](repeating: 1, count: byteCount),
                delegate: delegate
            )
            #expect(transfer.bodyCapacity >= byteCount)
            try scene.harness.run { delegate.isFinished }
            #expect(capacityAtHead == 0)
        }
    }

    @Test(arguments: [200, 204, 302])
    func `a success before the request is sent whole is not taken, and its connection goes`(
        status: Int
    ) throws {
        try ProviderScene.run(
            askedAt: .head,
            script: { _ in [.whole(status, "another's"), .stall] }
        ) { scene in
            let answer = try scene.finish([UInt8](repeating: 1, count: 30_000_000))
            let failure = try #require(answer.failure)
            #expect(TransferFailureTests.Kind(failure) == .closedBeforeHead)
            #expect(answer.heads.isEmpty && answer.body.isEmpty)
            try scene.harness.run { scene.provider.openCount == 0 }
        }
    }

    @Test func `interim answers before the request is sent whole mean nothing`() throws {
        try ProviderScene.run(
            askedAt: .head,
            script: { _ in
                [
                    .text("HTTP/1.1 103 Early Hints\r\n\r\n"), .wait(.milliseconds(1)),
                    .whole(413, "no"), .stall,
                ]
            }
        ) { scene in
            let answer = try scene.finish([UInt8](repeating: 1, count: 30_000_000))
            #expect(answer.heads.map(\.status) == [413])
        }
    }

    // Addresses

    @Test(.enabled(if: Self.isOurs("::1")))
    func `a name with two addresses of which one refuses still connects`() throws {
        // Holds the port on the other address, so that nobody else listens there.
        let refusing = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
        defer { refusing.close() }
        let address = try SocketAddress(host: "::1", port: refusing.address.port)
        try ProviderScene.run(at: address, script: { _ in [.whole(200, "x")] }) { scene in
            // libcurl takes this name as 127.0.0.1 and ::1.
            let url = "http://localhost:\(scene.provider.address.port)/"
            for _ in 0..<3 {
                let delegates = (0..<5).map { _ in RecordingTransferDelegate() }
                for delegate in delegates {
                    _ = try scene.client.start(.get(url), delegate: delegate)
                }
                try scene.harness.run { delegates.allSatisfy(\.isFinished) }
                #expect(delegates.allSatisfy { $0.failure == nil })
            }
        }
    }

    /// Tells whether the machine has an address: not all have ::1.
    private static func isOurs(_ host: String) -> Bool {
        guard let address = try? SocketAddress(host: host, port: 0),
            let socket = try? BoundSocket(to: address)
        else { return false }
        socket.close()
        return true
    }

    @Test func `header lines with line ends are refused`() throws {
        try LoopHarness.run { harness in
            for line in ["A: b\r\nC: d", "A: b\n", "A: b\0"] {
                #expect(throws: CurlError.self) {
                    _ = try UpstreamClient(
                        on: harness.loop,
                        configuration: .init(headerLines: [line], connectTimeout: .seconds(1))
                    )
                }
            }
        }
    }

    @Test func `a configuration does not print its headers`() {
        let configuration = UpstreamClient.Configuration(
            headerLines: ["Authorization: Bearer s3cret"],
            connectTimeout: .seconds(3)
        )
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("s3cret"))
        }
    }

    @Test func `the version names the library and its TLS`() {
        #expect(CurlGlobal.version.contains("SSL"))
    }
}
