// What providers can do wrong, and what becomes of it.

import Bytes
import Reactor
import System
import TestKit
import Testing
import Timing
import Upstream

@Suite struct TransferFailureTests {
    /// The cases of ``UpstreamFailure`` without their codes.
    enum Kind: String {
        case nameNotResolved, connectTimeout, connectionFailed, tlsFailed, closedBeforeHead, bodyCut
        case malformedAnswer, notStarted

        init(_ failure: UpstreamFailure) {
            switch failure {
            case .nameNotResolved: self = .nameNotResolved
            case .connectTimeout: self = .connectTimeout
            case .connectionFailed: self = .connectionFailed
            case .tlsFailed: self = .tlsFailed
            case .closedBeforeHead: self = .closedBeforeHead
            case .bodyCut: self = .bodyCut
            case .malformedAnswer: self = .malformedAnswer
            case .notStarted: self = .notStarted
            }
        }
    }

    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        let steps: [ScriptedProvider.Step]
        let failure: Kind
        var headCount = 0
        var text = ""
        var testDescription: String { name }
    }

    static let rows = [
        Row(name: "closed at once", steps: [.end], failure: .closedBeforeHead),
        Row(name: "reset at once", steps: [.reset], failure: .closedBeforeHead),
        Row(
            name: "closed in the head",
            steps: [.text("HTTP/1.1 200 OK\r\nContent-Ty"), .wait(.milliseconds(1)), .end],
            failure: .closedBeforeHead
        ),
        Row(
            name: "closed in a chunk",
            steps: [.streamHead, .text("a\r\nhalf"), .wait(.milliseconds(1)), .end],
            failure: .bodyCut,
            headCount: 1,
            text: "half"
        ),
        Row(
            name: "closed between chunks",
            steps: [.streamHead, .chunk("one"), .end],
            failure: .bodyCut,
            headCount: 1,
            text: "one"
        ),
        Row(
            name: "reset after chunks that were sent before",
            steps: [.streamHead, .chunk("one"), .wait(.milliseconds(20)), .reset],
            failure: .bodyCut,
            headCount: 1,
            text: "one"
        ),
        Row(
            name: "fewer bytes than announced",
            steps: [.head(200, "Content-Length: 10"), .text("four"), .end],
            failure: .bodyCut,
            headCount: 1,
            text: "four"
        ),
        Row(
            name: "a chunk size that is none",
            steps: [.streamHead, .text("xyz\r\n"), .stall],
            failure: .bodyCut,
            headCount: 1
        ),
        Row(
            name: "no HTTP",
            steps: [.text("220 mail.example ESMTP\r\n"), .stall],
            failure: .malformedAnswer
        ),
        Row(
            name: "a line without end",
            steps: [
                .text("HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 200_000)), .stall,
            ],
            failure: .malformedAnswer
        ),
        Row(
            name: "a head without end",
            steps: [
                .text(
                    "HTTP/1.1 200 OK\r\n"
                        + String(
                            repeating: "X: \(String(repeating: "x", count: 1000))\r\n",
                            count: 400
                        )
                ), .stall,
            ],
            failure: .malformedAnswer
        ),
        Row(
            name: "interim answers without end",
            steps: [
                .text(String(repeating: "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n", count: 3000)),
                .stall,
            ],
            failure: .malformedAnswer
        ),
        Row(
            name: "trailers without end",
            steps: [
                .streamHead, .chunk("x"),
                .text("0\r\n" + String(repeating: "X: y\r\n", count: 20_000)),
                .stall,
            ],
            failure: .malformedAnswer,
            headCount: 1,
            text: "x"
        ),
    ]

    @Test(arguments: rows)
    func `each fault of a provider is told by its cause, once`(row: Row) throws {
        try ProviderScene.run(script: { _ in row.steps }) { scene in
            let answer = try scene.finish()
            let failure = try #require(answer.failure)
            #expect(Kind(failure) == row.failure, "\(failure)")
            #expect(answer.heads.count == row.headCount)
            #expect(answer.text == row.text)
            #expect(answer.finishCount == 1)
            // The handle that failed serves the next transfer.
            try scene.harness.run { scene.provider.openCount == 0 }
        }
    }

    @Test func `a handle is as good as new after each fault`() throws {
        let faults = Self.rows.map(\.steps)
        try ProviderScene.run(script: { request in
            request.lines[0].contains("/good")
                ? [.whole(200, "good")] : faults[request.body.count - 1]
        }) { scene in
            for index in faults.indices {
                let fault = try scene.finish([UInt8](repeating: 1, count: index + 1))
                #expect(fault.failure != nil)
                let answer = try scene.finish(path: "/good")
                #expect(answer.text == "good")
            }
        }
    }

    @Test func `an answer that comes with a reset before it was read is still delivered`() throws {
        try ProviderScene.run(script: { _ in
            [
                .wait(.milliseconds(20)), .streamHead, .chunk("one"), .lastChunk, .wait(.zero),
                .reset,
            ]
        }) { scene in
            let delegate = RecordingTransferDelegate()
            _ = try scene.post(delegate: delegate)
            try scene.harness.run { scene.provider.requests.count == 1 }
            // The loop is away while answer and reset arrive.
            let end = Instant.now + .milliseconds(100)
            while Instant.now < end {}
            try scene.harness.run { delegate.isFinished }
            #expect(delegate.text == "one")
            #expect(delegate.failure == nil)
        }
    }

    @Test func `a port that nobody listens on fails the connection`() throws {
        try ProviderScene.run(script: { _ in [] }) { scene in
            let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
            let delegate = RecordingTransferDelegate()
            _ = try scene.client.start(.get("http://\(socket.address)/"), delegate: delegate)
            try scene.harness.run { delegate.isFinished }
            #expect(Kind(try #require(delegate.failure)) == .connectionFailed)
            socket.close()
        }
    }

    @Test func `a name that cannot be one is not resolved, for all that ask`() throws {
        try ProviderScene.run(script: { _ in [] }) { scene in
            // A label of 64 bytes is refused without a question to any server (RFC 1035 section 2.3.4).
            let url = "http://\(String(repeating: "a", count: 64)).invalid/"
            let delegates = (0..<100).map { _ in RecordingTransferDelegate() }
            for delegate in delegates {
                _ = try scene.client.start(.get(url), delegate: delegate)
            }
            try scene.harness.run { delegates.allSatisfy(\.isFinished) }
            for delegate in delegates {
                let failure = try #require(delegate.failure)
                #expect(Kind(failure) == .nameNotResolved, "got \(failure)")
            }
        }
    }

    @Test func `a provider without TLS where TLS is expected fails the handshake`() throws {
        try ProviderScene.run(
            askedAt: .connected,
            script: { _ in [.text("HTTP/1.1 400 Bad Request\r\n\r\n"), .stall] }
        ) { scene in
            let delegate = RecordingTransferDelegate()
            _ = try scene.client.start(
                .get("https://\(scene.provider.address)/"),
                delegate: delegate
            )
            try scene.harness.run { delegate.isFinished }
            #expect(Kind(try #require(delegate.failure)) == .tlsFailed)
        }
    }

    @Test func `a handshake that is not answered is given up in time`() throws {
        try ProviderScene.run(
            connectTimeout: .milliseconds(100),
            askedAt: .connected,
            script: { _ in [.stall] }
        ) { scene in
            let start = Instant.now
            let delegate = RecordingTransferDelegate()
            _ = try scene.client.start(
                .get("https://\(scene.provider.address)/"),
                delegate: delegate
            )
            try scene.harness.run { delegate.isFinished }
            #expect(Kind(try #require(delegate.failure)) == .connectTimeout)
            #expect(Instant.now - start >= .milliseconds(100))
        }
    }

    @Test func `the connect timeout does not bound the answer`() throws {
        for route in ProviderScene.Route.allCases {
            // On a busy machine it takes longer to connect.
            for limit in [Duration.milliseconds(50), .milliseconds(500), .seconds(5)] {
                var isConnected = false
                try ProviderScene.run(
                    by: [route],
                    connectTimeout: limit,
                    script: { _ in [.wait(limit * 3 / 2), .whole(200, "late")] }
                ) { scene in
                    let answer = try scene.finish()
                    isConnected = !scene.provider.requests.isEmpty
                    #expect(!isConnected || answer.text == "late")
                }
                if isConnected { break }
            }
        }
    }

    @Test(arguments: ["", "http://", "http://[::1", "file:///etc/passwd", "ftp://127.0.0.1/"])
    func `a URL that is none, or of another protocol, fails without a connection`(url: String)
        throws
    {
        try ProviderScene.run(script: { _ in [] }) { scene in
            #expect(throws: UpstreamFailure.self) {
                _ = try scene.client.start(.get(url), delegate: RecordingTransferDelegate())
            }
            #expect(scene.client.activeCount == 0)
            #expect(scene.provider.acceptedCount == 0)
        }
    }

    @Test func `a failure is told in words`() throws {
        try ProviderScene.run(script: { _ in [.end] }) { scene in
            let failure = try #require(try scene.finish().failure)
            #expect("\(failure)".hasPrefix("connection closed before an answer: "))
            #expect("\(failure)".hasSuffix("the provider closed the connection"))
        }
    }
}
