// Requests for titles, and the one model call that each makes.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct TitleRequestTests {
    private func refusal(of body: String) -> JSONValue? {
        do throws(RequestRejection) {
            _ = try TitleRequest(body.utf8.span)
            return nil
        } catch {
            return error.json?["detail"]
        }
    }

    private func body(message: String) -> String {
        #"{"userMessage":"\#(message)","conversationId":"c"}"#
    }

    @Test(arguments: [("x", 1), ("x", 9_999), ("x", 10_000), ("😀", 10_000), (#"\u00e9"#, 10_000)])
    func `a message of one to ten thousand characters is taken`(_ unit: String, _ count: Int) {
        #expect(refusal(of: body(message: String(repeating: unit, count: count))) == nil)
    }

    @Test(arguments: ["x", "😀", #"\ud83d\ude00"#, #"\""#])
    func `one character more is not`(_ unit: String) throws {
        let message = String(repeating: unit, count: 10_001)
        let detail = try #require(refusal(of: body(message: message))?[0])
        #expect(detail["type"] == "string_too_long")
        #expect(detail["msg"] == "String should have at most 10000 characters")
        #expect(detail["input"]?.string?.unicodeScalars.count == 10_001)
        #expect(detail["ctx"] == ["max_length": 10000])
    }

    @Test(arguments: [
        ("{}", ["missing", "missing"]),
        (#"{"userMessage":"","conversationId":""}"#, ["string_too_short", "string_too_short"]),
        (#"{"conversationId":5,"userMessage":["x"]}"#, ["string_type", "string_type"]),
        (#"{"userMessage":5,"userMessage":"b"}"#, ["missing"]),
        ("[]", ["model_attributes_type"]), ("null", ["missing"]), ("", ["missing"]),
        ("{", ["json_invalid"]),
    ])
    func `all errors are told at once`(_ body: String, _ types: [String]) {
        let detail = refusal(of: body)?.array
        #expect(detail?.compactMap { $0["type"]?.string } == types)
    }

    @Test func `the prompt has the message as it was written`() throws {
        let body = body(message: #"\u00e9 {max_length}\n\ud800"#)
        let request = try TitleRequest(body.utf8.span)
        let completion = request.completionRequest(
            body: body.utf8.span,
            target: ModelTarget(model: "m"),
            lengthMax: 50
        )
        var buffer = ByteBuffer()
        completion.encodeBody(into: &buffer, completion.firstForm, stream: false)
        let text = String(buffer.bytes)
        #expect(
            text.contains("User message: \\u00e9 {max_length}\\n\u{FFFD}\\n\\nRespond with ONLY")
        )
        #expect(text.contains("(max 50 characters)"))
        #expect(text.hasSuffix(#"],"model":"m","stream":false}"#))
    }
}
