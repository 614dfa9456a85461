// Whole connections: the same requests however their bytes are cut, and nothing after the end.

import Bytes
import HTTP

/// What must hold for the machine of a connection.
enum ConnectionProperty {
    private static let bodyByteCountMax = 1000

    static func complaint(about input: [UInt8]) -> String? {
        var whole: [String]?
        for ends in Cuts(of: input).all {
            var trace = Trace()
            for piece in Cuts.pieces(of: input, ends: ends) {
                if let complaint = trace.receive(piece.span) { return complaint }
            }
            if let whole, whole != trace.facts {
                return "cut at \(ends): \(trace.facts), not \(whole)"
            }
            if whole == nil { whole = trace.facts }
        }
        return nil
    }

    /// A machine with a driver that answers each request at once.
    private struct Trace: ~Copyable {
        var facts: [String] = []
        private var machine = ConnectionMachine(limits: HTTPLimits())
        private var isOver = false

        private static let bodyCapacityMax = ConnectionProperty.bodyByteCountMax

        init() {}

        mutating func receive(_ bytes: Span<UInt8>) -> String? {
            var position = 0
            while true {
                let action = machine.next(bytes, at: &position)
                if case .awaitBytes = action {
                    return position == bytes.count ? nil : "bytes were neither used nor kept"
                }
                if isOver { return "an action after the end" }
                if let complaint = perform(action) { return complaint }
            }
        }

        private mutating func perform(_ action: ConnectionMachine.Action) -> String? {
            switch action {
            case .awaitBytes, .sendContinue: break
            case .decide(let head):
                facts.append(HeadProperty.summary(head))
                machine.admitBody(byteCountMax: ConnectionProperty.bodyByteCountMax)
            case .reserveBody(let byteCount):
                guard byteCount > 0, machine.bodyCapacity + byteCount <= Self.bodyCapacityMax else {
                    return "more memory for a body than it may have"
                }
                machine.grantBody(byteCount: byteCount, of: nil)
            case .answer:
                let body = machine.takeBody()
                guard body.count <= ConnectionProperty.bodyByteCountMax else {
                    return "a body beyond its bound"
                }
                facts.append("body \([UInt8](body.bytes))")
                if machine.isPersistent {
                    machine.responseEnded()
                } else {
                    machine.close()
                    isOver = true
                }
            case .reject(let error):
                facts.append("rejected \(error)")
                isOver = true
                if machine.phase != .closing { return "goes on after a rejection" }
            }
            return nil
        }
    }
}
