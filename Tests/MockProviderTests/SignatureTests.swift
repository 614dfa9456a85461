// Signatures that must come back.

import Testing

@testable import MockProvider

@Suite struct SignatureTests {
    private func areBroughtBack(
        _ directive: String,
        _ body: String,
        in dialect: MockDialect = .messages
    ) throws -> Bool {
        var script = MockScript()
        try script.apply(directive: directive)
        let request = try MockRequest(body.utf8.span, in: dialect)
        return Signature.areBroughtBack(in: body.utf8.span, request, script)
    }

    private static let first = Signature.value(0, round: 0)
    private static let second = Signature.value(0, round: 1)

    private func body(_ signatures: String...) -> String {
        let answers = signatures.map { #",{"role":"assistant","content":"\#($0)"}"# }
        return #"{"messages":[{"role":"user","content":"x"}\#(answers.joined())]}"#
    }

    @Test func `a signature is base64, one for each round`() {
        #expect(Self.first.utf8.count % 4 == 0)
        #expect(Self.first != Self.second)
        #expect(Self.first != Signature.value(1, round: 0))
    }

    @Test func `each round's signature is demanded by a strict script`() throws {
        #expect(try areBroughtBack("strict reasoning=1", body()))
        #expect(try areBroughtBack("strict reasoning=1", body(Self.first)))
        #expect(try areBroughtBack("strict reasoning=1", body(Self.first, Self.second)))
        #expect(try !areBroughtBack("strict reasoning=1", body("x")))
        #expect(try !areBroughtBack("strict reasoning=1", body(Self.first, Self.first)))
        #expect(try areBroughtBack("reasoning=1", body("x")))
        #expect(try areBroughtBack("strict", body("x")))
        #expect(try areBroughtBack("strict reasoning=1 signatures=no", body("x")))
        #expect(try areBroughtBack("strict reasoning=1", body("x"), in: .chatCompletions))
    }

    @Test func `Gemini takes a stand-in`() throws {
        let answer = { (signature: String) in
            #"{"contents":[{"role":"user","parts":[]},{"role":"model","parts":[{"thoughtSignature":"#
                + #""\#(signature)"}]}]}"#
        }
        let strict = "strict reasoning=1"
        #expect(try !areBroughtBack(strict, answer("x"), in: .generateContent))
        #expect(
            try areBroughtBack(
                strict,
                answer("skip_thought_signature_validator"),
                in: .generateContent
            )
        )
    }

    @Test func `a response demands what it has given`() throws {
        let body = #"{"input":[{"role":"user","content":"x"},{"type":"reasoning"}]"#
        let include = #","include":["reasoning.encrypted_content"]}"#
        #expect(try areBroughtBack("strict reasoning=1", body + "}", in: .responses))
        #expect(try !areBroughtBack("strict reasoning=1", body + include, in: .responses))
    }

    @Test func `a strict script refuses a request`() throws {
        try MockHarness.run { mock in
            let prompt = "#mock strict reasoning=1 tool=f interval=0"
            let answer = try mock.answer(
                at: "/v1/messages",
                fields: "anthropic-version: 2023-06-01\r\nx-api-key: k\r\n",
                #"{"max_tokens":9,"messages":[{"role":"user","content":"\#(prompt)"},"#
                    + #"{"role":"assistant","content":"x"}]}"#
            )
            #expect(answer.status == 400)
            #expect(answer.text.contains("Invalid `signature` in `thinking` block"))
        }
    }
}
