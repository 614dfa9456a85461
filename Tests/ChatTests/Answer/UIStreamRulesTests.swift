// The rules for UI message streams find each breach, so that streams found right are.

import AnswerKit
import Testing

@Suite struct UIStreamRulesTests {
    struct Case: CustomTestStringConvertible {
        let breach: String
        /// The chunks without their braces.
        let chunks: [String]
        /// What one of the problems says.
        let problem: String
        var end = "data: [DONE]\n\n"
        var testDescription: String { breach }
    }

    private static let start = #""type":"start","messageId":"m""#
    private static let step = #""type":"start-step""#
    private static let text = #""type":"text-start","id":"t""#
    private static let textEnd = #""type":"text-end","id":"t""#
    private static let input = #""type":"tool-input-start","toolCallId":"c","toolName":"n""#
    private static let call =
        #""type":"tool-input-available","toolCallId":"c","toolName":"n","input":{}"#
    private static let output = #""type":"tool-output-available","toolCallId":"c","output":1"#
    private static let fragment =
        #""type":"tool-input-delta","toolCallId":"c","inputTextDelta":"{}""#
    private static let failure = #""type":"tool-output-error","toolCallId":"c","errorText":"no""#
    private static let stepEnd = #""type":"finish-step""#
    private static let note = #""type":"message-metadata","messageMetadata":{}"#
    private static let finish = #""type":"finish""#
    private static let error = #""type":"error","errorText":"no""#

    private static let right = [
        [start, step, text, textEnd, stepEnd, finish],
        [start, step, input, call, output, stepEnd, step, text, textEnd, stepEnd, finish],
        [start, step, input, call, stepEnd, finish], [start, error],
        [start, step, text, textEnd, input, call, output, stepEnd, step, note, error],
        [start, step, input, fragment, failure, stepEnd, step, note, error], [error],
    ]

    @Test(arguments: right)
    func `a stream that keeps the rules has no problem`(chunks: [String]) {
        #expect(Self.problems(chunks, end: "data: [DONE]\n\n") == [])
    }

    @Test(arguments: [
        Case(breach: "no start", chunks: [step, stepEnd, finish], problem: "before start"),
        Case(breach: "two starts", chunks: [start, start, finish], problem: "a second start"),
        Case(breach: "no end", chunks: [start], problem: "neither finish nor error"),
        Case(breach: "two ends", chunks: [start, error, finish], problem: "finish after the end"),
        Case(breach: "no end mark", chunks: [start, finish], problem: "0 times [DONE]", end: ""),
        Case(breach: "an open step", chunks: [start, step, finish], problem: "within a step"),
        Case(breach: "nested steps", chunks: [start, step, step], problem: "a step within a step"),
        Case(breach: "no step", chunks: [start, text, textEnd], problem: "outside of a step"),
        Case(breach: "no text-start", chunks: [start, step, textEnd], problem: "not open"),
        Case(breach: "two text-starts", chunks: [start, step, text, text], problem: "open: "),
        Case(
            breach: "an open text",
            chunks: [start, step, text, stepEnd],
            problem: "open at the end of a step"
        ),
        Case(
            breach: "a text open at the error",
            chunks: [start, step, text, error],
            problem: "open at the error"
        ),
        Case(
            breach: "a call open at the error",
            chunks: [start, step, input, call, error],
            problem: "a call without its output"
        ),
        Case(
            breach: "a call without its input",
            chunks: [start, step, input, stepEnd],
            problem: "a call without its input"
        ),
        Case(
            breach: "an output before its input",
            chunks: [start, step, input, output],
            problem: "output before input"
        ),
        Case(
            breach: "an input that is available and failed",
            chunks: [start, step, input, fragment, call, failure],
            problem: "available, then failed"
        ),
        Case(
            breach: "an error that lets a client ask again",
            chunks: [start, step, input, call, output, stepEnd, step, error],
            problem: "an error behind calls"
        ),
        Case(
            breach: "a finish that lets a client ask again",
            chunks: [start, step, input, call, output, stepEnd, step, stepEnd, finish],
            problem: "a finish behind calls"
        ),
        Case(
            breach: "a failed call without any input",
            chunks: [start, step, input, failure],
            problem: "no input at all"
        ),
        Case(
            breach: "an id that is used again",
            chunks: [start, step, input, call, output, stepEnd, step, input],
            problem: "again: "
        ),
        Case(
            breach: "a step behind a call of the client's",
            chunks: [start, step, input, call, stepEnd, step],
            problem: "that the client has to answer"
        ),
        Case(
            breach: "a member too many",
            chunks: [start, step, #""type":"finish-step","usage":{}"#],
            problem: "not as the client's schema has it"
        ),
        Case(
            breach: "null for absent",
            chunks: [#""type":"start","messageId":null"#],
            problem: "not as the client's schema has it"
        ),
        Case(
            breach: "a type of later releases",
            chunks: [start, step, #""type":"tool-output-denied","toolCallId":"c""#],
            problem: "no type that the client knows"
        ),
        Case(
            breach: "a name that clients refuse",
            chunks: [start, step, input, call.replacing("{}", with: #"{"__proto__":1}"#)],
            problem: "take for an attack"
        ),
        Case(
            breach: "an event in two lines",
            chunks: [start + ",\n"],
            problem: "more than one line"
        ),
        Case(breach: "half an event", chunks: [start], problem: "not terminated", end: "data: {"),
    ])
    func `each breach is found`(row: Case) {
        let problems = Self.problems(row.chunks, end: row.end)
        #expect(problems.contains { $0.contains(row.problem) }, "\(problems)")
    }

    @Test(arguments: right)
    func `a reader who leaves excuses nothing but the end`(chunks: [String]) {
        for count in 0...chunks.count {
            let begun = Array(chunks.prefix(count))
            #expect(Self.problems(begun, end: "", isCut: true) == [])
            let wrong = begun + [#""type":"text-delta","id":"t","delta":null"#]
            #expect(Self.problems(wrong, end: "", isCut: true) != [])
        }
    }

    private static func problems(
        _ chunks: [String],
        end: String,
        isCut: Bool = false
    ) -> [String] {
        let text = chunks.map { "data: {\($0)}\n\n" }.joined() + end
        return UIStreamRules.problems(in: UIStream(Array(text.utf8)), isCut: isCut)
    }
}
