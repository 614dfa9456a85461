import Configuration
import HTTP
import JSON
import Reactor
import TestKit
import Testing

@testable import Gateway

@Suite struct RouterTests {
    @Test(arguments: [
        "/", "/nothing", "//models", "/models/x", "/Models", "/x/../models", "/chat/completions/x",
        "/MODELS",
    ])
    func `an unknown path is not found`(path: String) throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .get(path))
            #expect(response.status == 404)
            #expect(response.json == ["detail": "Not Found"])
        }
    }

    @Test(arguments: ["/models", "/mod%65ls", "/models?x=1", "/models?"])
    func `a path is compared decoded and without its query`(path: String) throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .get(path))
            #expect(response.status == 200)
            #expect(response.field("Content-Type") == "application/json")
            #expect(response.json?["models"]?.array?.isEmpty == false)
        }
    }

    @Test(arguments: [
        ("GET", "/chat", "POST"), ("PUT", "/chat/completions", "POST"),
        ("GET", "/title/generate", "POST"), ("POST", "/models", "GET"),
        ("OPTIONS", "/models", "GET"),
        ("DELETE", "/health", "GET"), ("PATCH", "/health/live", "GET"),
        ("POST", "/health/ready", "GET"),
    ])
    func `the one method of a path is told`(method: String, path: String, allowed: String) throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .other(method, path))
            #expect(response.status == 405)
            #expect(response.field("Allow") == allowed)
            #expect(response.json == ["detail": "Method Not Allowed"])
        }
    }

    @Test func `every route of the table is there, with its one method`() throws {
        try GatewayScene.run({ $0.server.playground = true }) { scene in
            for route in RouteTable.rows {
                let path = route.path.replacing("{id}", with: "1").replacing("{model}", with: "a/b")
                let response = try scene.response(to: .other("PUT", path))
                #expect(response.status == 405, "\(path)")
                #expect(response.field("Allow") == route.method.description, "\(path)")
            }
        }
    }

    @Test(arguments: [
        "/models", "/v1/models", "/v1/models/gpt-4o", "/health", "/health/live", "/health/ready",
        "/openapi.json", "/docs", "/redoc", "/chat/1/stream",
    ])
    func `HEAD is answered like GET, without the content`(path: String) throws {
        try GatewayScene.run { scene in
            // What is longer than a few kilobytes is known to be whole by the end of the connection.
            let whole = try scene.response(to: .get(path, "Connection: close"))
            let client = try scene.connect()
            client.send(.other("HEAD", path, "Connection: close"))
            try scene.wait { client.hasEnded }
            let response = try #require(client.response)
            #expect(response.status == whole.status)
            #expect(response.content.isEmpty)
            #expect(response.field("Content-Type") == whole.field("Content-Type"))
            #expect(response.field("Content-Length") == whole.field("Content-Length"))
        }
    }

    @Test(arguments: ["/chat", "/chat/completions", "/v1/chat/completions", "/title/generate"])
    func `HEAD is not allowed where GET is not`(path: String) throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            client.send(.other("HEAD", path))
            try scene.wait { client.response != nil }
            #expect(client.response?.status == 405)
            #expect(client.response?.field("Allow") == "POST")
            #expect(client.response?.content.isEmpty == true)
        }
    }

    @Test func `a path of very many segments is not found`() throws {
        try GatewayScene.run { scene in
            for path in [
                String(repeating: "/", count: 4000), "/chat/a/stream/", "/chat/a/b/stream",
            ] {
                let status = try scene.response(to: .get(path)).status
                #expect(status == 307 || status == 404)
            }
        }
    }

    @Test(arguments: [
        ("GET", "/models/", "/models"),
        ("GET", "/models/?a=1&b", "/models?a=1&b"),
        ("POST", "/chat/", "/chat"),
        ("DELETE", "/health/live/", "/health/live"),
        ("GET", "/models%2F", "/models"), ("GET", "/mod%65ls/", "/models"),
    ])
    func `a slash too many leads to the path without it`(
        method: String,
        path: String,
        location: String
    ) throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .other(method, path))
            #expect(response.status == 307)
            #expect(response.field("Location") == location)
            #expect(response.content.isEmpty)
        }
    }

    @Test func `a redirect is absolute where the client has named our own address`() throws {
        try GatewayScene.run { scene in
            var request = GatewayRequest.get("/models/?a=1")
            request.host = scene.address.description
            let response = try scene.response(to: request)
            #expect(response.field("Location") == "http://\(scene.address)/models?a=1")
        }
    }

    @Test func `a connection outlives answers that need no body`() throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            client.send(.chat("tokens=1"))
            client.send(.get("/nothing"))
            var misplaced = GatewayRequest.chat("tokens=1")
            misplaced.line = "POST /nothing HTTP/1.1"
            client.send(misplaced)
            client.send(.get("/models"))
            #expect(try scene.logLines(4).map(\.status_code) == [200, 404, 404, 200])
            #expect(!client.hasEnded)
        }
    }
}
