// A client's connection in random pieces, and a server that answers when it likes.

import Bytes
import HTTP
import TestKit

/// One connection from its first byte to its end; a step is one thing that the driver does.
struct ConnectionWorld: ~Copyable {
    /// A request as the client means it.
    private struct Intent {
        let bytes: [UInt8]
        let body: [UInt8]
        let isLast: Bool
        let isFaulty: Bool
    }

    private(set) var stepCount = 0
    private var dice: SeededGenerator
    private var machine: SuspectConnection
    private var expected: [Intent] = []
    private var answeredCount = 0
    private var isAnswering = false
    private var isDeciding = false
    private var isClosed = false
    private var endsEarly = false

    private static let bodyByteCountMax = 400

    init(generator: SeededGenerator, defect: Defect? = nil) {
        dice = generator
        machine = SuspectConnection(defect: defect)
    }

    /// Runs the connection; returns what went wrong.
    mutating func run() -> String? {
        var bytes: [UInt8] = []
        for number in 0..<Int.random(in: 1...12, using: &dice) {
            let intent = makeIntent(number)
            expected.append(intent)
            bytes += intent.bytes
        }
        var start = 0
        while start < bytes.count, !isClosed {
            let end = min(bytes.count, start + Int.random(in: 1...120, using: &dice))
            if let complaint = receive(Array(bytes[start..<end])) { return complaint }
            start = end
            // The answer under way ends now or later.
            while isAnswering, Bool.random(using: &dice) {
                if let complaint = endAnswer() { return complaint }
            }
        }
        while isAnswering { if let complaint = endAnswer() { return complaint } }
        return finalComplaint()
    }

    private func finalComplaint() -> String? {
        let faulty = expected.firstIndex { $0.isFaulty } ?? expected.count
        let last = expected.firstIndex { $0.isLast }.map { $0 + 1 } ?? expected.count
        let due = min(faulty, last)
        if endsEarly { return answeredCount <= due ? nil : "a request behind the end was taken" }
        guard answeredCount == due else { return "\(answeredCount) of \(due) requests answered" }
        let mustClose = due < expected.count || expected.last?.isLast == true
        if mustClose != isClosed { return mustClose ? "the end was missed" : "ended too early" }
        return machine.phase == (isClosed ? .closing : .idle) ? nil : "phase \(machine.phase)"
    }

    private mutating func makeIntent(_ number: Int) -> Intent {
        let isLast = Int.random(in: 0..<12, using: &dice) == 0
        let close = isLast ? "Connection: close\r\n" : ""
        let body = (0..<Int.random(in: 0...300, using: &dice)).map { _ in
            UInt8.random(in: 0...255, using: &dice)
        }
        let line = "POST /\(number) HTTP/1.1\r\nHost: a\r\n\(close)"
        switch Int.random(in: 0..<8, using: &dice) {
        case 0:
            let fault = Self.faults.randomElement(using: &dice) ?? ""
            return Intent(bytes: Array(fault.utf8), body: [], isLast: true, isFaulty: true)
        case 1, 2, 3:
            let head = Array("\(line)Content-Length: \(body.count)\r\n\r\n".utf8)
            return Intent(bytes: head + body, body: body, isLast: isLast, isFaulty: false)
        case 4, 5:
            let head = Array("\(line)Transfer-Encoding: chunked\r\n\r\n".utf8)
            return Intent(bytes: head + chunks(body), body: body, isLast: isLast, isFaulty: false)
        default:
            let get = Array("GET /\(number) HTTP/1.1\r\nHost: a\r\n\(close)\r\n".utf8)
            return Intent(bytes: get, body: [], isLast: isLast, isFaulty: false)
        }
    }

    private static let faults = [
        "GARBAGE\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 401\r\n\r\n"
            + String(repeating: "x", count: 401),
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/3.7\r\nHost: a\r\n\r\n", "\u{16}\u{3}\u{1}\r\n",
    ]

    private mutating func chunks(_ body: [UInt8]) -> [UInt8] {
        var coded: [UInt8] = []
        var start = 0
        while start < body.count {
            let end = min(body.count, start + Int.random(in: 1...100, using: &dice))
            coded += Array("\(String(end - start, radix: 16));x=y\r\n".utf8) + body[start..<end]
            coded += [0x0D, 0x0A]
            start = end
        }
        return coded + Array("0\r\nT: v\r\n\r\n".utf8)
    }

    private mutating func receive(_ bytes: [UInt8]) -> String? {
        var position = 0
        while true {
            stepCount += 1
            let before = machine.phase
            switch machine.next(bytes.span, at: &position) {
            case .awaitBytes:
                return position == bytes.count ? nil : "bytes were neither used nor kept"
            case .decide(let head):
                guard before == .idle || before == .head, machine.phase == .deciding else {
                    return "a decision in phase \(before)"
                }
                let isFaulty = answeredCount < expected.count && expected[answeredCount].isFaulty
                guard head.path == (isFaulty ? "/" : "/\(answeredCount)") else {
                    return "\(head.path) out of turn"
                }
                machine.admitBody(byteCountMax: Self.bodyByteCountMax)
            case .reserveBody(let byteCount): machine.grantBody(byteCount: byteCount)
            case .sendContinue: return "an invitation that nobody asked for"
            case .answer:
                if isAnswering { return "two answers at once" }
                isAnswering = true
                if let complaint = checkRequest() { return complaint }
            case .reject:
                guard machine.phase == .closing, !isAnswering else {
                    return "rejected amid an answer"
                }
                isClosed = true
            }
        }
    }

    private mutating func checkRequest() -> String? {
        guard answeredCount < expected.count else { return "a request from nowhere" }
        let intent = expected[answeredCount]
        let body = machine.takeBody()
        guard !intent.isFaulty, [UInt8](body.bytes) == intent.body else { return "another request" }
        // A server may end a connection with any answer: its own limits, or a drain.
        if Int.random(in: 0..<40, using: &dice) == 0 {
            machine.endAfterResponse()
            endsEarly = true
        }
        return machine.isPersistent == (!intent.isLast && !endsEarly)
            ? nil : "the wrong persistence"
    }

    private mutating func endAnswer() -> String? {
        stepCount += 1
        isAnswering = false
        answeredCount += 1
        guard machine.isPersistent else {
            machine.close()
            isClosed = true
            return nil
        }
        machine.responseEnded()
        return receive([])
    }
}
