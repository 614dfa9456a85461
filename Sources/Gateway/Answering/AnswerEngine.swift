// What a session drives: the part of an answer that differs between protocols.

internal import Bytes
internal import Chat
internal import HTTP
internal import HTTPServer
internal import Providers

/// Decides what is asked of the provider and what its bytes come to; does no I/O and reads no clock.
///
/// ``AnswerRun`` decides over its calls and their time; one engine serves one answer.
protocol AnswerEngine: AnyObject {
    /// How the response begins.
    var form: ResponseForm { get }
    /// Who may answer, in the order in which they are asked; at least one.
    var targets: [ModelTarget] { get }
    /// What the provider is asked for.
    var operation: RelayOperation { get }
    /// Tells whether anything of the answer itself has been written.
    var hasBegun: Bool { get }
    /// Tells whether anything of this model call's answer has been written: from then on it cannot be tried again.
    var callHasBegun: Bool { get }
    /// Tells whether nothing of the model call's answer is missing but its cost, so that any end of it is a good one.
    var isWhole: Bool { get }
    /// Tells whether the answer itself is whole: no other model call follows this one.
    var isFinal: Bool { get }
    /// What a client may know of an error of the provider.
    var errorMembers: ErrorMembers { get }
    /// The events with data that the provider has sent; comments are none.
    var eventCount: Int { get }
    /// What the provider said about a failure; for the log only.
    var failureDetail: String? { get }
    /// Tells whether the client's protocol has no word for failure, so that only a cut connection can tell it.
    var failsByCutting: Bool { get }
    /// What the answer was, as far as the engine knows.
    var summary: AnswerSummary { get }

    /// Makes ready for a model call or another try at it, and returns the body to send, in OpenAI's form.
    ///
    /// - Parameter translator: What makes OpenAI's form of the provider's events; nil if they are of that form.
    func requestBody(_ form: ModelCallForm, _ translator: (any EventTranslator)?) -> ByteBuffer
    /// Tells whether it was not the client that asked for `stream_options`, so that they may be left out.
    var mayOmitStreamOptions: Bool { get }
    /// Tells whether the conversation may be put without what the model has signed in it.
    var mayOmitSignatures: Bool { get }
    /// Takes bytes of the provider's answer and appends what they mean to the client's output.
    func received(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> AnswerVerdict
    /// Takes the proper end of the provider's answer body.
    func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict
    /// Takes another end of an answer that ``isWhole``.
    func wasWhole(into output: inout ByteBuffer) -> AnswerVerdict
    /// Takes what the client may know of a refusal by the provider.
    func providerTold(_ members: ErrorMembers)
    /// Ends the answer with an honest error.
    func fail(_ error: ChatError, into output: inout ByteBuffer) -> AnswerVerdict
    /// Writes a sign of life.
    func keepAlive(into output: inout ByteBuffer)
}

extension AnswerEngine {
    var callHasBegun: Bool { hasBegun }
    var failsByCutting: Bool { false }
    var operation: RelayOperation { .chat }
    var mayOmitSignatures: Bool { false }
}

/// How the response to a client begins, and with it what an early failure looks like.
enum ResponseForm {
    /// A stream with status 200 from the start; every failure is an event.
    case streamAtOnce(headLines: [StaticString])
    /// A stream that begins with its first byte; before it a failure has a status of its own.
    case streamWithContent(headLines: [StaticString])
    /// One whole body when the answer is complete; a failure has a status of its own.
    case whole
    /// One whole body with status 200 when the answer is complete or has failed.
    case wholeWithFallback

    /// Tells whether the answer is a stream.
    var isStream: Bool {
        switch self {
        case .streamAtOnce, .streamWithContent: true
        case .whole, .wholeWithFallback: false
        }
    }
}

extension AnswerSummary {
    /// What a machine knows of its answer.
    init(_ machine: borrowing some EventMachine & ~Copyable) {
        self.init()
        model = machine.model
        steps = machine.stepCount
        textEvents = machine.textEventCount
        finishReason = machine.finishReason
        usage = machine.usage
    }

    /// Takes what a whole answer says of itself.
    mutating func tell(of answer: RelayAnswer) {
        model = answer.model
        finishReason = answer.finishReason
        usage = answer.usage
        steps = 1
    }
}
