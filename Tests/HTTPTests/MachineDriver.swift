// Drives a connection machine the way a server does, without a server.

import Bytes
import HTTP

/// A machine with a driver that admits each request and answers it at once, unless told otherwise.
struct MachineDriver: ~Copyable {
    /// What the machine asked for, in order.
    enum Fact: Equatable {
        case decided(String)
        case invited
        case request(String, body: [UInt8])
        case rejected(HTTPError)
    }

    var machine: ConnectionMachine
    var bodyByteCountMax = 1000
    /// Leaves requests without an answer until ``answer()``.
    var answersLater = false
    private(set) var facts: [Fact] = []
    /// What the memory of bodies is taken from, and how much of it there is.
    var account: MemoryAccount?
    var accountMax = Int.max
    private var line = ""

    init(limits: HTTPLimits = HTTPLimits()) {
        machine = ConnectionMachine(limits: limits)
    }

    /// Feeds bytes that arrived together.
    mutating func receive(_ bytes: [UInt8]) {
        receive(bytes.span)
    }

    private mutating func receive(_ bytes: Span<UInt8>) {
        var position = 0
        while true {
            switch machine.next(bytes, at: &position) {
            case .awaitBytes:
                precondition(position == bytes.count, "bytes were neither used nor kept")
                return
            case .decide(let head):
                line = "\(head.method) \(head.path)"
                facts.append(.decided(line))
                machine.admitBody(byteCountMax: bodyByteCountMax)
            case .reserveBody(let byteCount):
                guard account?.take(byteCount, max: accountMax) ?? true else {
                    facts.append(.rejected(.noRoomForBody))
                    machine.close()
                    continue
                }
                machine.grantBody(byteCount: byteCount, of: account)
            case .sendContinue: facts.append(.invited)
            case .answer:
                facts.append(.request(line, body: [UInt8](machine.takeBody().bytes)))
                if !answersLater { end() }
            case .reject(let error): facts.append(.rejected(error))
            }
        }
    }

    /// Ends the answer under way, and goes on with what the client sent meanwhile.
    mutating func answer() {
        end()
        receive([])
    }

    private mutating func end() {
        if machine.isPersistent { machine.responseEnded() } else { machine.close() }
    }

    /// The facts that do not depend on how the input was cut.
    var lastingFacts: [Fact] { facts.filter { $0 != .invited } }

    /// Feeds the input in pieces that end at the given places, to a new machine.
    static func lastingFacts(_ bytes: [UInt8], ends: [Int]) -> [Fact] {
        var driver = MachineDriver()
        var start = 0
        for end in ends {
            driver.receive(Array(bytes[start..<end]))
            start = end
        }
        return driver.lastingFacts
    }
}
