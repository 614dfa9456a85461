// The provider's bytes to the client's: parser and machine joined, without I/O.

internal import Bytes
internal import Chat
internal import HTTP

/// The middle of the stream path: event stream in, answer out.
///
/// The machine is that of the client's family of protocols; the compiler makes a path of its own for each.
struct EventPipeline<Machine: EventMachine & ~Copyable>: ~Copyable {
    var machine: Machine
    private var parser: EventStreamParser
    private let eventByteCountMax: Int
    /// Whether this model call has sent an event, of whatever kind.
    private var hasEvents = false
    /// The beginning of a body as long as it has shown no event, for the log.
    private var beginning = ByteBuffer()
    private var ownFailureDetail: String?

    /// - Parameter eventByteCountMax: The longest event of a provider, in bytes; beyond it the stream is not believed
    ///   any more. Memory for it is taken as it comes.
    init(_ machine: consuming Machine, eventByteCountMax: Int) {
        self.machine = machine
        self.eventByteCountMax = eventByteCountMax
        parser = EventStreamParser(byteCountMax: eventByteCountMax)
    }

    /// What the provider said about a failure; for the log only.
    var failureDetail: String? { ownFailureDetail ?? machine.failureDetail }

    /// Makes ready for the answer of a model call, or of another try at it.
    mutating func beginModelCall() {
        machine.willTryAgain()
        parser = EventStreamParser(byteCountMax: eventByteCountMax)
        hasEvents = false
        beginning.removeAll()
    }

    /// Takes bytes of the provider's answer and appends what they mean to the client's output.
    mutating func received(
        _ bytes: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        var position = 0
        do throws(EventStreamError) {
            while true {
                let verdict: AnswerVerdict
                switch try parser.next(bytes, at: &position) {
                case .needMore:
                    if !hasEvents { keepBeginning(bytes) }
                    return .proceed
                case .data(let range):
                    verdict = received(event: bytes.extracting(range), into: &output)
                case .keptData:
                    var event = parser.takeKept()
                    verdict = received(event: event.bytes, into: &output)
                    parser.giveBack(&event)
                }
                guard case .proceed = verdict else { return verdict }
            }
        } catch {
            ownFailureDetail = "an event of more than \(eventByteCountMax) bytes"
            return machine.fail(.answerInvalid, into: &output)
        }
    }

    private mutating func received(
        event: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        hasEvents = true
        switch parser.name {
        case .message: return machine.received(event, into: &output)
        case .error: return machine.receivedFailure(event, into: &output)
        case .signOfLife: return .proceed
        }
    }

    private mutating func keepBeginning(_ bytes: Span<UInt8>) {
        let room = FailureDetail.byteCountMax - beginning.count
        guard room > 0 else { return }
        beginning.append(bytes.extracting(0..<min(room, bytes.count)))
    }

    /// Takes the proper end of the body.
    mutating func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        if parser.end() {
            let event = parser.takeKept()
            // What cannot be read is half an event: the body was cut where nobody can tell.
            if parser.name != .message || EventData.isWhole(event.bytes) {
                let verdict = received(event: event.bytes, into: &output)
                guard case .proceed = verdict else { return verdict }
            }
        }
        guard !hasEvents else { return machine.providerEnded(into: &output) }
        let error = ProviderError(beginning.bytes)
        machine.providerTold(error.members(ofStatus: 200))
        ownFailureDetail = "no event stream: \(FailureDetail.text(beginning.bytes))"
        return machine.fail(error.cause, into: &output)
    }

    /// Takes an end of the answer that is none of its body, after each choice has told why it ended.
    mutating func wasWhole(into output: inout ByteBuffer) -> AnswerVerdict {
        machine.providerEnded(into: &output)
    }
}
