import Auth
import Policy
import Reactor
import Synchronization
import Testing
import Timing

@testable import Gateway

@Suite struct RateStoreTests {
    private let start = Instant(nanoseconds: 1_000_000_000_000)

    private func client(_ name: String) -> ClientKey {
        ClientKey(.token(subject: name), address: nil)
    }

    @Test func `it remembers no more clients than it may`() {
        let store = MemoryRateStore(clientCountMax: 320)
        let policy = RatePolicy(requestsPerMinute: 60, burst: 1)
        for number in 0..<10_000 {
            #expect(store.takeRequest(client("\(number)"), policy, at: start).isAllowed)
        }
        #expect(store.clientCount == 320)
        store.sweep(at: start + .seconds(1))
        #expect(store.clientCount == 0)
    }

    @Test func `a stream that nobody can remember need not be returned`() {
        let store = MemoryRateStore(clientCountMax: 1)
        var given = 0
        for number in 0..<1000 {
            switch store.takeStream(client("\(number)"), countMax: 1, at: start) {
            case .given: given += 1
            case .unremembered: break
            case .refused: Issue.record("a new client was refused")
            }
        }
        #expect(given == store.clientCount)
        #expect(given < 1000)
    }

    @Test func `threads that count together lose nothing and give nothing twice`() throws {
        let store = MemoryRateStore()
        let policy = RatePolicy(requestsPerMinute: 1, burst: 1000)
        let allowed = Atomic(0)
        let clients = (0..<4).map { client("\($0)") }
        let start = start
        try withThreads(4) {
            for number in 0..<2000 {
                let decision = store.takeRequest(clients[number % 4], policy, at: start)
                if decision.isAllowed { allowed.add(1, ordering: .relaxed) }
                guard case .given = store.takeStream(clients[0], countMax: 3, at: start) else {
                    continue
                }
                store.returnStream(clients[0], at: start)
            }
        }
        #expect(allowed.load(ordering: .relaxed) == 4 * 1000)
        for _ in 0..<3 {
            guard case .given = store.takeStream(clients[0], countMax: 3, at: start) else {
                Issue.record("a stream was not returned")
                return
            }
        }
    }

    private func withThreads(_ count: Int, _ body: @escaping @Sendable () -> Void) throws {
        guard count > 0 else { return }
        let thread = try WorkerThread(name: "counter", body: body)
        try withThreads(count - 1, body)
        thread.join()
    }
}
