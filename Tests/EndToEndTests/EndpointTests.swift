// The endpoints beside the chat, and the pages that may call them.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct EndpointTests {
        @Test func `models are those of the configuration`() throws {
            let model =
                #"{"id":"openai/small","name":"Small","provider":"openai","openai_model":"small-1"}"#
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["MODELS": "[\(model)]"])
            let response = try server.connect().request("GET", "/models")
            #expect(response.status == 200)
            #expect(response["content-type"] == "application/json")
            let models = try #require(try response.json()["models"] as? [[String: Any]])
            #expect(models.map { $0["id"] as? String } == ["openai/small"])
        }

        @Test func `what is served goes by the nearest source`() throws {
            let directory = try TemporaryDirectory()
            let models = { (id: String) in
                "[{id: openai/\(id), name: N, provider: openai, openai_model: \(id)}]"
            }
            try directory.write("models: \(models("far"))", to: "config/config.yaml")
            try directory.write("models: \(models("near"))", to: "config/config.local.yaml")
            let json = #"[{"id":"openai/env","name":"N","provider":"openai","openai_model":"e"}]"#
            for (settings, id) in [([:], "openai/near"), (["MODELS": json], "openai/env")] {
                let server = try ChatServer(nil, settings: settings, in: directory)
                let response = try server.connect().request("GET", "/models")
                let served = try #require(try response.json()["models"] as? [[String: Any]])
                #expect(served.map { $0["id"] as? String } == [id])
            }
        }

        @Test(arguments: [true, false])
        func `readiness needs the provider only if it is told to`(needsProvider: Bool) throws {
            let settings = ["HEALTH__READY_REQUIRES_PROVIDER": "\(needsProvider)"]
            let server = try ChatServer(nil, settings: settings)
            let connection = try server.connect()
            #expect(try connection.request("GET", "/health").status == 503)
            let ready = try connection.request("GET", "/health/ready").status
            #expect(ready == (needsProvider ? 503 : 200))
        }

        @Test func `health asks the provider and the probes do not`() throws {
            let mock = try MockServer()
            for (server, status, word) in [
                (try ChatServer(mock), 200, "healthy"), (try ChatServer(nil), 503, "unhealthy"),
            ] {
                let connection = try server.connect()
                let health = try connection.request("GET", "/health")
                #expect(health.status == status)
                #expect(try health.json()["status"] as? String == word)
                #expect(try connection.request("GET", "/health/live").status == 200)
                #expect(try connection.request("GET", "/health/ready").status == 200)
            }
        }

        @Test(arguments: [
            ("#mock id=1 tokens=3 interval=0", false), ("#mock id=2 fault=status:500", true),
            ("#mock id=3 fault=silence", true),
        ])
        func `a title is the model's, or useFallback`(
            directive: String,
            isFallback: Bool
        ) throws {
            let mock = try MockServer()
            let settings = ["TITLE__TIMEOUT_MS": "1000", "OPENAI__MAX_RETRIES": "1"]
            let server = try ChatServer(mock, settings: settings)
            let body = ["userMessage": directive, "conversationId": "c"]
            let text = String(
                decoding: try JSONSerialization.data(withJSONObject: body),
                as: UTF8.self
            )
            let response = try server.connect().request("POST", "/title/generate", body: text)
            #expect(response.status == 200)
            #expect(try response.json()["useFallback"] as? Bool == isFallback)
            #expect((try response.json()["title"] as? String)?.isEmpty == isFallback)
        }

        @Test func `a slash too many is redirected`() throws {
            let response = try ChatServer(nil).connect().request("GET", "/models/?a=1")
            #expect(response.status == 307)
            #expect(response["location"]?.hasSuffix("/models?a=1") == true)
        }

        @Test func `a page of an allowed origin may call, and another may not`() throws {
            let server = try ChatServer(nil)
            let connection = try server.connect()
            let method = "Access-Control-Request-Method: POST"
            let mine = "Origin: http://localhost:5173"
            let allowed = try connection.request("OPTIONS", "/chat", fields: [mine, method])
            #expect(allowed.status == 200)
            #expect(allowed["access-control-allow-origin"] == "http://localhost:5173")
            let other = "Origin: https://evil.example"
            let refused = try connection.request("OPTIONS", "/chat", fields: [other, method])
            #expect(refused.status == 400)
            #expect(refused["access-control-allow-origin"] == nil)
            // Errors can be read by the page too.
            let missing = try connection.request("GET", "/nothing", fields: [mine])
            #expect(missing.status == 404)
            #expect(missing["access-control-allow-origin"] == "http://localhost:5173")
            #expect(missing["vary"] == "Origin")
            let silent = try connection.request("GET", "/models", fields: [other])
            #expect(silent["access-control-allow-origin"] == nil)
        }

        @Test func `more streams than allowed are turned away, and welcome when there is room`()
            throws
        {
            let mock = try MockServer()
            let server = try ChatServer(
                mock,
                settings: ["SERVER__WORKERS": "1", "LIMITS__STREAMS": "2"]
            )
            let answers = try (1...2).map { id in
                try server.chat("#mock id=\(id) tokens=20 interval=20ms")
            }
            for answer in answers { try answer.skip(to: "text-delta") }
            let refused = try server.connect().request(
                "POST",
                "/chat",
                body: chatBody("#mock id=3 tokens=1")
            )
            #expect(refused.status == 503)
            #expect(refused["retry-after"] != nil)
            for answer in answers { #expect(try answer.rest().last?.type == "[DONE]") }
            #expect(try server.chat("#mock id=4 tokens=1").rest().last?.type == "[DONE]")
        }
    }
}
