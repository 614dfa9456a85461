// What one event of the provider's stream says.

public import JSON

/// The facts of one chat completion chunk, as slices of the event's bytes.
///
/// OpenAI API reference: chat completion chunk.
///
/// Of several choices only the first of the chunk counts. Empty strings are taken as absent.
public struct CompletionChunk: ~Copyable {
    /// A fragment of the answer.
    public var content: JSONSlice?
    /// A fragment of the model's reasoning.
    public var reasoning: JSONSlice?
    /// What the provider wants back of the reasoning, as a JSON array that is not empty.
    public var reasoningDetails: Range<Int>?
    /// A fragment of the model's refusal.
    public var refusal: JSONSlice?
    /// Fragments of tool calls.
    public var toolCalls: [ToolCallDelta] = []
    /// What few chunks have.
    var extras: Extras?
    /// What it says beside.
    var frame = ChunkFrame()

    /// Why the model stopped, in the last chunk of an answer.
    public var finishReason: FinishReason? { frame.finishReason }
    /// The cost, in a chunk of its own after the answer.
    public var usage: TokenUsage? { frame.usage }
    /// The model that answers.
    public var model: JSONSlice? { frame.model }
    /// The provider's report of a failure, as a JSON value or the content of a string.
    public var error: Range<Int>? { frame.failure }

    /// Creates a chunk that says nothing.
    public init() {}

    /// Tells whether the chunk is nothing but a fragment of the answer.
    var isContentAlone: Bool {
        content != nil && reasoning == nil && reasoningDetails == nil && refusal == nil
            && toolCalls.isEmpty && extras == nil && finishReason == nil && usage == nil
            && error == nil
    }
}

extension CompletionChunk {
    /// What few chunks have; in a place of its own, because a chunk is made for each event.
    final class Extras {
        /// Fragments that came as a list, in its order: of the content, or the details of reasoning that came in no
        /// other way.
        var parts: [ContentPart] = []
        /// The pages that the model cites.
        var sources: [Source] = []
    }

    /// The extras, made if there are none yet.
    mutating func makeExtras() -> Extras {
        if let extras { return extras }
        let made = Extras()
        extras = made
        return made
    }

    /// An element of a list of content.
    struct ContentPart {
        let slice: JSONSlice
        let isReasoning: Bool
    }

    /// A page that the model cites.
    struct Source {
        /// Where the page is.
        var url: JSONSlice
        /// What the page is called.
        var title: JSONSlice?
    }
}

/// A fragment of a tool call.
public struct ToolCallDelta {
    /// Which call of the answer it belongs to.
    public var index: Int?
    /// The call's id, in its first fragment.
    public var id: JSONSlice?
    /// The tool's name, in its first fragment.
    public var name: JSONSlice?
    /// A fragment of the arguments.
    public var arguments: JSONSlice?
    /// What the provider wants back with the call, as a JSON object.
    public var extraContent: Range<Int>?
    /// The arguments where they are no string but the JSON value itself; none that is `null` or an empty object.
    var argumentsValue: Range<Int>?

    /// Creates a fragment that says nothing.
    public init() {}

    /// Tells whether it says nothing.
    var isEmpty: Bool {
        id == nil && name == nil && arguments == nil && argumentsValue == nil
    }
}
