// Which stream begins when, with a simulated clock.

import Reactor
import Testing
import Timing

@testable import LoadGenerator

@Suite struct StreamDealerTests {
    private static let start = Instant(nanoseconds: 1_000_000_000_000)

    private func dealer(_ change: (inout LoadConfiguration) -> Void) -> StreamDealer {
        var load = LoadConfiguration()
        load.concurrency = 10
        load.goal = .streams(25)
        change(&load)
        var dealer = StreamDealer(load)
        dealer.start(at: Self.start)
        return dealer
    }

    @Test func `a closed loop has room for its streams and ends with the last`() {
        var dealer = dealer { _ in }
        #expect(dealer.hasRoom(openCount: 9))
        #expect(!dealer.hasRoom(openCount: 10))
        #expect(dealer.wakesAt == nil)
        var ids: Set<UInt64> = []
        while let plan = dealer.next() { ids.insert(plan.id) }
        #expect(ids.count == 25)
        #expect(dealer.isOver)
    }

    @Test(arguments: [(0, 1), (1, 1), (100, 1), (101, 2), (500, 5), (999, 10), (1000, 10)])
    func `clients begin one after another over the ramp`(milliseconds: Int, count: Int) {
        var dealer = dealer { $0.ramp = .seconds(1) }
        dealer.advance(to: Self.start + .milliseconds(milliseconds))
        #expect(dealer.hasRoom(openCount: count - 1))
        #expect(!dealer.hasRoom(openCount: count))
        #expect((dealer.wakesAt != nil) == (milliseconds < 1000))
    }

    @Test func `a load for a time ends with it`() {
        var dealer = dealer {
            $0.goal = .duration(.seconds(2))
            $0.warmUp = .seconds(1)
        }
        dealer.advance(to: Self.start + .nanoseconds(2_999_999_999))
        #expect(!dealer.isOver)
        #expect(dealer.next() != nil)
        dealer.advance(to: Self.start + .seconds(3))
        #expect(dealer.isOver)
        #expect(dealer.next() == nil)
    }

    @Test func `an open loop begins what is due`() {
        var dealer = dealer {
            $0.rate = 10
            $0.arrivals = .constant
        }
        #expect(dealer.wakesAt == Self.start + .milliseconds(100))
        #expect(dealer.next() == nil)
        dealer.advance(to: Self.start + .milliseconds(350))
        var intended: [Instant] = []
        while let plan = dealer.next() { intended.append(plan.intendedAt) }
        #expect(intended == [100, 200, 300].map { Self.start + .milliseconds($0) })
        #expect(dealer.wakesAt == Self.start + .milliseconds(400))
    }

    @Test func `what has waited longer than the timeout is given up`() {
        var dealer = dealer {
            $0.rate = 10
            $0.arrivals = .constant
            $0.timeout = .milliseconds(500)
        }
        let now = Self.start + .milliseconds(800)
        dealer.advance(to: now)
        #expect(dealer.takeOverdue(at: now).count == 2)
        #expect(dealer.takeOverdue(at: now).isEmpty)
        #expect(dealer.next()?.intendedAt == Self.start + .milliseconds(300))
    }

    @Test func `departures are as many and as late as asked for, and the same for a seed`() {
        func departures(_ seed: UInt64) -> [Duration?] {
            var dealer = dealer {
                $0.goal = .streams(2000)
                $0.aborts = .init(.within(.seconds(1)), share: 0.25)
                $0.seed = seed
            }
            return (0..<2000).map { _ in
                guard case .after(let delay)? = dealer.next()?.departure else { return nil }
                return delay
            }
        }
        let some = departures(1)
        #expect(some == departures(1))
        #expect(some != departures(2))
        #expect(430...570 ~= some.compactMap(\.self).count)
        #expect(some.compactMap(\.self).allSatisfy { $0 <= .seconds(1) })
        #expect(some.compactMap(\.self).contains { $0 > .milliseconds(900) })
    }
}
