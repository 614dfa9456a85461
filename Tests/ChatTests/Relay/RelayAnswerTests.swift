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
        #expect(failure?.cause == .answerInvalid)
    }

    @Test func `a failure is one whatever the status said, and its words are for the log`() {
        let words = String(repeating: "x", count: 2000)
        let failure = #expect(throws: RelayAnswer.Failure.self) {
            try Self.answer(#"{"error":{"message":"\#(words)"}}"#)
        }
        #expect(failure?.cause == .providerFailed)
        #expect(failure?.detail.utf8.count == 512)
    }
}
