// Who may call, in each mode.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct AuthenticationTests {
        @Test func `a key of the list opens, and nothing else does`() throws {
            let settings = [
                "AUTH__MODE": "api_key",
                "AUTH__API_KEYS": #"[{"key":"key-of-ada-0123456789","name":"ada"}]"#,
            ]
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: settings)
            let connection = try server.connect()
            let right = "X-API-Key: key-of-ada-0123456789"
            #expect(try connection.request("GET", "/models", fields: [right]).status == 200)
            let wrong = [
                "X-API-Key: key-of-ada-012345678", "X-API-Key: ", "Authorization: Bearer x",
            ]
            for field in wrong {
                let response = try connection.request("GET", "/models", fields: [field])
                #expect(response.status == 401)
                #expect(try response.json()["code"] as? String == "AUTH_INVALID")
                #expect(response["www-authenticate"] == "Bearer")
            }
            #expect(try connection.request("GET", "/models").status == 401)
            #expect(try connection.request("GET", "/health/live").status == 200)
            let answer = try server.chat(
                "#mock id=1 tokens=1",
                fields: [right],
                on: try server.connect()
            )
            #expect(try answer.rest().last?.type == "[DONE]")
            let line = try #require(try server.accessLines("/chat").first)
            #expect(line["principal"] as? String == "ada")
            #expect(!server.program.output.text.contains("key-of-ada"))
        }

        @Test func `a signed token opens, and nothing else does`() throws {
            let settings = ["AUTH__MODE": "jwt", "AUTH__JWT__SECRET": TestTokens.secret]
            let server = try ChatServer(nil, settings: settings)
            let connection = try server.connect()
            for scheme in ["Bearer", "bearer"] {
                let field = "Authorization: \(scheme) \(TestTokens.until2100)"
                #expect(try connection.request("GET", "/models", fields: [field]).status == 200)
            }
            for token in TestTokens.refused {
                let field = "Authorization: Bearer \(token)"
                #expect(try connection.request("GET", "/models", fields: [field]).status == 401)
            }
            #expect(try connection.request("GET", "/health/ready").status == 200)
            let line = try #require(try server.accessLines("/models").first)
            #expect(line["principal"] as? String == "ada")
        }
    }
}
