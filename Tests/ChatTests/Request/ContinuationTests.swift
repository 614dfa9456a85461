// Going on with the client's last message, and the calls in it that have waited.

import JSON
import Testing

@testable import Chat

@Suite struct ContinuationTests {
    private static let card = #""input":{"title":"A"}"#

    private func continuation(
        _ parts: String,
        role: String = "assistant",
        contract: RequestContract = .ui
    ) throws -> Continuation? {
        let question = message("user", text("hi"))
        let body =
            #"{"model":"openai/x","messages":[\#(question),{"id":"a1","role":"\#(role)","parts":[\#(parts)]}]}"#
        return try chat(body, contract: contract).continuation
    }

    private func outcomes(_ parts: String) throws -> [SettledCall.Outcome]? {
        try continuation(parts)?.settledCalls.map(\.outcome)
    }

    private static let output = SettledCall.Outcome.output(
        Array(
            (#"{"type":"card","title":"A","description":null,"content":null,"media":null,"#
                + #""actions":null}"#).utf8
        )
    )

    @Test(
        arguments: [
            (#""state":"input-available",\#(card)"#, [output]),
            (
                #""state":"approval-responded","approval":{"id":"p","approved":true},\#(card)"#,
                [output]
            ),
            (
                #""state":"approval-responded","approval":{"approved":false,"reason":"no"},\#(card)"#,
                [.denied]
            ),
            (#""state":"input-available","input":{"nope":1}"#, [.invalid]),
            (#""state":"input-available""#, [.invalid]),
            (#""state":"approval-requested","approval":{"id":"p"},\#(card)"#, []),
            (#""state":"input-streaming",\#(card)"#, []),
            (#""state":"output-available","output":1,\#(card)"#, []),
            (#""state":"output-error","errorText":"e",\#(card)"#, []),
            (#""state":"output-denied","approval":{"approved":false},\#(card)"#, []),
        ] as [(String, [SettledCall.Outcome])]
    )
    func `calls of the server's tools get what they waited for`(
        members: String,
        expected: [SettledCall.Outcome]
    ) throws {
        #expect(try outcomes(tool("tool-generateCard", members)) == expected)
    }

    @Test func `calls of other tools are the client's, but for a denial`() throws {
        #expect(try outcomes(tool("tool-where", #""state":"input-available","input":{}"#)) == [])
        let denied = #""state":"approval-responded","approval":{"approved":false},"input":{}"#
        #expect(try outcomes(tool("tool-where", denied)) == [.denied])
    }

    @Test func `a call keeps its id and its kind`() throws {
        let members = #""toolName":"generateCard","state":"input-available",\#(Self.card)"#
        let part = #"{"type":"dynamic-tool","toolCallId":"\u00e9\"",\#(members)}"#
        let call = try #require(try continuation(part)?.settledCalls.first)
        #expect(call.isDynamic)
        #expect(JSONString.unescaped(call.id.span) == "\u{E9}\"")
    }

    @Test func `only the assistant's last message is gone on with`() throws {
        let call = tool("tool-generateCard", #""state":"input-available",\#(Self.card)"#)
        #expect(try continuation(call, role: "user") == nil)
        #expect(try continuation(call)?.messageID == "a1")
        #expect(try continuation(text("x"), contract: .completions)?.settledCalls == [])
    }
}
