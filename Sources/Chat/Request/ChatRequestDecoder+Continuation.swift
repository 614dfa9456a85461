// What a client that goes on with its last message still waits for.

internal import Bytes
internal import JSON

extension ChatRequestDecoder {
    /// How long the arguments of all calls that are answered here may be, in bytes: they are read into trees.
    private static let settledByteCountMax = 256 * 1024

    /// The message that the answer goes on with, if the last one is the assistant's.
    func continuation(in body: Span<UInt8>) -> Continuation? {
        guard let last = history.messages.last, last.role == .assistant,
            let id = lastID?.shortText(in: body)
        else { return nil }
        guard contract == .ui else { return Continuation(messageID: id) }
        var settled: [SettledCall] = []
        var budget = Self.settledByteCountMax
        for case .toolCall(let index) in history.parts[last.parts] {
            let call = history.toolCalls[index]
            guard call.isWaiting, let outcome = call.settledOutcome(in: body, within: &budget)
            else { continue }
            settled.append(
                SettledCall(
                    id: JSONString.repaired(call.id, of: body),
                    isDynamic: call.isDynamic,
                    outcome: outcome
                )
            )
        }
        return Continuation(messageID: id, settledCalls: settled)
    }
}

extension ToolCallPart {
    /// What a waiting call comes to; nil if it is not this server's to say.
    ///
    /// - Parameter budget: How many bytes of arguments may still be read; longer ones are none that a tool takes.
    fileprivate func settledOutcome(
        in body: Span<UInt8>,
        within budget: inout Int
    ) -> SettledCall.Outcome? {
        switch outcome {
        case .denied: return .denied
        case .unanswered:
            guard DisplayTool(named: name) != nil else { return nil }
            let text = body.extracting(arguments ?? 0..<0)
            guard text.count <= budget else { return .invalid }
            budget -= text.count
            guard case .accepted(_, let result) = ToolCatalog.all.check(name: name, arguments: text)
            else { return .invalid }
            var value = ByteBuffer()
            result.write(into: &value)
            return .output(Array(value.bytes))
        case .output, .failed, .incomplete: return nil
        }
    }
}
