// Why the model stopped.

internal import Bytes

/// Why a model's answer ended, as the provider told it.
///
/// OpenAI API reference: chat completion chunk.
public enum FinishReason: Hashable, Sendable {
    /// The answer is complete.
    case stop
    /// The most tokens allowed were reached.
    case length
    /// The provider withheld content.
    case contentFilter
    /// The model wants tools to be called.
    case toolCalls
    /// The model did not stop: the answer has failed.
    case error
    /// Anything else, or nothing at all.
    case other

    init(_ name: Span<UInt8>) {
        self =
            if name.equals("stop") { .stop } else if name.equals("length") {
                .length
            } else if name.equals("content_filter") {
                .contentFilter
            } else if name.equals("tool_calls") || name.equals("function_call") {
                .toolCalls
            } else if Self.tellsFailure(name) { .error } else { .other }
    }

    /// Each provider has names of its own for having failed, most of them with this word in it.
    private static func tellsFailure(_ name: Span<UInt8>) -> Bool {
        if name.equalsIgnoringCase("insufficient_system_resource") { return true }
        let word: StaticString = "error"
        let byteCount = word.utf8CodeUnitCount
        guard name.count >= byteCount else { return false }
        return (0...name.count - byteCount).contains { start in
            name.extracting(start..<start + byteCount).equalsIgnoringCase(word)
        }
    }

    /// The AI SDK's name of the reason.
    public var name: StaticString {
        switch self {
        case .stop: "stop"
        case .length: "length"
        case .contentFilter: "content-filter"
        case .toolCalls: "tool-calls"
        case .error: "error"
        case .other: "other"
        }
    }
}
