// GET / where it is asked for, and only there.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct PlaygroundTests {
        @Test func `without the setting there is no page`() throws {
            let server = try ChatServer(nil)
            #expect(try server.connect().request("GET", "/").status == 404)
        }

        @Test func `each page has a policy of its own`() throws {
            let server = try ChatServer(nil, settings: ["SERVER__PLAYGROUND": "true"])
            var policies: Set<String> = []
            for _ in 0..<2 {
                let response = try server.connect().request("GET", "/")
                #expect(response.status == 200)
                #expect(response["content-type"] == "text/html; charset=utf-8")
                let policy = try #require(response["content-security-policy"])
                let number = try #require(policy.firstMatch(of: /script-src 'nonce-([0-9a-f-]+)'/))
                #expect(response.text.contains("<script nonce=\"\(number.1)\">"))
                policies.insert(policy)
            }
            #expect(policies.count == 2)
        }

        @Test func `the page is open where the chat is not`() throws {
            let settings = [
                "SERVER__PLAYGROUND": "true", "AUTH__MODE": "api_key",
                "AUTH__API_KEYS": #"[{"key":"key-of-a-test","name":"test"}]"#,
            ]
            let server = try ChatServer(nil, settings: settings)
            #expect(try server.connect().request("GET", "/").status == 200)
            #expect(try server.connect().request("GET", "/models").status == 401)
            #expect(try server.connect().request("POST", "/chat", body: "{}").status == 401)
        }

        @Test func `the demonstration has it and says where`() throws {
            let server = try ChatServer(nil, arguments: ["serve", "--demo", "--port", "0"])
            let line = try server.program.error.line { $0.contains("in a browser") }
            #expect(line == "Try it in a browser: \(server.url)/")
            #expect(try server.connect().request("GET", "/").status == 200)
        }
    }
}
