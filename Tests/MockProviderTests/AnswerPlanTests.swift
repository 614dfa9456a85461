// Which part of an answer comes when.

import Testing

@testable import MockProvider

@Suite struct AnswerPlanTests {
    private func plan(
        _ directive: String,
        _ request: String = "{}",
        in dialect: MockDialect = .messages
    ) throws -> AnswerPlan {
        var script = MockScript()
        try script.apply(directive: directive)
        return AnswerPlan(
            script: script,
            request: try MockRequest(request.utf8.span, in: dialect),
            created: 0,
            serial: 1,
            hasWholeCalls: dialect.hasWholeCalls
        )
    }

    private func kinds(_ plan: AnswerPlan) -> String {
        (0..<plan.beatCount).map { index in
            switch plan.beat(index) {
            case .reasoning(let index): "r\(index)"
            case .text(let index): "t\(index)"
            case .call(let part):
                "c\(part.call)\(part.fragment.map { "\($0)" } ?? "")\(part.isLast ? "." : "")"
            }
        }.joined(separator: " ")
    }

    @Test func `reasoning, text and calls follow each other`() throws {
        let directive = "reasoning=2 preface=1 tool=f args=[1,2] fragment=3 tool=g"
        #expect(kinds(try plan(directive)) == "r0 r1 t0 c0 c00..<3 c03..<5. c1 c10..<2.")
        #expect(kinds(try plan(directive, in: .generateContent)) == "r0 r1 t0 c00..<5. c10..<2.")
    }

    @Test(arguments: [
        (-1, "", "length"), (0, "", "length"), (1, "r0", "length"), (3, "r0 r1 t0", "length"),
        (4, "r0 r1 t0 t1", "stop"), (5, "r0 r1 t0 t1", "stop"),
    ])
    func `a bound of tokens cuts the answer short`(
        _ room: Int,
        _ beats: String,
        _ reason: String
    ) throws {
        let plan = try plan("reasoning=2 tokens=2", #"{"max_tokens":\#(room)}"#)
        #expect(kinds(plan) == beats)
        #expect(plan.finishReason == reason)
    }

    @Test func `an answer cut short calls no tool`() throws {
        let plan = try plan("preface=2 tool=f", #"{"max_tokens":1}"#)
        #expect(plan.calls.isEmpty)
        #expect(plan.finishReason == "length")
    }

    @Test func `chat completions are not bounded`() throws {
        #expect(try plan("tokens=9", #"{"max_tokens":1}"#, in: .chatCompletions).beatCount == 9)
    }

    @Test(arguments: [
        ("{}", true), (#"{"a":[1]}"#, true), ("[1]", false), (#""{broken""#, false),
    ])
    func `arguments are an object or not`(_ arguments: String, _ isObject: Bool) throws {
        #expect(try plan("tool=f args=\(arguments)").hasObjectArguments(0) == isObject)
    }
}
