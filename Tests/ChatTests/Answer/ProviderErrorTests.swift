import Testing

@testable import Chat

@Suite struct ProviderErrorTests {
    /// A refusal, and what it comes to.
    struct Case: CustomTestStringConvertible {
        var status = 400
        let body: String
        var cause = ChatError.requestRefused
        var code: String?
        var param: String?
        var testDescription: String { "\(status) \(body)" }
    }

    private static func error(_ members: String) -> String {
        #"{"error":{"message":"words",\#(members)}}"#
    }

    @Test(
        arguments: [
            (400, .requestRefused), (401, .providerAuthentication), (402, .accountExhausted),
            (403, .providerAuthentication), (404, .modelNotFound), (405, .providerMisconfigured),
            (408, .firstTokenTimeout), (409, .requestRefused), (413, .requestRefused),
            (422, .requestRefused), (429, .rateLimited), (498, .providerFailed),
            (500, .providerFailed), (502, .providerFailed), (503, .providerFailed),
            (504, .firstTokenTimeout), (520, .providerFailed), (524, .providerFailed),
            (529, .providerFailed), (307, .providerFailed),
        ] as [(Int, ChatError)]
    )
    func `a status has a cause`(status: Int, cause: ChatError) {
        let body = Self.error(#""type":null,"code":null"#)
        #expect(ProviderError(body.utf8.span).cause(ofStatus: status) == cause)
    }

    static let cases = [
        // The account.
        Case(
            status: 429,
            body: error(#""type":"insufficient_quota","code":"insufficient_quota""#),
            cause: .accountExhausted,
            code: "insufficient_quota"
        ),
        Case(
            status: 429,
            body: error(#""type":"insufficient_quota""#),
            cause: .accountExhausted,
            code: "insufficient_quota"
        ),
        Case(status: 403, body: error(#""code":"Arrearage""#), cause: .accountExhausted),
        Case(body: error(#""code":"billing_hard_limit_reached""#), cause: .accountExhausted),
        // What programs act upon.
        Case(
            body: error(#""param":"messages","code":"context_length_exceeded""#),
            code: "context_length_exceeded",
            param: "messages"
        ),
        Case(
            body:
                #"{"error":{"message":"too long","type":"exceed_context_size_error","code":400}}"#,
            code: "context_length_exceeded"
        ),
        Case(
            body: #"{"object":"error","message":"The maximum context length is 10","param":null}"#,
            code: "context_length_exceeded"
        ),
        Case(body: error(#""code":"content_filter""#), code: "content_filter"),
        Case(body: error(#""code":"invalid_image_url""#), code: "invalid_image_url"),
        Case(body: error(#""code":"invalid_image of\nmine""#)),
        Case(body: error(#""code":"a_secret_of_ours","param":"x""#), param: "x"),
        Case(status: 422, body: error(#""param":"temperature""#), param: "temperature"),
        Case(status: 413, body: error(#""param":"messages""#)),
        Case(
            status: 413,
            body: error(#""param":"messages","code":"unsupported_value""#),
            code: "unsupported_value",
            param: "messages"
        ),
        Case(body: error(#""param":"\#(String(repeating: "x", count: 201))""#)),
        // The model.
        Case(
            status: 403,
            body: error(#""code":"model_not_found""#),
            cause: .modelNotFound,
            code: "model_not_found"
        ),
        Case(
            body: #"{"error":{"message":"Invalid model name passed in model=x","code":"400"}}"#,
            cause: .modelNotFound
        ),
        // What only the operator can mend.
        Case(status: 404, body: "<html>nginx</html>", cause: .providerMisconfigured),
        Case(status: 404, body: "", cause: .providerMisconfigured),
        Case(status: 404, body: #"{"detail":"Not Found"}"#, cause: .providerMisconfigured),
        Case(
            status: 404,
            body: #"{"error":{"code":404,"message":"File Not Found","type":"not_found_error"}}"#,
            cause: .providerMisconfigured
        ),
        Case(
            status: 404,
            body: #"{"error":{"message":"Invalid URL (POST /v1/v1/chat/completions)"}}"#,
            cause: .providerMisconfigured
        ),
        Case(
            body: "<html>The plain HTTP request was sent to HTTPS port</html>",
            cause: .providerMisconfigured
        ),
        Case(
            body: "Client sent an HTTP request to an HTTPS server.\n",
            cause: .providerMisconfigured
        ),
        Case(
            body:
                #"{"object":"error","message":"\"auto\" tool choice requires --tool-call-parser"}"#,
            cause: .providerMisconfigured
        ),
        // Other shapes.
        Case(body: #"[{"error":{"code":400,"status":"INVALID_ARGUMENT"}}]"#),
        Case(body: #"{"detail":[{"loc":["body","x"]}]}"#), Case(body: #""text""#),
        Case(body: ""), Case(body: "{"), Case(body: "[[[]]]"), Case(body: #"{"error":null}"#),
        Case(body: error(#""code":1e999,"param":{"a":1}"#)),
    ]

    @Test(arguments: cases)
    func `a refusal is told by its cause`(row: Case) {
        let error = ProviderError(row.body.utf8.span)
        #expect(error.cause(ofStatus: row.status) == row.cause)
        #expect(
            error.members(ofStatus: row.status) == ErrorMembers(code: row.code, param: row.param)
        )
    }

    @Test(arguments: [
        (#"{"error":{"code":429}}"#, ChatError.rateLimited),
        (#"{"code":"429"}"#, .rateLimited), (#"{"type":"rate_limit_error"}"#, .rateLimited),
        (#"{"error":{"code":"insufficient_quota"}}"#, .accountExhausted),
        (#"{"error":{"code":502}}"#, .providerFailed), (#""words""#, .providerFailed),
        ("network_error", .providerFailed), ("<html>", .providerFailed), ("", .providerFailed),
    ])
    func `a failure within an answer is told by its cause`(report: String, cause: ChatError) {
        #expect(ProviderError(report.utf8.span).cause == cause)
    }

    @Test(arguments: [
        (422, #"{"detail":[{"loc":["body","stream_options"]}]}"#, true),
        (400, "unknown field include_usage", true), (500, "stream_options", false),
        (400, #"{"error":{"param":"tools"}}"#, false),
    ])
    func `the member that streams are asked for is known`(status: Int, body: String, isIt: Bool) {
        #expect(ProviderError.refusesStreamOptions(status: status, body.utf8.span) == isIt)
    }
}
