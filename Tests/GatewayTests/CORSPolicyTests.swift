import Configuration
import TestKit
import Testing

@testable import Gateway

@Suite struct CORSPolicyTests {
    private static let page = "http://localhost:5173"

    /// Settings of the policy, a request and the answer's fields.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var origins = [page]
        var methods = ["GET", "POST", "OPTIONS"]
        var headers = ["Authorization", "X-API-Key"]
        let fields: [String]
        var status = 200
        var text = "OK"
        /// `Access-Control-…` fields by their last words, and `Vary`; absent ones are empty.
        let expected: [String: String]
        var testDescription: String { name }
    }

    private static let allowedHeaders =
        "Accept, Accept-Language, Authorization, Content-Language, Content-Type, X-API-Key"

    private static let exposed = "X-Request-ID, Retry-After, RateLimit, RateLimit-Policy"

    private static func preflight(_ more: [String: String]) -> [String: String] {
        [
            "Allow-Origin": page, "Allow-Methods": "GET, POST, OPTIONS", "Max-Age": "600",
            "Allow-Credentials": "true", "Allow-Headers": allowedHeaders, "Vary": "Origin",
        ].merging(more) { $1 }
    }

    static let preflights = [
        Case(
            name: "all is allowed",
            fields: [
                "Origin: \(page)", "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: content-type, X-api-KEY",
            ],
            expected: preflight([:])
        ),
        Case(
            name: "an origin that is not allowed",
            fields: ["Origin: http://evil", "Access-Control-Request-Method: POST"],
            status: 400,
            text: "Disallowed CORS origin",
            expected: preflight(["Allow-Origin": ""])
        ),
        Case(
            name: "an origin in another case",
            fields: ["Origin: HTTP://localhost:5173", "Access-Control-Request-Method: POST"],
            status: 400,
            text: "Disallowed CORS origin",
            expected: preflight(["Allow-Origin": ""])
        ),
        Case(
            name: "everything is wrong",
            fields: [
                "Origin: null", "Access-Control-Request-Method: PUT",
                "Access-Control-Request-Headers: x-other",
            ],
            status: 400,
            text: "Disallowed CORS origin, method, headers",
            expected: preflight(["Allow-Origin": ""])
        ),
        Case(
            name: "a method in another case",
            fields: ["Origin: \(page)", "Access-Control-Request-Method: post"],
            status: 400,
            text: "Disallowed CORS method",
            expected: preflight([:])
        ),
        Case(
            name: "all origins",
            origins: ["*"],
            fields: ["Origin: http://any", "Access-Control-Request-Method: POST"],
            expected: preflight(["Allow-Origin": "http://any"])
        ),
        Case(
            name: "all methods",
            methods: ["*"],
            fields: ["Origin: \(page)", "Access-Control-Request-Method: PUT"],
            expected: preflight(["Allow-Methods": "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"])
        ),
        Case(
            name: "empty elements between fields",
            fields: [
                "Origin: \(page)", "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: ,authorization,, \t,X-API-KEY \t,",
            ],
            expected: preflight([:])
        ),
        Case(
            name: "a field that begins like one that is allowed",
            fields: [
                "Origin: \(page)", "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: authorizatio, authorization",
            ],
            status: 400,
            text: "Disallowed CORS headers",
            expected: preflight([:])
        ),
        Case(
            name: "more fields than any page sends",
            fields: [
                "Origin: \(page)", "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: "
                    + Array(repeating: "accept", count: 300).joined(separator: ","),
            ],
            status: 400,
            text: "Disallowed CORS headers",
            expected: preflight([:])
        ),
        Case(
            name: "all headers",
            headers: ["*"],
            fields: [
                "Origin: \(page)", "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: x-a, x-b",
            ],
            expected: preflight(["Allow-Headers": "x-a, x-b"])
        ),
    ]

    static let requests = [
        Case(name: "no origin", fields: [], expected: ["Vary": "Origin"]),
        Case(name: "no origin, and all are allowed", origins: ["*"], fields: [], expected: [:]),
        Case(
            name: "an allowed origin",
            fields: ["Origin: \(page)"],
            expected: [
                "Allow-Origin": page, "Allow-Credentials": "true", "Vary": "Origin",
                "Expose-Headers": exposed,
            ]
        ),
        Case(
            name: "another origin",
            fields: ["Origin: http://evil"],
            expected: ["Allow-Credentials": "true", "Vary": "Origin"]
        ),
        Case(
            name: "all origins, without a cookie",
            origins: ["*"],
            fields: ["Origin: http://any"],
            expected: [
                "Allow-Origin": "*", "Allow-Credentials": "true", "Expose-Headers": exposed,
            ]
        ),
        Case(
            name: "all origins, with a cookie",
            origins: ["*"],
            fields: ["Origin: http://any", "Cookie: a=b"],
            expected: [
                "Allow-Origin": "http://any", "Allow-Credentials": "true", "Vary": "Origin",
                "Expose-Headers": exposed,
            ]
        ),
    ]

    private static func check(_ row: Case, _ requests: [GatewayRequest]) throws -> [GatewayResponse]
    {
        var responses: [GatewayResponse] = []
        try GatewayScene.run({
            $0.server.cors.allowedOrigins = row.origins
            $0.server.cors.allowedMethods = row.methods
            $0.server.cors.allowedHeaders = row.headers
        }) { scene in
            for request in requests { responses.append(try scene.response(to: request)) }
        }
        let names = ["Origin", "Methods", "Headers", "Credentials"].map { "Allow-" + $0 }
        for response in responses {
            for name in names + ["Max-Age", "Expose-Headers"] {
                let value = response.field("Access-Control-\(name)") ?? ""
                #expect(value == row.expected[name] ?? "", "\(name)")
            }
            #expect(response.field("Vary") ?? "" == row.expected["Vary"] ?? "")
        }
        return responses
    }

    @Test(arguments: preflights)
    func `a preflight is answered for any path`(row: Case) throws {
        let requests = ["/models", "/nothing"].map {
            GatewayRequest(line: "OPTIONS \($0) HTTP/1.1", fields: row.fields)
        }
        for response in try Self.check(row, requests) {
            #expect(response.status == row.status)
            #expect(response.text == row.text)
            #expect(response.field("Content-Type") == "text/plain; charset=utf-8")
        }
    }

    @Test(arguments: requests)
    func `responses of every kind say who may read them`(row: Case) throws {
        let requests = ["/models", "/nothing"].map {
            GatewayRequest(line: "GET \($0) HTTP/1.1", fields: row.fields)
        }
        #expect(try Self.check(row, requests).map(\.status) == [200, 404])
    }

    /// What browsers ask for on behalf of the AI SDK and of OpenAI's client.
    @Test(arguments: [
        "content-type,user-agent", "content-type,x-ai-sdk-version", "content-type,traceparent",
        "authorization,content-type,openai-organization,openai-project,user-agent,x-stainless-arch,"
            + "x-stainless-lang,x-stainless-os,x-stainless-package-version,x-stainless-retry-count,"
            + "x-stainless-runtime,x-stainless-runtime-version,x-stainless-timeout",
        "x-stainless-helper-method", "x-stainless-poll-helper,x-stainless-custom-poll-interval",
    ])
    func `the defaults let the clients of browsers through`(asked: String) throws {
        try GatewayScene.run { scene in
            let preflight = GatewayRequest.other(
                "OPTIONS",
                "/v1/chat/completions",
                "Origin: \(Self.page)",
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: \(asked)"
            )
            let status = try scene.response(to: preflight).status
            #expect(status == 200)
        }
    }
}
