// Several streams, a provider that fails, clients that leave or read slowly, and the end of the process.

import Chat
import Configuration
import Policy
import TestKit
import Timing

@testable import Gateway

/// A server's life in virtual time; a step is one thing that happens.
final class StreamWorld {
    private(set) var stepCount = 0
    private(set) var now = Instant(nanoseconds: 1_000_000_000)
    var dice: SeededGenerator
    let settings: Settings
    let defect: Defect?
    var transferCount = 0
    private var queue: [(at: Instant, number: Int, event: () -> Void)] = []
    private var streams: [SimulatedStream] = []
    private var drain = Drain(delay: .seconds(2), timeout: .seconds(20))
    private var orders: [String] = []
    private var complaint: String?
    private var isAccepting = true

    private static let streamCountMax = 12

    init(generator: SeededGenerator, defect: Defect? = nil) {
        self.defect = defect
        dice = generator
        var settings = Settings()
        settings.openai.firstTokenTimeout = .seconds(3)
        settings.openai.idleTimeout = .seconds(2)
        settings.server.timeout = .seconds(12)
        settings.stream.keepalive = .milliseconds(Int.random(in: 0...3, using: &dice) * 500)
        self.settings = settings
    }

    func complain(_ text: String) {
        if complaint == nil { complaint = text }
    }

    /// Has something happen later; what is at the same instant happens in a random order.
    func after(_ delay: Duration, _ event: @escaping () -> Void) {
        let number = Int.random(in: 0..<1 << 30, using: &dice)
        let entry = (at: now + delay, number: number, event: event)
        let place = queue.firstIndex { ($0.at, $0.number) > (entry.at, entry.number) }
        queue.insert(entry, at: place ?? queue.endIndex)
    }

    func milliseconds(_ range: ClosedRange<Int>) -> Duration {
        .milliseconds(Int.random(in: range, using: &dice))
    }

    /// Runs until nothing is left to happen; returns what went wrong.
    func run() -> String? {
        for number in 0..<Int.random(in: 1...Self.streamCountMax, using: &dice) {
            after(milliseconds(0...15_000)) { [self] in open(number) }
        }
        for _ in 0..<Int.random(in: 0...2, using: &dice) {
            after(milliseconds(0...30_000)) { [self] in signalled() }
        }
        while complaint == nil, !queue.isEmpty {
            let next = queue.removeFirst()
            now = next.at
            stepCount += 1
            next.event()
        }
        // What was still to happen holds the world.
        queue = []
        if complaint == nil { check() }
        return complaint
    }

    private func open(_ number: Int) {
        guard isAccepting else { return }
        let stream = SimulatedStream(number, in: self)
        streams.append(stream)
        stream.start()
    }

    private func signalled() {
        let earlier = drain.nextInstant
        drain.signalled(at: now)
        if let earlier, let next = drain.nextInstant, next > earlier {
            complain("a signal has put off the end")
        }
        wakeForDrain()
    }

    private func wakeForDrain() {
        guard let next = drain.nextInstant else { return }
        after(next <= now ? .zero : next - now) { [self] in takeOrders() }
    }

    private func takeOrders() {
        while let order = drain.nextOrder(at: now) {
            orders.append("\(order)")
            switch order {
            case .announce: break
            case .stopAccepting: isAccepting = false
            case .endStreams: for stream in streams { stream.fail(.shuttingDown) }
            case .closeConnections:
                for stream in streams where !stream.isOver { complain("open after the farewell") }
            }
        }
        if let next = drain.nextInstant, next <= now { complain("an order is late") }
        wakeForDrain()
    }

    private func check() {
        for stream in streams { stream.checkEnd() }
        if transferCount != 0 { complain("\(transferCount) transfers are left") }
        let all = ["announce", "stopAccepting", "endStreams", "closeConnections"]
        if orders != (drain.hasBegun ? all : []) { complain("orders \(orders)") }
    }
}
