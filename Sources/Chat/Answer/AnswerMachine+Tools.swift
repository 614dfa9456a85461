// What becomes of the tools that a model has called.

internal import Bytes
internal import JSON

extension AnswerMachine {
    /// Runs the tools of a model call: they display, so what they give is their arguments.
    mutating func callsEnded(into output: inout ByteBuffer) -> Verdict {
        let outcomes = assembler.calls.map { outcome(of: $0) }
        encoder.toolOutcomes(outcomes, into: &output)
        stepOutcomes = outcomes
        for outcome in outcomes {
            guard case .refused = outcome.verdict else { continue }
            // Told once, a model mends its call; told twice, it never does.
            guard refusedTools.insert(outcome.call.name).inserted else {
                return fail(.toolFailed, into: &output)
            }
        }
        guard stepCount < stepCountMax else { return fail(.stepLimit, into: &output) }
        return beginNextStep(into: &output)
    }

    private func outcome(of call: ToolCall) -> ToolOutcome {
        var arguments = ByteBuffer()
        JSONString.unescape(call.arguments.span, into: &arguments)
        // No arguments at all are no arguments, not broken ones.
        if arguments.isEmpty { arguments.append("{}") }
        switch tools.check(
            name: JSONString.unescaped(call.name.span),
            arguments: arguments.bytes
        )
        {
        case .accepted(let input, let result):
            let encodedResult = Self.encoded(result)
            return ToolOutcome(
                call: call,
                verdict: .accepted(input: Self.encoded(input), result: encodedResult),
                messageForModel: String(encodedResult.span)
            )
        case .refused(let message), .unknown(let message):
            return ToolOutcome(call: call, verdict: .refused, messageForModel: message)
        }
    }

    private static func encoded(_ value: JSONValue) -> [UInt8] {
        var buffer = ByteBuffer()
        value.write(into: &buffer)
        return Array(buffer.bytes)
    }

    /// Appends what the model said and what its tools answered to the request of the next model call.
    public mutating func appendStep(to request: inout CompletionRequest) {
        if stepText.isEmpty {
            request.append(assistantText: nil, outcomes: stepOutcomes)
        } else {
            request.append(assistantText: stepText.bytes, outcomes: stepOutcomes)
        }
        forgetStep()
    }
}
