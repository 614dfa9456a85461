@testable import Configuration
import JSON
import MockProvider
import TestKit
import Testing

@testable import Gateway

@Suite struct PipelineTests {
    // Ids

    @Test(arguments: [
        "123E4567-e89b-12d3-a456-426614174000", "123e4567e89b12d3a456426614174000",
        "{123e4567-e89b-12d3-a456-426614174000}",
    ])
    func `an id that is a UUID is kept as it is, in the answer and in the log`(id: String) throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .get("/nothing", "X-Request-ID: \(id)"))
            #expect(response.field("X-Request-ID") == id)
            #expect(try scene.logLine().request_id == id)
        }
    }

    @Test(arguments: ["", "1", "x-y", "123e4567-e89b-12d3-a456-42661417400g"])
    func `any other id is replaced`(id: String) throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .get("/models", "X-Request-ID: \(id)"))
            let made = try #require(response.field("X-Request-ID"))
            #expect(made != id)
            #expect(UUIDText.isAccepted(made))
            #expect(try scene.logLine().request_id == made)
        }
    }

    @Test func `what is no request has an id and a line in the log too`() throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: GatewayRequest(line: "GET nowhere HTTP/1.1"))
            #expect(response.status == 400)
            #expect(response.field("X-Request-ID") != nil)
            let line = try scene.logLine()
            #expect(line.status_code == 400)
            #expect(line.error_type == "badTarget")
        }
    }

    @Test func `a preflight has an id in the log and tells none`() throws {
        try GatewayScene.run { scene in
            let preflight = GatewayRequest.other(
                "OPTIONS",
                "/chat",
                "Origin: http://localhost:5173",
                "Access-Control-Request-Method: POST"
            )
            let response = try scene.response(to: preflight)
            #expect(response.field("X-Request-ID") == nil)
            #expect(try scene.logLine().request_id.utf8.count == 36)
        }
    }

    // Authentication

    @Test func `who may not call is refused before anything else but preflights`() throws {
        try GatewayScene.run({
            $0.auth.mode = .apiKey
            var key = Settings.APIKey()
            key.key = Secret("right-key-0123456789")
            key.name = "me"
            $0.auth.apiKeys = [key]
        }) { scene in
            for path in ["/models", "/nothing", "/health/", "/HEALTH"] {
                let response = try scene.response(to: .get(path, "Origin: http://localhost:5173"))
                #expect(response.status == 401)
                #expect(response.field("WWW-Authenticate") == "Bearer")
                #expect(response.json?["code"] == "AUTH_INVALID")
                #expect(response.field("Access-Control-Allow-Origin") == "http://localhost:5173")
                #expect(response.field("X-Request-ID") != nil)
            }
            #expect(try scene.response(to: .get("/health/live")).status == 200)
            let good = "X-API-Key: right-key-0123456789"
            #expect(try scene.response(to: .get("/models", good)).status == 200)
            #expect(try scene.response(to: .get("/nothing", good)).status == 404)
            let preflight = GatewayRequest.other(
                "OPTIONS",
                "/models",
                "Origin: http://localhost:5173",
                "Access-Control-Request-Method: GET"
            )
            #expect(try scene.response(to: preflight).status == 200)
        }
    }

    @Test func `a refused chat with a small body leaves its connection usable`() throws {
        try GatewayScene.run({
            $0.auth.mode = .apiKey
            var key = Settings.APIKey()
            key.key = Secret("right-key-0123456789")
            $0.auth.apiKeys = [key]
        }) { scene in
            let client = try scene.connect()
            client.send(.chat("tokens=1"))
            client.send(.get("/models", "X-API-Key: right-key-0123456789"))
            #expect(try scene.logLines(2).map(\.status_code) == [401, 200])
            #expect(scene.counters.statistics.started == 0)
        }
    }

    // Bodies

    @Test func `a body beyond the limit is refused by its announcement`() throws {
        try GatewayScene.run({ $0.limits.bodyBytesMax = 100 }) { scene in
            let response = try scene.response(to: .chat(String(repeating: "x", count: 200)))
            #expect(response.status == 413)
            #expect(response.field("Connection") == "close")
        }
    }

    @Test func `a body that no handler reads is bounded whatever the limit`() throws {
        try GatewayScene.run { scene in
            var request = GatewayRequest.get("/health/live")
            for (count, status) in [(65_536, 200), (65_537, 413)] {
                request.body = String(repeating: "x", count: count)
                let response = try scene.response(to: request)
                #expect(response.status == status)
            }
        }
    }

    @Test(arguments: [
        "Content-Encoding: br", "Content-Encoding: gzip, zstd",
        "Content-Encoding: gzip\r\nContent-Encoding: gzip",
    ])
    func `a body in another coding, or in several, is refused`(field: String) throws {
        try GatewayScene.run { scene in
            var request = GatewayRequest.chat("tokens=1")
            request.fields.append(field)
            let response = try scene.response(to: request)
            #expect(response.status == 415)
            #expect(response.field("Accept-Encoding") == "gzip, zstd, identity")
        }
    }

    @Test(arguments: ["gzip", "zstd"])
    func `a body that is not of its coding is refused`(coding: String) throws {
        try GatewayScene.run { scene in
            var request = GatewayRequest.chat("tokens=1")
            request.fields.append("Content-Encoding: \(coding)")
            let response = try scene.response(to: request)
            #expect(response.status == 400)
        }
    }

    @Test func `a byte order mark before a body is skipped`() throws {
        try GatewayScene.run { scene in
            for request in [GatewayRequest.chat("tokens=1"), .uiChat("tokens=1")] {
                var marked = request
                marked.body = "\u{FEFF}" + request.body
                let response = try scene.response(to: marked)
                #expect(response.status == 200)
            }
        }
    }
}
