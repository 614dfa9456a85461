// Where the shares of clients are kept: here in memory, one day perhaps beside other processes.

internal import Policy
internal import System
internal import Timing

/// Keeps what clients have used up; any thread may ask.
///
/// The seam for a store that several processes share. It answers at once: such a store answers from what it has last
/// heard, and tells the others behind the request's back, because no request is to wait for a network to be limited.
protocol RateStore: AnyObject, Sendable {
    /// Counts a request against a client's rate.
    func takeRequest(_ client: ClientKey, _ policy: RatePolicy, at now: Instant) -> RateDecision
    /// Tells whether a client's rate leaves nothing for another request, without counting one.
    func hasSpent(_ client: ClientKey, _ policy: RatePolicy, at now: Instant) -> Bool
    /// Gives a client a stream, to be returned with ``returnStream(_:at:)``, or tells that it has enough.
    func takeStream(_ client: ClientKey, countMax: Int, at now: Instant) -> StreamShare
    /// Takes a stream back; to be called once for each that was given.
    func returnStream(_ client: ClientKey, at now: Instant)
    /// Forgets clients of whom there is nothing to remember.
    func sweep(at now: Instant)
}

/// What a client that wants a stream gets.
enum StreamShare: Sendable {
    /// A stream that must be returned.
    case given
    /// A stream that nobody remembers, because there are too many clients to remember them all.
    case unremembered
    /// None: it has as many as it may.
    case refused
}

/// The shares of one process, in shards, so that workers seldom meet at a lock.
///
/// At most ``clientCountMax`` clients are remembered, about 7 MB. A client beyond them is let by: to be limited it
/// would have to push out another, and whoever has so many addresses is not held up by limits for each.
final class MemoryRateStore: RateStore {
    /// The most clients that are remembered, over all shards.
    static let clientCountMax = 131_072

    private static let shardCount = 32
    private let shards: [Locked<ShareTable<ClientKey>>]

    init(clientCountMax: Int = MemoryRateStore.clientCountMax) {
        shards = (0..<Self.shardCount).map { _ in
            Locked(ShareTable<ClientKey>(clientCountMax: max(1, clientCountMax / Self.shardCount)))
        }
    }

    /// The clients that are remembered now.
    var clientCount: Int { shards.reduce(0) { $0 + $1.withLock(\.clientCount) } }

    func takeRequest(_ client: ClientKey, _ policy: RatePolicy, at now: Instant) -> RateDecision {
        let decision = shard(of: client).withLock { $0.takeRequest(client, policy, at: now) }
        return decision
            ?? RateDecision(isAllowed: true, remaining: 0, wait: .zero, untilFull: .zero)
    }

    func hasSpent(_ client: ClientKey, _ policy: RatePolicy, at now: Instant) -> Bool {
        shard(of: client).withLock { $0.hasSpent(client, policy, at: now) }
    }

    func takeStream(_ client: ClientKey, countMax: Int, at now: Instant) -> StreamShare {
        switch shard(of: client).withLock({ $0.takeStream(client, countMax: countMax, at: now) }) {
        case nil: .unremembered
        case true?: .given
        case false?: .refused
        }
    }

    func returnStream(_ client: ClientKey, at now: Instant) {
        shard(of: client).withLock { $0.returnStream(client, at: now) }
    }

    func sweep(at now: Instant) {
        for shard in shards { shard.withLock { $0.sweep(at: now) } }
    }

    private func shard(of client: ClientKey) -> Locked<ShareTable<ClientKey>> {
        shards[client.shard(of: Self.shardCount)]
    }
}
