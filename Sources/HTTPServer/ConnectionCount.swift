// How many connections are open, over all loops of a process.

internal import Reactor
internal import Synchronization

/// A count that the servers of several loops share, so that a bound holds however unevenly the kernel spreads
/// connections over them.
public final class ConnectionCount: Sendable {
    private let count = Atomic<Int>(0)
    private let accepted = Atomic<Int>(0)
    private let turnedAway = Atomic<Int>(0)
    private let silentClosed = Atomic<Int>(0)
    private let idleClosed = Atomic<Int>(0)
    private let headsClosed = Atomic<Int>(0)
    private let lingeringClosed = Atomic<Int>(0)
    /// The connections of each client, counted only while their number is bounded.
    private let places = Locked<[PeerNetwork: Int]>([:])

    /// Creates a count of none.
    public init() {}

    /// The connections that are open now; a loop may see a value that is a moment old.
    public var value: Int { count.load(ordering: .relaxed) }

    /// The connections that have been accepted so far.
    public var total: Int { accepted.load(ordering: .relaxed) }

    /// The connections that were turned away so far, because too many were open.
    public var refused: Int { turnedAway.load(ordering: .relaxed) }

    /// The connections that were closed so far to make room for others, by what they did.
    public var closedForRoom: [(state: String, count: Int)] {
        [
            ("silent", silentClosed.load(ordering: .relaxed)),
            ("idle", idleClosed.load(ordering: .relaxed)),
            ("head", headsClosed.load(ordering: .relaxed)),
            ("lingering", lingeringClosed.load(ordering: .relaxed)),
        ]
    }

    func opened() {
        accepted.add(1, ordering: .relaxed)
        count.add(1, ordering: .relaxed)
    }

    func closed() {
        count.subtract(1, ordering: .relaxed)
    }

    func wasTurnedAway() {
        turnedAway.add(1, ordering: .relaxed)
    }

    func madeRoom(_ standing: Standing) {
        switch standing {
        case .silent: silentClosed.add(1, ordering: .relaxed)
        case .idle: idleClosed.add(1, ordering: .relaxed)
        case .head: headsClosed.add(1, ordering: .relaxed)
        case .lingering: lingeringClosed.add(1, ordering: .relaxed)
        case .reserved, .busy: break
        }
    }

    /// Takes one of a client's places, unless it has as many as it may.
    func takePlace(of client: PeerNetwork, max countMax: Int) -> Bool {
        places.withLock { places in
            let present = places[client, default: 0]
            guard present < countMax else { return false }
            places[client] = present + 1
            return true
        }
    }

    /// Gives a place of a client back.
    func givePlace(of client: PeerNetwork) {
        places.withLock { places in
            let left = places[client, default: 1] - 1
            places[client] = left > 0 ? left : nil
        }
    }
}
