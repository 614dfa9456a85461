// How many connections are open, over all loops of a process.

internal import Reactor
internal import Synchronization
internal import System

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

    /// The servers of all loops that can be asked for a place.
    private let servers = Locked<[Neighbour]>([])
    /// The places that other loops have been asked for and have not come to yet.
    private let promised = Atomic<Int>(0)

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

    /// Tells whether one more may open, places counted that are about to be free.
    func hasRoom(max countMax: Int) -> Bool {
        count.load(ordering: .relaxed) - promised.load(ordering: .relaxed) < countMax
    }

    func add(_ server: Neighbour) {
        servers.withLock { $0.append(server) }
    }

    /// Asks another loop for a place; false if all their connections serve requests.
    func askNeighbours(of server: Neighbour) -> Bool {
        servers.withLock { servers in
            for other in servers where other !== server && other.canMakeRoom {
                // Counted only where there is something to expect, or others would take it for a place; and before the
                // other loop can have done it.
                promised.add(1, ordering: .relaxed)
                if other.ask() { return true }
                promised.subtract(1, ordering: .relaxed)
            }
            return false
        }
    }

    /// Notes that a server has come to what it was asked for.
    func wasAsked(_ server: Neighbour) {
        server.wasAsked()
        promised.subtract(1, ordering: .relaxed)
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
