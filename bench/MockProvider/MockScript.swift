// What the mock is to answer, as a value.

internal import Bytes

/// The answer to one request: what it says, at which pace, and what goes wrong.
///
/// A script is given to the mock when it starts and may be changed by each request; see
/// ``MockDirective``.
public struct MockScript: Hashable, Sendable {
    /// What the answer says.
    public enum Text: Hashable, Sendable {
        /// A few readable sentences about Mamba.
        case demo
        /// The computed tokens of ``MockText``.
        case computed
    }

    /// A call of a tool.
    public struct ToolCall: Hashable, Sendable {
        /// The tool's name.
        public var name: String
        /// The arguments, as JSON or whatever the script wants to be sent in its place.
        public var arguments: String

        /// Creates a call.
        public init(name: String, arguments: String = "{}") {
            self.name = name
            self.arguments = arguments
        }
    }

    /// When the numbers of tokens are sent at the end of a stream.
    public enum Usage: Hashable, Sendable {
        /// When the request asks for them, as OpenAI does.
        case whenAsked
        /// In each stream.
        case always
        /// In no stream.
        case never
    }

    /// Tells whether the provider's filter has blocked the prompt, and so nothing is said.
    var isBlocked = false
    /// Which stream this is: it decides the computed tokens, and repeated attempts are counted by
    /// it.
    public var id: UInt64 = 0
    /// What the answer says.
    public var text = Text.demo
    /// The number of tokens, or nil for the length that the text has by itself: 60 if it is
    /// computed.
    public var tokenCountAsked: Int?
    /// The bytes in a computed token, 0 to let them vary.
    public var tokenByteCount = 0
    /// Tells whether a computed text holds, raw, what careless clients take for the end of a line.
    public var hasOddLineEnds = false
    /// The time from the request to the first token.
    public var firstTokenDelay = Duration.zero
    /// The time from one token to the next; zero sends as fast as the client reads.
    public var interval = Duration.milliseconds(30)
    /// The number of reasoning tokens before the text.
    public var reasoningTokenCount = 0
    /// Tells whether the text is the model's refusal to answer.
    public var isRefusal = false
    /// The number of sources that the text cites.
    public var citationCount = 0
    /// The number of reasoning blocks that the provider does not show, before the text.
    public var redactedCount = 0
    /// Tells whether reasoning comes with a signature that the next request must bring back.
    public var hasSignatures = true
    /// Tells whether a request without the signatures of the rounds before it is refused.
    public var demandsSignatures = false
    /// The tools that are called, in parallel, before the text is written.
    public var toolCalls: [ToolCall] = []
    /// Tells whether Gemini's calls have ids.
    public var hasCallIDs = false
    /// How many times in a row the tools are called before the text is written.
    public var toolRoundCount = 1
    /// The number of text tokens before the calls of one round.
    public var prefaceTokenCount = 0
    /// The most bytes of a call's arguments in one event.
    public var argumentFragmentByteCount = 16
    /// Tells whether the fragments of parallel calls take turns instead of coming call by call.
    public var interleavesToolCalls = false
    /// The reason to end that is sent, or nil for `stop`, or `tool_calls` where tools are called.
    public var finishReason: String?
    /// The tokens of the request that the provider had in its cache.
    public var cacheReadCount = 0
    /// The tokens of the request that the provider puts into its cache.
    public var cacheWriteCount = 0
    /// When the numbers of tokens are sent.
    public var usage = Usage.whenAsked
    /// Tells whether a stream has its end mark, `[DONE]` or what the dialect has in its place.
    public var sendsDone = true
    /// How the stream looks on the wire.
    public var wire = Wire()
    /// What goes wrong, if anything.
    public var fault: MockFault?
    /// How many attempts with this id the fault spoils before one succeeds, or nil for all.
    public var faultCount: Int?
    /// The provider's own word for what went wrong, or nil for the one that goes with the status.
    public var errorCode: String?
    /// The value of `Retry-After` in error answers.
    public var retryAfter: String?

    /// How a stream's events are laid out in bytes and writes.
    public struct Wire: Hashable, Sendable {
        /// The number of events in one write.
        public var eventsPerWrite = 1
        /// Tells whether each byte of the response is its own write.
        public var isSplit = false
        /// Tells whether lines end in CR LF.
        public var usesCRLF = false
        /// Tells whether a comment stands before each event.
        public var hasComments = false
        /// Tells whether an event's data stands on two lines.
        public var isMultiline = false
        /// Tells whether each chunk has a field of random content and length, as OpenAI's have.
        public var hasObfuscation = false

        /// Tells whether Gemini's error within a stream stands on lines of its own instead of in an
        /// event.
        public var hasBareErrors = true

        /// Creates the layout that OpenAI uses: one event a write, LF, no comments.
        public init() {}
    }

    /// Creates the default script: the demo text, word by word, a word every 30 ms.
    public init() {}

    /// The number of text tokens.
    public var tokenCount: Int {
        switch text {
        case .demo: tokenCountAsked ?? DemoText.words.count
        case .computed: tokenCountAsked ?? 60
        }
    }

    /// Appends text token `index`.
    func appendToken(_ index: Int, as form: MockText.Form, into output: inout ByteBuffer) {
        switch text {
        case .demo: DemoText.appendWord(index, as: form, into: &output)
        case .computed:
            if hasOddLineEnds { MockText.appendLineEnd(index, into: &output) }
            MockText.appendToken(
                index,
                of: id,
                byteCount: tokenByteCount,
                as: form,
                into: &output
            )
        }
    }

    /// Appends reasoning token `index`: as JSON string content, of a text of its own.
    func appendReasoningToken(_ index: Int, into output: inout ByteBuffer) {
        MockText.appendToken(
            index,
            of: ~id,
            byteCount: tokenByteCount,
            as: .content,
            into: &output
        )
    }
}
