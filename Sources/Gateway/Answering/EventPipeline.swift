// The provider's bytes to the client's: parser and machine joined, without I/O.

internal import Bytes
internal import Chat
internal import HTTP
internal import JSON
internal import Providers

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
    /// What makes OpenAI's form of the provider's events; nil if they are of that form.
    private var translator: (any EventTranslator)?
    private var translated = ByteBuffer()

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
    mutating func beginModelCall(_ target: ModelTarget, _ translator: (any EventTranslator)?) {
        machine.willCall(target)
        self.translator = translator
        ownFailureDetail = nil
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
        case .message:
            guard let translator else { return machine.received(event, into: &output) }
            return received(event, by: translator, into: &output)
        case .error: return machine.receivedFailure(event, into: &output)
        case .signOfLife: return .proceed
        }
    }

    /// Takes an event in the provider's own form.
    private mutating func received(
        _ event: Span<UInt8>,
        by translator: any EventTranslator,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        // Taken out for the calls, because a struct may not lend a part of itself to another.
        var chunks = ByteBuffer()
        swap(&chunks, &translated)
        defer { swap(&chunks, &translated) }
        chunks.removeAll()
        do throws(JSONError) {
            try translator.translate(event, into: &chunks)
        } catch {
            // The machine finds the same fault, and knows how to tell it.
            return machine.received(event, into: &output)
        }
        var start = 0
        while let end = chunks.bytes.firstIndex(of: ASCII.lineFeed, from: start) {
            let verdict = machine.received(
                chunks.bytes.extracting(start..<end),
                into: &output
            )
            guard case .proceed = verdict else { return verdict }
            start = end + 1
        }
        return .proceed
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
        return .callFailed(error.cause)
    }

    /// Takes an end of the answer that is none of its body, after each choice has told why it ended.
    mutating func wasWhole(into output: inout ByteBuffer) -> AnswerVerdict {
        machine.providerEnded(into: &output)
    }
}
