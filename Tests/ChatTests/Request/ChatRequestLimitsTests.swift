// How much one chat request may hold, and what is gathered of one that holds more.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct ChatRequestLimitsTests {
    private static let limits = ChatRequestLimits(messageCountMax: 3, partCountMax: 5)

    private func report(
        _ messages: [String],
        contract: RequestContract = .ui,
        limits: ChatRequestLimits = limits
    ) -> JSONValue? {
        let body = #"{"model":"openai/gpt-4o","messages":[\#(messages.joined(separator: ","))]}"#
        do throws(RequestRejection) {
            _ = try ChatRequest(
                body.utf8.span,
                contract: contract,
                models: RecordedCase.models,
                limits: limits
            )
            return nil
        } catch {
            return error.status == 422 ? error.json?["detail"] : .bool(false)
        }
    }

    private func messages(_ count: Int, parts: Int = 1) -> [String] {
        let parts = Array(repeating: text("hi"), count: parts).joined(separator: ",")
        return Array(repeating: message("user", parts), count: count)
    }

    @Test(arguments: [RequestContract.ui, .completions])
    func `as many messages are taken, and no more`(_ contract: RequestContract) {
        #expect(report(messages(3), contract: contract) == nil)
        let error = report(messages(4), contract: contract)?[0]
        #expect(error?["type"] == "too_long")
        #expect(error?["loc"] == ["body", "messages"])
        #expect(error?["msg"] == "List should have at most 3 items after validation, not 4")
        #expect(error?["ctx"] == ["field_type": "List", "max_length": 3, "actual_length": 4])
    }

    @Test func `the parts of all messages count together`() {
        #expect(report(messages(1, parts: 5)) == nil)
        #expect(report(messages(2, parts: 2) + messages(1)) == nil)
        for messages in [messages(1, parts: 6), messages(3, parts: 2)] {
            let error = report(messages)?[0]
            #expect(error?["type"] == "too_long")
            #expect(error?["loc"] == ["body", "messages"])
            #expect(error?["msg"] == "Messages should have at most 5 parts in all, not 6")
        }
    }

    @Test func `attachments, unknown parts and parts that are replaced count as well`() {
        let file = #"{"url":"https://h/x","contentType":"image/png"}"#
        let files = Array(repeating: file, count: 3).joined(separator: ",")
        let parts = #"[{"type":"data-x"},{"type":"data-x"}]"#
        func message(_ more: String) -> String {
            #"{"id":"","role":"user","content":"x","experimental_attachments":[\#(files)],\#(more)}"#
        }
        #expect(report([message(#""parts":\#(parts)"#)]) == nil)
        #expect(report([message(#""parts":\#(parts),"parts":[7]"#)])?[0]?["type"] == "too_long")
    }

    @Test func `a later list of messages counts by itself`() {
        let body = #"{"messages":[{},{},{},{}],"messages":[\#(message("user", text("hi")))]}"#
        #expect(refusal(of: body, contract: .ui) == nil)
    }

    @Test func `what only the original's clients must not do hides no other error`() {
        let parts = Array(repeating: "7", count: 600).joined(separator: ",")
        let wrong = #"{"role":"nobody","parts":[]}"#
        let report = report([message("user", parts), wrong], limits: ChatRequestLimits())
        #expect(report?.array?.count == 1)
        #expect(report?[0]?["type"] == "literal_error")
    }

    @Test func `of many errors the first are told, and nothing is gathered behind them`() throws {
        let body = #"{"messages":[\#(Array(repeating: "{}", count: 3000).joined(separator: ","))]}"#
        var decoder = ChatRequestDecoder(
            contract: .ui,
            limits: ChatRequestLimits(),
            parameterNames: []
        )
        var reader = JSONReader(body.utf8.span)
        try decoder.read(&reader)
        #expect(decoder.history.messages.count < 600)
        #expect(decoder.errors.sorted(isStrict: false).count == 500)
    }

    @Test func `the SDK's completion prompt is the one message`() throws {
        let request = try chat(#"{"prompt":"say \"hi\""}"#, contract: .ui)
        #expect(request.messageCount == 1)
        let sent = try completion(#"{"prompt":"say \"hi\""}"#)
        #expect(sent == [["role": "user", "content": #"say "hi""#]])
        #expect(refusal(of: #"{"prompt":7}"#, contract: .ui)?.status == 422)
        #expect(refusal(of: #"{"prompt":"x","model":"openai/gpt-4o"}"#)?.status == 422)
    }

    @Test func `assistant-ui's instructions stand before the messages`() throws {
        let members = #""messages":[\#(message("user", text("hi")))],"system":"be \u0062rief""#
        let hi: JSONValue = ["role": "user", "content": "hi"]
        #expect(
            try completion("{\(members)}") == [["role": "system", "content": "be brief"], hi]
        )
        let empty = members.replacing(#"be \u0062rief"#, with: "")
        #expect(try completion("{\(empty)}") == [hi])
        #expect(refusal(of: #"{"messages":[],"system":"x"}"#, contract: .ui)?.status == 400)
    }

    private func completion(_ body: String) throws -> JSONValue? {
        let request = try chat(body, contract: .ui)
        let completion = try CompletionRequest(
            request,
            body: ByteBuffer(copying: body.utf8.span)
        )
        return completion.json()?["messages"]
    }
}
