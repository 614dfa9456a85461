// The stream path without sockets: a provider's bytes in, a client's bytes out.

internal import Bytes
internal import Chat
internal import HTTP
internal import Metrics

/// Parser, machine and count of one answer, joined as the server joins them.
struct StreamPath<Machine: EventMachine & ~Copyable>: ~Copyable {
    private var parser = EventStreamParser(byteCountMax: 1024 * 1024)
    private var machine: Machine
    private var output = ByteBuffer(minimumCapacity: 64 * 1024)
    private let gaps = Histogram(bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1])
    /// The bytes for the client so far.
    private(set) var outputByteCount = 0

    init(_ machine: consuming Machine) {
        self.machine = machine
    }

    /// The events that have been taken so far.
    var eventCount: Int { machine.eventCount }

    /// Takes what one read has brought, as one turn of the loop.
    mutating func read(_ bytes: Span<UInt8>) {
        gaps.observe(.milliseconds(20))
        var position = 0
        do throws(EventStreamError) {
            while true {
                switch try parser.next(bytes, at: &position) {
                case .needMore:
                    outputByteCount += output.count
                    return output.removeAll()
                case .data(let range): received(bytes.extracting(range))
                case .keptData:
                    var event = parser.takeKept()
                    received(event.bytes)
                    parser.giveBack(&event)
                }
            }
        } catch {
            preconditionFailure("the bench's own stream is too long: \(error)")
        }
    }

    private mutating func received(_ event: Span<UInt8>) {
        let verdict = machine.received(event, into: &output)
        precondition(verdict == .proceed, "the bench's own stream is wrong: \(verdict)")
    }
}
