// A small provider before which calls wait, over real sockets.

import AnswerKit
import Configuration
import JSON
import MockProvider
import TestKit
import Testing

@testable import Gateway

@Suite struct ConcurrencyLimiterTests {
    private static let endless = "tokens=100000 interval=5ms"

    private static let requests: [GatewayRequest] = [
        .chat("tokens=2"), .uiChat("tokens=2"),
        .post(
            "/v1/chat/completions",
            ["stream": true, "messages": [["role": "user", "content": "#mock tokens=2"]]]
        ),
        .post(
            "/v1/chat/completions",
            ["messages": [["role": "user", "content": "#mock tokens=2"]]]
        ),
    ]
    private static let title = GatewayRequest.post(
        "/title/generate",
        ["userMessage": "hi", "conversationId": "1"]
    )

    /// Runs a server whose one place before the provider is taken by a stream that does not end.
    private static func run(
        queue: Int = 5,
        timeout: Duration = .seconds(60),
        _ body: (GatewayScene, GatewayClient) throws -> Void
    ) throws {
        try GatewayScene.run({
            $0.limits.providerConcurrency = 1
            $0.limits.providerQueueMax = queue
            $0.limits.providerQueueTimeout = timeout
        }) { scene in
            let first = try scene.connect()
            first.send(.chat(endless))
            try scene.wait { scene.counters.statistics.started == 1 }
            try body(scene, first)
        }
    }

    @Test(arguments: requests)
    func `a call waits for its place and is then answered`(request: GatewayRequest) throws {
        try Self.run { scene, first in
            let second = try scene.connect()
            second.send(request)
            try scene.wait { scene.streamCount == 2 }
            #expect(scene.counters.statistics.started == 1)
            first.close()
            let response = try scene.response(of: second)
            #expect(response.status == 200)
            #expect(scene.counters.statistics.started == 2)
        }
    }

    @Test(arguments: requests)
    func `where too many wait the refusal says so`(request: GatewayRequest) throws {
        try Self.run(queue: 0) { scene, _ in
            let response = try scene.response(to: request)
            #expect(response.status == 503)
            #expect(response.field("Retry-After") == "1")
            #expect(response.text.contains("The AI service is busy at the moment."))
            #expect(scene.counters.statistics.started == 1)
            #expect(scene.streamCount == 1)
        }
    }

    @Test(arguments: requests)
    func `a call that waits too long is an honest failure`(request: GatewayRequest) throws {
        try Self.run(timeout: .milliseconds(20)) { scene, _ in
            let response = try scene.response(to: request)
            let hasBegun = !request.line.contains("/v1/")
            #expect(response.status == (hasBegun ? 200 : 503))
            #expect(response.text.contains("The AI service is busy at the moment."))
            if !hasBegun { #expect(response.field("Retry-After") == "1") }
            #expect(scene.counters.statistics.started == 1)
        }
    }

    @Test func `a client that leaves gives its place in the queue up`() throws {
        try Self.run { scene, first in
            let second = try scene.connect()
            second.send(.chat("tokens=2"))
            try scene.wait { scene.streamCount == 2 }
            let third = try scene.connect()
            third.send(.chat("tokens=2"))
            try scene.wait { scene.streamCount == 3 }
            second.close()
            try scene.wait { scene.streamCount == 2 }
            first.close()
            #expect(try scene.response(of: third).status == 200)
            #expect(scene.counters.statistics.started == 2)
        }
    }

    @Test func `titles wait, too, and fall back`() throws {
        try Self.run(queue: 0) { scene, _ in
            let refused = try scene.response(to: Self.title)
            #expect(refused.text.contains(#""useFallback":true"#))
        }
        try Self.run { scene, first in
            let second = try scene.connect()
            second.send(Self.title)
            try scene.wait { scene.streamCount == 2 }
            first.close()
            #expect(try scene.response(of: second).text.contains(#""useFallback":false"#))
        }
    }

    @Test func `a place is given back however an answer ends`() throws {
        try GatewayScene.run({
            $0.limits.providerConcurrency = 1
            $0.limits.providerQueueMax = 0
            $0.openai.maxRetries = 1
        }) { scene in
            for directive in ["tokens=2", "fault=status:500", "tokens=5 fault=cut:2", "tokens=2"] {
                let response = try scene.response(to: .chat(directive))
                #expect(response.status == 200, "\(directive)")
            }
        }
    }
}
