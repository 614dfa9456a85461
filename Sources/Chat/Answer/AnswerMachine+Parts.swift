// The message, its steps and its parts as the client knows them.

internal import Bytes

extension AnswerMachine {
    /// Begins the message and the step with the first that there is to show, so that a failure before it leaves
    /// nothing behind.
    mutating func openStep(into output: inout ByteBuffer) {
        guard !isStepOpen else { return }
        isStepOpen = true
        showsCalls = false
        if !hasStarted {
            hasStarted = true
            encoder.start(messageID: messageID, into: &output)
            for call in continuation?.settledCalls ?? [] { encoder.settle(call, into: &output) }
        }
        encoder.startStep(messageID: messageID, into: &output)
    }

    mutating func closeStep(_ reason: FinishReason, into output: inout ByteBuffer) {
        openStep(into: &output)
        isStepOpen = false
        encoder.finishStep(reason, usage: stepUsage, into: &output)
    }

    mutating func open(_ part: OpenPart, into output: inout ByteBuffer) {
        switch part {
        case .text:
            closeReasoning(into: &output)
            guard !isTextOpen else { return }
            openStep(into: &output)
            encoder.startText(textCount, into: &output)
            textCount += 1
            isTextOpen = true
        case .reasoning:
            guard !isReasoningOpen else { return }
            openStep(into: &output)
            encoder.startReasoning(reasoningCount, into: &output)
            reasoningCount += 1
            isReasoningOpen = true
        }
    }

    mutating func closeReasoning(into output: inout ByteBuffer) {
        guard isReasoningOpen else { return }
        isReasoningOpen = false
        let told = details.take()
        if !tools.isEmpty { memory.keep(details: told.span) }
        encoder.endReasoning(reasoningCount - 1, details: told.span, into: &output)
    }

    mutating func closeParts(into output: inout ByteBuffer) {
        // Details without words, or behind them, have no part yet that could carry them.
        if hasBegun, !details.isEmpty { open(.reasoning, into: &output) }
        closeReasoning(into: &output)
        guard isTextOpen else { return }
        isTextOpen = false
        encoder.endText(textCount - 1, into: &output)
    }
}
