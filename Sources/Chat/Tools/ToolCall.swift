// A model's call of a tool, gathered from its fragments.

internal import Bytes
internal import JSON

/// A call of a tool.
///
/// All texts are raw: the content of JSON strings, still escaped.
public struct ToolCall: Sendable {
    /// The id that results refer to.
    public let id: [UInt8]
    /// The tool's name; empty as long as it has not come.
    public internal(set) var name: [UInt8] = []
    /// The arguments so far: JSON, as the content of a JSON string.
    public internal(set) var arguments: [UInt8] = []
    /// What the provider wants back with the call: a JSON object, not looked into; empty if there is none.
    public internal(set) var extraContent: [UInt8] = []

    let index: Int?
    /// The id that the model gave, if any, as it came.
    var sentID: [UInt8]?
    /// Whether the client knows of it; its name is complete from then on.
    var isAnnounced = false
    /// How many bytes of the arguments the client has been told.
    var toldByteCount = 0
    /// Whether the name came again without more, behind arguments that are complete: what follows is another call.
    var isNamedAgain = false
}

extension ToolCall {
    /// Tells whether the arguments are JSON; no arguments at all are none.
    var hasReadableArguments: Bool {
        var text = ByteBuffer()
        JSONString.unescape(arguments.span, into: &text)
        return Self.isJSON(text.bytes)
    }

    private static func isJSON(_ text: Span<UInt8>) -> Bool {
        do throws(JSONError) {
            var reader = JSONReader(text)
            _ = try reader.skipValue()
            try reader.finish()
            return true
        } catch {
            return false
        }
    }
}

/// What became of a call.
public struct ToolOutcome: Sendable {
    /// The call.
    public let call: ToolCall
    /// Whether its arguments were accepted, and what the tool gave.
    public let verdict: Verdict
    /// What the model is told.
    let messageForModel: String

    /// The ends of a call.
    public enum Verdict: Sendable {
        /// The tool ran; both are JSON values as bytes.
        case accepted(input: [UInt8], result: [UInt8])
        /// The tool is the client's, which is to answer with its next request; the input is a JSON value as bytes.
        case leftToClient(input: [UInt8])
        /// The arguments were wrong, or there is no such tool.
        case refused
        /// The answer failed before the call was complete.
        case incomplete
    }
}

extension ToolOutcome {
    /// Tells whether the client is to run the tool.
    var isLeftToClient: Bool { if case .leftToClient = verdict { true } else { false } }
}
