@testable import Configuration
import HTTP
import JSON
import MockProvider
import Policy
import TestKit
import Testing

@testable import Gateway

/// What a client sees of its share, over real sockets.
@Suite struct RateGateTests {
    private static func keys(_ settings: inout Settings) {
        settings.auth.mode = .apiKey
        settings.auth.apiKeys = ["one", "two"].map { name in
            var key = Settings.APIKey()
            key.key = Secret("key-of-\(name)-0123456789")
            key.name = name
            return key
        }
    }

    private func get(_ path: String, key: String = "one") -> GatewayRequest {
        .get(path, "X-API-Key: key-of-\(key)-0123456789")
    }

    @Test(arguments: [1, 2, 5])
    func `the burst is served and the next is refused with all that a client needs`(
        burst: Int
    ) throws {
        try GatewayScene.run({
            $0.limits.requestsPerMinute = 1
            $0.limits.requestBurst = burst
        }) { scene throws in
            for number in 1...burst {
                let response = try scene.response(to: .get("/models"))
                #expect(response.status == 200)
                let policy = "\"requests\";q=\(burst);w=\(burst * 60)"
                #expect(response.field("RateLimit-Policy") == policy)
                let state = try #require(response.field("RateLimit"))
                #expect(state.hasPrefix("\"requests\";r=\(burst - number);t="))
            }
            let refused = try scene.response(to: .get("/models", "Origin: http://localhost:5173"))
            #expect(refused.status == 429)
            let wait = try #require(refused.field("Retry-After").flatMap { Int($0) })
            #expect((1...60).contains(wait))
            #expect(refused.field("RateLimit")?.hasPrefix("\"requests\";r=0;t=") == true)
            #expect(refused.json?["code"] == "RATE_LIMITED")
            #expect(refused.json?["detail"]?.string?.isEmpty == false)
            #expect(refused.field("X-Request-ID") != nil)
            #expect(refused.field("Access-Control-Allow-Origin") == "http://localhost:5173")
            #expect(try scene.logLines(burst + 1).last?.error_type == "RATE_LIMITED")
        }
    }

    @Test func `a client of OpenAI's API is refused in its own shape`() throws {
        try GatewayScene.run({
            $0.limits.requestsPerMinute = 1
            $0.limits.requestBurst = 1
        }) { scene throws in
            let first = try scene.response(to: .get("/v1/models"))
            #expect(first.status == 200)
            let refused = try scene.response(to: .get("/v1/models"))
            #expect(refused.status == 429)
            #expect(refused.json?["error"]?["type"] == "rate_limit_error")
            #expect(refused.json?["error"]?["code"] == "rate_limit_exceeded")
            #expect(refused.field("Retry-After") != nil)
            #expect(refused.json?["detail"] == nil)
        }
    }

    @Test func `without a bound nothing is counted or told`() throws {
        try GatewayScene.run { scene throws in
            for _ in 0..<50 {
                let response = try scene.response(to: .get("/models"))
                #expect(response.status == 200)
                #expect(response.field("RateLimit") == nil)
            }
        }
    }

    @Test func `probes and preflights are not counted`() throws {
        try GatewayScene.run({ $0.limits.requestsPerMinute = 1 }) { scene throws in
            #expect(try scene.response(to: .get("/models")).status == 200)
            #expect(try scene.response(to: .get("/models")).status == 429)
            for path in ["/health", "/health/live", "/health/ready", "/health/live"] {
                let status = try scene.response(to: .get(path)).status
                #expect(status == 200)
            }
            let preflight = GatewayRequest.other(
                "OPTIONS",
                "/models",
                "Origin: http://localhost:5173",
                "Access-Control-Request-Method: GET"
            )
            #expect(try scene.response(to: preflight).status == 200)
        }
    }

    @Test func `one key's share is not another's`() throws {
        try GatewayScene.run({
            Self.keys(&$0)
            $0.limits.requestsPerMinute = 1
        }) { scene throws in
            #expect(try scene.response(to: get("/models")).status == 200)
            #expect(try scene.response(to: get("/models")).status == 429)
            #expect(try scene.response(to: get("/models", key: "two")).status == 200)
        }
    }

    @Test(arguments: ["", "same"])
    func `keys without a name or of the same name have shares of their own`(name: String) throws {
        try GatewayScene.run({
            Self.keys(&$0)
            for index in $0.auth.apiKeys.indices { $0.auth.apiKeys[index].name = name }
            $0.limits.requestsPerMinute = 1
        }) { scene throws in
            #expect(try scene.response(to: get("/models")).status == 200)
            #expect(try scene.response(to: get("/models")).status == 429)
            #expect(try scene.response(to: get("/models", key: "two")).status == 200)
            #expect(try scene.response(to: get("/models", key: "two")).status == 429)
        }
    }

    @Test func `wrong credentials are counted against their address, good ones are not held up`()
        throws
    {
        try GatewayScene.run({
            Self.keys(&$0)
            $0.limits.requestsPerMinute = 1
            $0.limits.requestBurst = 2
        }) { scene throws in
            let guess = GatewayRequest.get("/models", "X-API-Key: guess")
            #expect(try scene.response(to: guess).status == 401)
            #expect(try scene.response(to: guess).status == 401)
            let refused = try scene.response(to: guess)
            #expect(refused.status == 429)
            #expect(refused.field("WWW-Authenticate") == nil)
            #expect(try scene.response(to: get("/models")).status == 200)
        }
    }

    @Test func `an address that a client makes up counts only behind a trusted proxy`() throws {
        func asked(_ scene: GatewayScene, _ address: String) throws -> Int {
            try scene.response(to: .get("/models", "X-Forwarded-For: \(address)")).status
        }
        try GatewayScene.run({ $0.limits.requestsPerMinute = 1 }) { scene throws in
            #expect(try asked(scene, "10.0.0.1") == 200)
            #expect(try asked(scene, "10.0.0.2") == 429)
        }
        try GatewayScene.run({
            $0.limits.requestsPerMinute = 1
            $0.server.trustedHops = 1
        }) { scene throws in
            #expect(try asked(scene, "10.0.0.1") == 200)
            #expect(try asked(scene, "10.0.0.2") == 200)
            #expect(try asked(scene, "10.0.0.3, 10.0.0.2") == 429)
        }
    }

    // Streams

    @Test(arguments: [1, 2, 4])
    func `a client's streams are bounded, and no other's`(countMax: Int) throws {
        try GatewayScene.run({
            Self.keys(&$0)
            $0.limits.streamsPerClient = countMax
        }) { scene throws in
            var request = GatewayRequest.chat("tokens=1000 interval=20ms")
            request.fields.append("X-API-Key: key-of-one-0123456789")
            let clients = try (0..<countMax).map { _ in
                let client = try scene.connect()
                client.send(request)
                return client
            }
            try scene.wait {
                scene.streamCount == countMax && scene.counters.statistics.started == countMax
            }
            let refused = try scene.response(to: request)
            #expect(refused.status == 429)
            #expect(refused.field("Retry-After") == "1")
            #expect(refused.json?["code"] == "TOO_MANY_STREAMS")
            #expect(scene.counters.statistics.started == countMax)
            #expect(try scene.response(to: get("/models")).status == 200)
            var other = GatewayRequest.chat("tokens=1")
            other.fields.append("X-API-Key: key-of-two-0123456789")
            #expect(try scene.response(to: other).status == 200)
            // A client that leaves makes room.
            clients[0].reset()
            try scene.wait { scene.streamCount == countMax - 1 }
            let next = try scene.connect()
            next.send(request)
            try scene.wait { scene.streamCount == countMax }
            #expect(try scene.response(to: request).status == 429)
        }
    }

    /// The ways in which an exchange that holds a stream may end.
    enum Ending: CaseIterable {
        case finished, failed, refused, tooLarge, reset, halfClosed, clientLeftWhileWaiting
    }

    @Test(arguments: Ending.allCases)
    func `every ending returns the stream`(ending: Ending) throws {
        try GatewayScene.run({
            $0.limits.streamsPerClient = 1
            $0.limits.bodyBytesMax = 4096
            $0.openai.maxRetries = 1
        }) { scene throws in
            // Twice, so that a share that was returned twice or never shows.
            for _ in 0..<2 {
                switch ending {
                case .finished:
                    #expect(try scene.response(to: .chat("tokens=2")).status == 200)
                case .failed:
                    #expect(try scene.response(to: .chat("fault=status:500")).status == 200)
                case .refused:
                    var request = GatewayRequest.chat("tokens=1")
                    request.body = "{}"
                    #expect(try scene.response(to: request).status == 422)
                case .tooLarge:
                    let long = String(repeating: "x", count: 5000)
                    #expect(try scene.response(to: .chat(long)).status == 413)
                case .reset, .halfClosed, .clientLeftWhileWaiting:
                    let directive =
                        ending == .clientLeftWhileWaiting
                        ? "fault=silence" : "tokens=1000 interval=20ms"
                    let client = try scene.connect()
                    client.send(.chat(directive))
                    try scene.wait { scene.streamCount == 1 }
                    switch ending {
                    case .reset: client.reset()
                    case .halfClosed: client.endOutput()
                    default: client.close()
                    }
                    try scene.wait { scene.streamCount == 0 }
                }
            }
            #expect(try scene.response(to: .chat("tokens=1")).status == 200)
        }
    }

    @Test func `a stream that the end of the process ends is returned`() throws {
        try GatewayScene.run({ $0.limits.streamsPerClient = 1 }) { scene throws in
            let client = try scene.connect()
            client.send(.chat("tokens=1000 interval=20ms"))
            try scene.wait { scene.streamCount == 1 }
            #expect(scene.rateStore.clientCount == 1)
            scene.order(.endStreams)
            try scene.wait { scene.rateStore.clientCount == 0 }
        }
    }
}
