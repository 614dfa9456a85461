@testable import Configuration
import JSON
import TestKit
import Testing

@testable import Gateway

/// Tokens at the gate, and what an address may cost that sends wrong ones.
@Suite struct AuthGateTests {
    private static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE+sHzA5FPAkp2HI/wY1IW3im9bs2c
        sADAJcVNmqh/E4ceE17r1nwALg3KGRRMmoaCYaoc6mtKnWdUePR1BxSycQ==
        -----END PUBLIC KEY-----

        """
    /// Of ada, without an end.
    private static let token =
        "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhZGEifQ."
        + "RccShvm-HNMy9BFw2ibh8O4sVyiCI3tQJxGaEb4BXz-AczVYVXut3EhKc_tZnqI780cluE2LcqcV75Fl-UscgQ"

    private static func settings(_ settings: inout Settings) {
        settings.auth.mode = .jwt
        settings.auth.jwt.algorithm = .es256
        settings.auth.jwt.secret = Secret(publicKey)
        settings.limits.requestsPerMinute = 1
        settings.limits.requestBurst = 3
    }

    private static func get(_ token: String, from address: String) -> GatewayRequest {
        .get("/models", "Authorization: Bearer \(token)", "X-Forwarded-For: \(address)")
    }

    @Test func `an address that has spent its share gets no signature of a public key verified`()
        throws
    {
        let forged = String(Self.token.dropLast(9)) + "AAAAAAAAA"
        try GatewayScene.run({
            Self.settings(&$0)
            $0.server.trustedHops = 1
        }) { scene throws in
            #expect(try scene.response(to: Self.get(Self.token, from: "10.0.0.1")).status == 200)
            for _ in 0..<3 {
                let response = try scene.response(to: Self.get(forged, from: "10.0.0.2"))
                #expect(response.status == 401)
            }
            // Were it looked at, the good one would pass.
            for token in [forged, Self.token] {
                let response = try scene.response(to: Self.get(token, from: "10.0.0.2"))
                #expect(response.status == 429)
                #expect(response.field("Retry-After") != nil)
                #expect(response.json?["code"] == "RATE_LIMITED")
            }
            #expect(try scene.response(to: Self.get(Self.token, from: "10.0.0.1")).status == 200)
        }
    }

    @Test func `without a bound every signature is verified`() throws {
        let forged = String(Self.token.dropLast(9)) + "AAAAAAAAA"
        try GatewayScene.run({
            Self.settings(&$0)
            $0.limits.requestsPerMinute = 0
        }) { scene throws in
            for _ in 0..<5 {
                let response = try scene.response(to: Self.get(forged, from: "10.0.0.2"))
                #expect(response.status == 401)
            }
            #expect(try scene.response(to: Self.get(Self.token, from: "10.0.0.2")).status == 200)
        }
    }

    @Test func `a token may be as long as a head`() throws {
        try GatewayScene.run({
            Self.settings(&$0)
            $0.limits.requestsPerMinute = 0
        }) { scene throws in
            let long = Self.token + String(repeating: "A", count: 20_000)
            #expect(try scene.response(to: Self.get(long, from: "10.0.0.2")).status == 401)
            #expect(try scene.logLines(1).last?.error_detail == "the token's signature is wrong")
        }
    }
}
