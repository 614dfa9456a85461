// What reads the provider's events and writes the client's: one kind for each family of protocols.

public import Bytes

/// The state of one answer, fed with the provider's events.
///
/// It does no I/O and reads no clock; its driver does what the verdicts say.
public protocol EventMachine: ~Copyable {
    /// Takes the data of one of the provider's events.
    mutating func received(
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict
    /// Takes what the provider tells of its failure, in whatever form.
    mutating func receivedFailure(
        _ report: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict
    /// Takes the end of the provider's answer body, or any other end of it where ``isWhole`` holds.
    mutating func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict
    /// Ends the answer with an honest error; does nothing to one that has ended.
    @discardableResult
    mutating func fail(_ error: ChatError, into output: inout ByteBuffer) -> AnswerVerdict
    /// Makes ready for a model call or another try at it, and forgets what a try that failed has told.
    mutating func willCall(_ target: ModelTarget)
    /// Takes what a client may know of an error that the provider told without an event.
    mutating func providerTold(_ members: ErrorMembers)
    /// Writes a sign of life.
    func keepAlive(into output: inout ByteBuffer)

    /// Tells whether anything of the answer itself has been written.
    var hasBegun: Bool { get }
    /// Tells whether anything of this model call's answer has been written: from then on it cannot be tried again.
    var callHasBegun: Bool { get }
    /// Tells whether each choice of the model call has told why it ended: nothing is missing then but its cost.
    var isWhole: Bool { get }
    /// Tells whether the answer itself is whole: no other model call follows this one.
    var isFinal: Bool { get }
    /// What a client may know of an error of the provider.
    var errorMembers: ErrorMembers { get }
    /// The events with data that the provider has sent; comments and signs of life are none.
    var eventCount: Int { get }
    /// The model calls that have begun to answer.
    var stepCount: Int { get }
    /// The number of text fragments that were written.
    var textEventCount: Int { get }
    /// The model that answered, by the provider's name.
    var model: String? { get }
    /// Why the model stopped, as last told.
    var finishReason: FinishReason? { get }
    /// What all model calls cost, if the provider told.
    var usage: TokenUsage? { get }
    /// What the provider said about a failure; for the log only.
    var failureDetail: String? { get }
}

extension EventMachine where Self: ~Copyable {
    /// Most protocols tell nothing of the provider's.
    public mutating func providerTold(_ members: ErrorMembers) {}

    /// Where there is one model call, its beginning is that of the answer.
    public var callHasBegun: Bool { hasBegun }

    /// Where there is one model call, its end is that of the answer.
    public var isFinal: Bool { isWhole }

    /// Nothing, as in most protocols.
    public var errorMembers: ErrorMembers { ErrorMembers() }
}

extension AnswerMachine: EventMachine {}
