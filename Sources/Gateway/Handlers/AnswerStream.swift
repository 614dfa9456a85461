// The provider's bytes to the client's: parser and machine joined, without I/O.

internal import Bytes
internal import Chat
internal import HTTP

/// The middle of the stream path: event stream in, answer out.
///
/// The machine is that of the client's family of protocols; the compiler makes a path of its own for each.
struct AnswerStream<Machine: EventMachine & ~Copyable>: ~Copyable {
    var machine: Machine
    private var parser: EventStreamParser

    /// The longest event of a provider, in bytes; beyond it the stream is not believed any more.
    private static var eventByteCountMax: Int { 1024 * 1024 }

    init(_ machine: consuming Machine) {
        self.machine = machine
        parser = EventStreamParser(byteCountMax: Self.eventByteCountMax)
    }

    /// Makes ready for the answer of a model call, or of another try at it.
    mutating func beginModelCall() {
        machine.willTryAgain()
        parser = EventStreamParser(byteCountMax: Self.eventByteCountMax)
    }

    /// Takes bytes of the provider's answer and appends what they mean to the client's output.
    mutating func received(
        _ bytes: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerMachine.Verdict {
        var position = 0
        do throws(EventStreamError) {
            while true {
                let verdict: AnswerMachine.Verdict
                switch try parser.next(bytes, at: &position) {
                case .needMore: return .goOn
                case .data(let range):
                    verdict = machine.received(bytes.extracting(range), into: &output)
                case .keptData:
                    var event = parser.takeKept()
                    verdict = machine.received(event.bytes, into: &output)
                    parser.giveBack(&event)
                }
                guard case .goOn = verdict else { return verdict }
            }
        } catch {
            return machine.fail(.answerInvalid, into: &output)
        }
    }

    /// Takes the end of the provider's answer.
    mutating func providerEnded(into output: inout ByteBuffer) -> AnswerMachine.Verdict {
        machine.providerEnded(into: &output)
    }
}
