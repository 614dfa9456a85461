import Testing
import Timing

@testable import Policy

@Suite struct CircuitBreakerTests {
    private let start = Instant(nanoseconds: 1_000_000_000_000)
    private let policy = CircuitBreaker.Policy(
        failureRatio: 0.5,
        callCountMin: 4,
        window: .seconds(10),
        openTime: .seconds(5)
    )

    private func run(
        _ breaker: inout CircuitBreaker,
        _ outcomes: [CircuitBreaker.Outcome],
        at now: Instant
    ) {
        for outcome in outcomes {
            guard let call = breaker.begin(at: now) else { return }
            breaker.end(call, outcome, at: now)
        }
    }

    private func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker(policy)
        run(&breaker, [.failed, .failed, .failed, .failed], at: start)
        return breaker
    }

    struct Case: Sendable {
        let outcomes: [CircuitBreaker.Outcome]
        let state: CircuitBreaker.State
    }

    @Test(arguments: [
        Case(outcomes: [], state: .closed),
        Case(outcomes: [.failed, .failed, .failed], state: .closed),
        Case(outcomes: [.failed, .failed, .failed, .failed], state: .open),
        Case(outcomes: [.succeeded, .succeeded, .succeeded, .failed, .failed], state: .closed),
        Case(outcomes: [.succeeded, .succeeded, .failed, .failed], state: .open),
        Case(outcomes: [.succeeded, .succeeded, .failed, .failed, .failed], state: .open),
        // Only a failure opens it.
        Case(outcomes: [.failed, .failed, .failed, .succeeded], state: .closed),
        Case(outcomes: [.failed, .failed, .failed, .unknown, .unknown], state: .closed),
        Case(outcomes: [.failed, .failed, .failed, .unknown, .failed], state: .open),
    ])
    func `it opens when enough of enough calls have failed`(row: Case) {
        var breaker = CircuitBreaker(policy)
        run(&breaker, row.outcomes, at: start)
        #expect(breaker.state == row.state)
        let next = breaker.begin(at: start)
        #expect((next == nil) == (row.state == .open))
    }

    @Test func `a ratio of zero never opens it`() {
        var never = policy
        never.failureRatio = 0
        var breaker = CircuitBreaker(never)
        run(&breaker, [CircuitBreaker.Outcome](repeating: .failed, count: 1000), at: start)
        #expect(breaker.state == .closed)
    }

    @Test func `failures that have left the window do not count`() {
        var breaker = CircuitBreaker(policy)
        run(&breaker, [.failed, .failed, .failed], at: start)
        run(&breaker, [.failed], at: start + .seconds(10))
        #expect(breaker.state == .closed)
    }

    @Test func `open, it lets nothing through until its time is over`() {
        var breaker = opened()
        let call1 = breaker.begin(at: start + .milliseconds(4999))
        #expect(call1 == nil)
        #expect(breaker.state == .open)
        let call2 = breaker.begin(at: start + .seconds(5))
        #expect(call2 != nil)
        #expect(breaker.state == .halfOpen)
    }

    @Test func `half-open, it lets one call through`() {
        var breaker = opened()
        let now = start + .seconds(5)
        let call3 = breaker.begin(at: now)
        #expect(call3 != nil)
        for _ in 0..<100 {
            let call4 = breaker.begin(at: now)
            #expect(call4 == nil)
        }
    }

    @Test func `a probe that succeeds closes it with nothing counted`() throws {
        var breaker = opened()
        let now = start + .seconds(5)
        let call12 = breaker.begin(at: now)
        let probe = try #require(call12)
        breaker.end(probe, .succeeded, at: now)
        #expect(breaker.state == .closed)
        run(&breaker, [.failed, .failed, .failed], at: now)
        #expect(breaker.state == .closed)
        run(&breaker, [.failed], at: now)
        #expect(breaker.state == .open)
    }

    @Test func `a probe that fails opens it for as long again`() throws {
        var breaker = opened()
        let now = start + .seconds(7)
        let call13 = breaker.begin(at: now)
        let probe = try #require(call13)
        breaker.end(probe, .failed, at: now + .seconds(1))
        #expect(breaker.state == .open)
        let call5 = breaker.begin(at: now + .milliseconds(5999))
        #expect(call5 == nil)
        let call6 = breaker.begin(at: now + .seconds(6))
        #expect(call6 != nil)
    }

    @Test func `a probe of which nothing is known makes way for the next`() throws {
        var breaker = opened()
        let now = start + .seconds(5)
        let call14 = breaker.begin(at: now)
        let probe = try #require(call14)
        breaker.end(probe, .unknown, at: now)
        let call15 = breaker.begin(at: now)
        let next = try #require(call15)
        let call7 = breaker.begin(at: now)
        #expect(call7 == nil)
        // The first has no say any more.
        breaker.end(probe, .succeeded, at: now)
        #expect(breaker.state == .halfOpen)
        breaker.end(next, .succeeded, at: now)
        #expect(breaker.state == .closed)
    }

    @Test func `a probe that is never heard of does not keep it shut`() {
        var breaker = opened()
        let call8 = breaker.begin(at: start + .seconds(5))
        #expect(call8 != nil)
        let call9 = breaker.begin(at: start + .milliseconds(9999))
        #expect(call9 == nil)
        let call10 = breaker.begin(at: start + .seconds(10))
        #expect(call10 != nil)
    }

    @Test func `calls that began before it opened say nothing about the time after`() throws {
        var breaker = CircuitBreaker(policy)
        let call16 = breaker.begin(at: start)
        let old = try #require(call16)
        run(&breaker, [.failed, .failed, .failed, .failed], at: start)
        breaker.end(old, .succeeded, at: start)
        #expect(breaker.state == .open)
        let call17 = breaker.begin(at: start + .seconds(5))
        let probe = try #require(call17)
        breaker.end(old, .failed, at: start + .seconds(5))
        #expect(breaker.state == .halfOpen)
        breaker.end(probe, .succeeded, at: start + .seconds(5))
        #expect(breaker.state == .closed)
    }

    @Test(arguments: 0..<20)
    func `whatever happens, it lets at most one probe through at a time`(seed: Int) {
        var generator = SystemRandomNumberGenerator()
        var breaker = CircuitBreaker(policy)
        var now = start
        var running: [CircuitBreaker.Call] = []
        for _ in 0..<500 {
            now = now + .milliseconds(Int.random(in: 0...400, using: &generator))
            let before = breaker.state
            if Bool.random(using: &generator) {
                if let call = breaker.begin(at: now) {
                    running.append(call)
                    guard before != .closed else { continue }
                    let call11 = breaker.begin(at: now)
                    #expect(call11 == nil)
                }
            } else if let call = running.popLast() {
                let outcomes: [CircuitBreaker.Outcome] = [.failed, .failed, .succeeded, .unknown]
                breaker.end(call, outcomes[Int.random(in: 0..<4, using: &generator)], at: now)
            }
        }
        // It always recovers.
        now = now + .seconds(5)
        if breaker.state != .closed, let probe = breaker.begin(at: now) {
            breaker.end(probe, .succeeded, at: now)
        }
        #expect(breaker.state == .closed)
    }
}
