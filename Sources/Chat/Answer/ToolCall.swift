// A model's call of a tool, gathered from its fragments.

internal import Bytes
internal import JSON

/// A call of a tool.
///
/// All texts are raw: the content of JSON strings, still escaped.
public struct ToolCall: Sendable {
    /// The id that results refer to.
    public let id: [UInt8]
    /// The tool's name.
    public fileprivate(set) var name: [UInt8]
    /// The arguments so far: JSON, as the content of a JSON string.
    public fileprivate(set) var arguments: [UInt8] = []
    /// What the provider wants back with the call: a JSON object, not looked into; empty if there is none.
    public fileprivate(set) var extraContent: [UInt8] = []

    fileprivate let index: Int?
    fileprivate var isAnnounced = false
    /// The id that the model gave, if any, as it came.
    fileprivate let sentID: [UInt8]?
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

/// Joins the fragments of an answer's tool calls, which may interleave.
struct ToolCallAssembler {
    /// The calls of this answer, by their beginnings.
    private(set) var calls: [ToolCall] = []

    private var argumentByteCount = 0
    /// The ids of earlier answers' calls; clients take a second call of an id for the first.
    private var earlierIDs: Set<[UInt8]> = []

    private static let callCountMax = 128
    private static let argumentByteCountMax = 1024 * 1024

    /// Why fragments cannot be joined.
    enum Failure: Error { case tooMuch, nameless }

    /// What a fragment has meant.
    struct Change {
        let call: Int
        let isNew: Bool
    }

    /// Takes a fragment.
    ///
    /// A fragment belongs to the call of its id, else of its index, else to the last one (as the AI SDK reads them).
    /// - Parameter inventedID: The id of a new call that the model gave none, or one that was there before.
    mutating func take(
        _ delta: ToolCallDelta,
        of event: Span<UInt8>,
        inventedID: (Int) -> String
    ) throws(Failure) -> Change {
        var change: Change
        if let known = find(delta, of: event) {
            change = Change(call: known, isNew: false)
            if let name = delta.name {
                appendName(JSONString.repaired(name, of: event).span, to: known)
            }
        } else {
            guard let name = delta.name else { throw .nameless }
            guard calls.count < Self.callCountMax else { throw .tooMuch }
            let sentID = delta.id.map { Array(event.extracting($0.range)) }
            let id = delta.id.map { JSONString.repaired($0, of: event) }
            calls.append(
                ToolCall(
                    id: id.flatMap { earlierIDs.contains($0) ? nil : $0 }
                        ?? Array(inventedID(calls.count).utf8),
                    name: JSONString.repaired(name, of: event),
                    index: delta.index,
                    sentID: sentID
                )
            )
            change = Change(call: calls.count - 1, isNew: true)
        }
        if let extra = delta.extraContent {
            let object = ProviderMetadata.encoded(event.extracting(extra))
            argumentByteCount += object.count
            guard argumentByteCount <= Self.argumentByteCountMax else { throw .tooMuch }
            calls[change.call].extraContent = object
        }
        if let arguments = delta.arguments {
            argumentByteCount += arguments.range.count
            guard argumentByteCount <= Self.argumentByteCountMax else { throw .tooMuch }
            let fragment = event.extracting(arguments.range)
            for index in fragment.indices { calls[change.call].arguments.append(fragment[index]) }
        }
        return change
    }

    /// Some providers cut names in pieces; others repeat the whole name with each fragment.
    private mutating func appendName(_ fragment: Span<UInt8>, to call: Int) {
        let begun = calls[call].name
        guard !calls[call].isAnnounced, !fragment.equals(begun.span) else { return }
        for index in fragment.indices { calls[call].name.append(fragment[index]) }
    }

    private func find(_ delta: ToolCallDelta, of event: Span<UInt8>) -> Int? {
        if let id = delta.id {
            let raw = event.extracting(id.range)
            let known = calls.firstIndex { $0.sentID.map { raw.equals($0.span) } ?? false }
            if let known { return known }
            // A new id under a known index is a new call only if it brings a name; some providers repeat neither.
            guard delta.name == nil else { return nil }
        }
        if let index = delta.index {
            return calls.lastIndex { $0.index == index }
        }
        return delta.name == nil && !calls.isEmpty ? calls.count - 1 : nil
    }

    /// Takes a call as announced to the client; its name is complete from then on.
    ///
    /// False if it was so before.
    mutating func announce(_ call: Int) -> Bool {
        guard !calls[call].isAnnounced else { return false }
        calls[call].isAnnounced = true
        return true
    }

    /// Forgets the calls, but not their ids.
    mutating func removeAll() {
        earlierIDs.formUnion(calls.map(\.id))
        calls = []
        argumentByteCount = 0
    }
}
