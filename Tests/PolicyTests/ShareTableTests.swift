import Testing
import Timing

@testable import Policy

@Suite struct ShareTableTests {
    private let start = Instant(nanoseconds: 1_000_000_000_000)
    private let policy = RatePolicy(requestsPerMinute: 60, burst: 2)

    @Test func `each client has a bucket of its own`() {
        var table = ShareTable<String>(clientCountMax: 10)
        let allowed = [true, true, false]
        for name in ["a", "b"] {
            let got = (0..<3).map { _ in
                table.takeRequest(name, policy, at: start)?.isAllowed
            }
            #expect(got == allowed)
        }
        #expect(table.clientCount == 2)
    }

    @Test(arguments: [1, 2, 5])
    func `a client gets its streams, and another when one is returned`(countMax: Int) {
        var table = ShareTable<String>(clientCountMax: 10)
        for _ in 0..<countMax {
            #expect(table.takeStream("a", countMax: countMax, at: start) == true)
        }
        #expect(table.takeStream("a", countMax: countMax, at: start) == false)
        #expect(table.takeStream("b", countMax: countMax, at: start) == true)
        table.returnStream("a", at: start)
        #expect(table.takeStream("a", countMax: countMax, at: start) == true)
        #expect(table.takeStream("a", countMax: countMax, at: start) == false)
    }

    @Test func `a client without debt or stream is forgotten`() {
        var table = ShareTable<String>(clientCountMax: 10)
        _ = table.takeRequest("a", policy, at: start)
        _ = table.takeStream("b", countMax: 1, at: start)
        table.sweep(at: start + .milliseconds(999))
        #expect(table.clientCount == 2)
        table.sweep(at: start + .seconds(1))
        #expect(table.clientCount == 1)
        table.returnStream("b", at: start + .seconds(1))
        #expect(table.clientCount == 0)
    }

    @Test func `a refused stream leaves nothing to remember`() {
        var table = ShareTable<String>(clientCountMax: 10)
        #expect(table.takeStream("a", countMax: 0, at: start) == false)
        #expect(table.clientCount == 0)
    }

    @Test(arguments: [1, 2, 8])
    func `the number of clients is bounded, and newcomers are let by`(countMax: Int) {
        var table = ShareTable<String>(clientCountMax: countMax)
        for number in 0..<countMax {
            #expect(table.takeRequest("\(number)", policy, at: start)?.isAllowed == true)
        }
        #expect(table.takeRequest("new", policy, at: start) == nil)
        #expect(table.takeStream("new", countMax: 5, at: start) == nil)
        #expect(table.clientCount == countMax)
        // Those who are known are still held to their share.
        #expect(table.takeRequest("0", policy, at: start)?.isAllowed == true)
        #expect(table.takeRequest("0", policy, at: start)?.isAllowed == false)
    }

    @Test func `a full table looks for room, but not for each newcomer`() {
        var table = ShareTable<String>(clientCountMax: 1)
        _ = table.takeRequest("a", policy, at: start)
        #expect(table.takeRequest("b", policy, at: start) == nil)
        // There is room from here on, and it was looked for half a second ago.
        _ = table.takeRequest("b", policy, at: start + .milliseconds(500))
        #expect(table.takeRequest("b", policy, at: start + .milliseconds(999)) == nil)
        #expect(table.takeRequest("b", policy, at: start + .seconds(1)) != nil)
        #expect(table.clientCount == 1)
    }
}
