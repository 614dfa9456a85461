import Bytes
import Testing

@testable import Chat

@Suite struct RelayAnswerTests {
    private static func answer(_ text: String) throws(RelayAnswer.Failure) -> RelayAnswer {
        try RelayAnswer(text.utf8.span)
    }

    @Test func `an answer tells its model, reason and cost`() throws {
        let answer = try Self.answer(
            #"{"id":"1","model":"m","choices":[{"index":0,"message":{"content":"a"},"#
                + #""finish_reason":"length"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"#
                + #""total_tokens":7}}"#
        )
        #expect(answer.model == "m")
        #expect(answer.finishReason == .length)
        #expect(answer.usage?.totalTokens == 7)
    }

    @Test func `an answer need not tell anything`() throws {
        let answer = try Self.answer(" {\"error\":null} \n")
        #expect(answer.model == nil && answer.finishReason == nil && answer.usage == nil)
    }

    @Test(arguments: ["", "{", "[]", "null", "<html>", #"{"choices":[}"#, "{}{}"])
    func `what is no JSON object is no answer`(text: String) {
        let failure = #expect(throws: RelayAnswer.Failure.self) { try Self.answer(text) }
        #expect(failure?.cause == .providerFailed)
        #expect(failure?.detail.hasSuffix(text) == true)
    }

    @Test(arguments: [
        #"{"error":"no"}"#, #"{"object":"error","code":400}"#, #"{"error_message":"no"}"#,
        #"{"choices":[{"finish_reason":"error"}]}"#, #"{"choices":[{"error":{"code":1}}]}"#,
        #"{"choices":[{"index":0},{"index":1,"finish_reason":"network_error"}]}"#,
        #"{"base_resp":{"status_code":1008}}"#, #"[{"error":{"code":503}}]"#,
    ])
    func `whatever says that it failed has failed`(text: String) {
        let failure = #expect(throws: RelayAnswer.Failure.self) { try Self.answer(text) }
        #expect(failure?.cause == .providerFailed)
    }

    @Test func `what programs act upon is told`() {
        let failure = #expect(throws: RelayAnswer.Failure.self) {
            try Self.answer(#"{"error":{"code":"content_filter","param":"messages"}}"#)
        }
        #expect(failure?.members == ErrorMembers(code: "content_filter", param: "messages"))
    }

    @Test func `a failure is one whatever the status said, and its words are for the log`() {
        let words = String(repeating: "x", count: 2000)
        let failure = #expect(throws: RelayAnswer.Failure.self) {
            try Self.answer(#"{"error":{"message":"\#(words)"}}"#)
        }
        #expect(failure?.cause == .providerFailed)
        #expect(failure?.detail.utf8.count == 1024)
    }
}
