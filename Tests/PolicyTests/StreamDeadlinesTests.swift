import Testing
import Timing

@testable import Policy

@Suite struct StreamDeadlinesTests {
    typealias Due = StreamDeadlines.Due
    typealias Phase = StreamDeadlines.Phase

    /// Limits in seconds: first token 10, idle 20, total 100, signs of life after 15 of silence.
    private static func deadlines(keepAlive: Int? = 15) -> StreamDeadlines {
        let limits = StreamDeadlines.Limits(
            firstToken: .seconds(10),
            idle: .seconds(20),
            total: .seconds(100),
            keepAlive: keepAlive.map { .seconds($0) }
        )
        return StreamDeadlines(limits, startedAt: at(0))
    }

    /// An instant so many seconds after the start.
    private static func at(_ seconds: Double) -> Instant {
        Instant(nanoseconds: 1_000_000_000) + .milliseconds(Int(seconds * 1000))
    }

    @Test func `the first token has its limit`() {
        let deadlines = Self.deadlines()
        #expect(deadlines.due(at: Self.at(9.999)) == .nothing)
        #expect(deadlines.due(at: Self.at(10)) == .exceeded(.firstToken))
        #expect(deadlines.next == Self.at(10))
    }

    @Test func `events without content do not put off the first token`() {
        var deadlines = Self.deadlines()
        deadlines.eventArrived(at: Self.at(9))
        deadlines.outputWritten(at: Self.at(9))
        #expect(deadlines.due(at: Self.at(10)) == .exceeded(.firstToken))
    }

    @Test func `each try and each step has the whole limit for its first token`() {
        var deadlines = Self.deadlines()
        deadlines.begin(.firstToken, at: Self.at(8))
        deadlines.outputWritten(at: Self.at(8))
        #expect(deadlines.due(at: Self.at(17.999)) == .nothing)
        #expect(deadlines.due(at: Self.at(18)) == .exceeded(.firstToken))
    }

    @Test func `silence between two events has its limit, from the last event on`() {
        var deadlines = Self.deadlines(keepAlive: nil)
        deadlines.begin(.nextToken, at: Self.at(5))
        #expect(deadlines.next == Self.at(25))
        deadlines.eventArrived(at: Self.at(24))
        #expect(deadlines.due(at: Self.at(25)) == .nothing)
        #expect(deadlines.next == Self.at(44))
        #expect(deadlines.due(at: Self.at(44)) == .exceeded(.idle))
    }

    @Test func `an answer that is whole ends two seconds behind its last event`() {
        var deadlines = Self.deadlines(keepAlive: nil)
        deadlines.begin(.ending, at: Self.at(5))
        #expect(deadlines.next == Self.at(7))
        #expect(deadlines.due(at: Self.at(6.999)) == .nothing)
        deadlines.eventArrived(at: Self.at(6.5))
        #expect(deadlines.next == Self.at(8.5))
        #expect(deadlines.due(at: Self.at(8.5)) == .ended)
        deadlines.eventArrived(at: Self.at(99.5))
        #expect(deadlines.next == Self.at(100))
        #expect(deadlines.due(at: Self.at(100)) == .exceeded(.total))
    }

    @Test func `an answer of one piece has the total limit only, and no signs of life`() {
        var deadlines = Self.deadlines()
        deadlines.begin(.wholeAnswer, at: Self.at(5))
        #expect(deadlines.next == Self.at(100))
        #expect(deadlines.due(at: Self.at(99.999)) == .nothing)
        #expect(deadlines.due(at: Self.at(100)) == .exceeded(.total))
    }

    @Test func `signs of life are due after silence towards the client, whatever arrives`() {
        var deadlines = Self.deadlines()
        deadlines.begin(.nextToken, at: Self.at(0))
        for second in 1...14 { deadlines.eventArrived(at: Self.at(Double(second))) }
        #expect(deadlines.due(at: Self.at(14.999)) == .nothing)
        #expect(deadlines.due(at: Self.at(15)) == .keepAlive)
        deadlines.outputWritten(at: Self.at(15))
        deadlines.eventArrived(at: Self.at(16))
        #expect(deadlines.next == Self.at(30))
    }

    @Test func `signs of life are no progress`() {
        var deadlines = Self.deadlines(keepAlive: 1)
        deadlines.begin(.nextToken, at: Self.at(0))
        for second in 1...19 {
            #expect(deadlines.due(at: Self.at(Double(second))) == .keepAlive)
            deadlines.outputWritten(at: Self.at(Double(second)))
        }
        #expect(deadlines.due(at: Self.at(20)) == .exceeded(.idle))
    }

    @Test func `no signs of life where the settings want none`() {
        var deadlines = Self.deadlines(keepAlive: nil)
        deadlines.begin(.retry(at: Self.at(90)), at: Self.at(0))
        #expect(deadlines.due(at: Self.at(89)) == .nothing)
        #expect(deadlines.next == Self.at(90))
    }

    @Test func `a try is due at its time, with signs of life before it`() {
        var deadlines = Self.deadlines()
        deadlines.begin(.retry(at: Self.at(16)), at: Self.at(0))
        #expect(deadlines.next == Self.at(15))
        #expect(deadlines.due(at: Self.at(15)) == .keepAlive)
        deadlines.outputWritten(at: Self.at(15))
        #expect(deadlines.next == Self.at(16))
        #expect(deadlines.due(at: Self.at(16)) == .retry)
    }

    @Test func `a slow client is bounded by the total only, and not written to`() {
        var deadlines = Self.deadlines()
        deadlines.begin(.client, at: Self.at(0))
        #expect(deadlines.due(at: Self.at(99.999)) == .nothing)
        #expect(deadlines.next == Self.at(100))
        #expect(deadlines.due(at: Self.at(100)) == .exceeded(.total))
    }

    @Test(arguments: [Phase.firstToken, .nextToken, .client, .retry(at: at(99))])
    func `the total is above everything`(phase: Phase) {
        var deadlines = Self.deadlines()
        deadlines.begin(phase, at: Self.at(99))
        #expect(deadlines.next <= Self.at(100))
        #expect(deadlines.due(at: Self.at(100)) == .exceeded(.total))
    }

    @Test func `after a pause of the process only what is due counts`() {
        var deadlines = Self.deadlines()
        deadlines.begin(.nextToken, at: Self.at(1))
        deadlines.eventArrived(at: Self.at(50))
        #expect(deadlines.due(at: Self.at(51)) == .keepAlive)
    }
}
