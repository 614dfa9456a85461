// What is remembered of clients: their buckets and their open streams, bounded in number. No clock, no lock.

public import Timing

/// The shares of clients, forgotten as soon as there is nothing to remember.
public struct ShareTable<Client: Hashable & Sendable>: Sendable {
    /// What is remembered of one client.
    private struct Share {
        var bucket = TokenBucket()
        var streamCount = 0

        func isIdle(at now: Instant) -> Bool { streamCount == 0 && bucket.isFull(at: now) }
    }

    /// The most clients that are remembered at once.
    public let clientCountMax: Int
    private var shares: [Client: Share] = [:]
    private var nextForcedSweep = Instant(nanoseconds: 0)

    /// How long a full table lets newcomers by before it looks for room again: looking costs a pass.
    private static var forcedSweepInterval: Duration { .seconds(1) }

    /// - Parameter clientCountMax: The most clients that are remembered at once.
    public init(clientCountMax: Int) {
        self.clientCountMax = clientCountMax
    }

    /// The clients that are remembered.
    public var clientCount: Int { shares.count }

    /// Counts a request against a client's rate; nil if the client is new and the table has no room for it.
    public mutating func takeRequest(
        _ client: Client,
        _ policy: RatePolicy,
        at now: Instant
    ) -> RateDecision? {
        guard hasRoom(for: client, at: now) else { return nil }
        return shares[client, default: Share()].bucket.take(policy, at: now)
    }

    /// Tells whether a client's rate leaves nothing for another request, without counting one.
    public func hasSpent(_ client: Client, _ policy: RatePolicy, at now: Instant) -> Bool {
        shares[client]?.bucket.isEmpty(policy, at: now) ?? false
    }

    /// Gives a client one more stream unless it has the most that it may have; nil if there is no room to remember it.
    public mutating func takeStream(_ client: Client, countMax: Int, at now: Instant) -> Bool? {
        guard hasRoom(for: client, at: now) else { return nil }
        guard shares[client]?.streamCount ?? 0 < countMax else { return false }
        shares[client, default: Share()].streamCount += 1
        return true
    }

    /// Takes back a stream that was given.
    public mutating func returnStream(_ client: Client, at now: Instant) {
        guard var share = shares[client] else {
            preconditionFailure("a client with an open stream was forgotten")
        }
        share.streamCount -= 1
        precondition(share.streamCount >= 0, "a stream was returned twice")
        shares[client] = share.isIdle(at: now) ? nil : share
    }

    /// Forgets all of whom there is nothing to remember.
    public mutating func sweep(at now: Instant) {
        guard shares.values.contains(where: { $0.isIdle(at: now) }) else { return }
        // A new dictionary, because one never gives memory back.
        shares = shares.filter { !$0.value.isIdle(at: now) }
    }

    private mutating func hasRoom(for client: Client, at now: Instant) -> Bool {
        if shares.count < clientCountMax || shares[client] != nil { return true }
        guard nextForcedSweep <= now else { return false }
        nextForcedSweep = now + Self.forcedSweepInterval
        sweep(at: now)
        return shares.count < clientCountMax
    }
}
