import Testing
import Timing

@testable import Policy

@Suite struct DrainTests {
    private static func at(_ seconds: Int) -> Instant {
        Instant(nanoseconds: 1_000_000_000) + .seconds(seconds)
    }

    /// The orders that are due at each of some seconds.
    private static func orders(_ drain: inout Drain, at seconds: Int...) -> [[DrainOrder]] {
        seconds.map { second in
            var orders: [DrainOrder] = []
            while let order = drain.nextOrder(at: at(second)) { orders.append(order) }
            return orders
        }
    }

    @Test func `without a signal nothing is due`() {
        var drain = Drain(delay: .seconds(5), timeout: .seconds(300))
        #expect(!drain.hasBegun)
        #expect(drain.nextInstant == nil)
        #expect(drain.nextOrder(at: Self.at(10_000)) == nil)
    }

    @Test func `the end comes in steps`() {
        var drain = Drain(delay: .seconds(5), timeout: .seconds(300))
        drain.signalled(at: Self.at(0))
        #expect(drain.hasBegun)
        #expect(
            Self.orders(&drain, at: 0, 4, 5, 304, 305, 309, 310, 10_000)
                == [
                    [.announce], [], [.stopAccepting], [], [.endStreams], [], [.closeConnections],
                    [],
                ]
        )
        #expect(drain.nextInstant == nil)
    }

    @Test func `the next step's time is told`() {
        var drain = Drain(delay: .seconds(5), timeout: .seconds(300))
        drain.signalled(at: Self.at(0))
        var instants: [Instant?] = []
        while let instant = drain.nextInstant {
            instants.append(instant)
            _ = drain.nextOrder(at: instant)
        }
        #expect(instants == [0, 5, 305, 310].map { Self.at($0) })
    }

    @Test func `after a long sleep all steps are due in their order`() {
        var drain = Drain(delay: .seconds(5), timeout: .seconds(300))
        drain.signalled(at: Self.at(0))
        #expect(
            Self.orders(&drain, at: 10_000)
                == [[.announce, .stopAccepting, .endStreams, .closeConnections]]
        )
    }

    @Test func `nothing is waited for where the settings say so`() {
        var drain = Drain(delay: .zero, timeout: .zero)
        drain.signalled(at: Self.at(0))
        #expect(
            Self.orders(&drain, at: 0, 5)
                == [[.announce, .stopAccepting, .endStreams], [.closeConnections]]
        )
    }

    @Test func `a second signal leaves five seconds`() {
        var drain = Drain(delay: .seconds(5), timeout: .seconds(300))
        drain.signalled(at: Self.at(0))
        _ = Self.orders(&drain, at: 0)
        drain.signalled(at: Self.at(2))
        #expect(
            Self.orders(&drain, at: 2, 6, 7, 11, 12)
                == [[.stopAccepting], [], [.endStreams], [], [.closeConnections]]
        )
    }

    @Test func `a second signal at once takes nothing away`() {
        var drain = Drain(delay: .seconds(5), timeout: .seconds(300))
        drain.signalled(at: Self.at(0))
        drain.signalled(at: Self.at(0))
        #expect(
            Self.orders(&drain, at: 0, 5, 10)
                == [[.announce, .stopAccepting], [.endStreams], [.closeConnections]]
        )
    }

    @Test func `further signals put off nothing`() {
        var drain = Drain(delay: .seconds(5), timeout: .seconds(300))
        drain.signalled(at: Self.at(0))
        for second in 1...20 { drain.signalled(at: Self.at(second)) }
        #expect(
            Self.orders(&drain, at: 5, 6, 10, 11)
                == [[.announce, .stopAccepting], [.endStreams], [], [.closeConnections]]
        )
    }

    @Test func `a signal near the deadline does not move it`() {
        var drain = Drain(delay: .seconds(5), timeout: .seconds(300))
        drain.signalled(at: Self.at(0))
        _ = Self.orders(&drain, at: 5)
        drain.signalled(at: Self.at(303))
        #expect(Self.orders(&drain, at: 304, 305) == [[], [.endStreams]])
        drain.signalled(at: Self.at(309))
        #expect(Self.orders(&drain, at: 309, 310) == [[], [.closeConnections]])
    }
}
