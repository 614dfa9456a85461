// Whose share a request is counted against.

internal import Auth

/// A client for the purpose of limits: 16 bytes, however long its name is.
///
/// Two hashes with the process's own random seed (SipHash), so that nobody can choose a name that meets another's.
struct ClientKey: Hashable, Sendable {
    private let low: Int
    private let high: Int

    /// The client that a principal names, else the one at an address.
    ///
    /// Each key of the settings is a client of its own, whatever its name; tokens of one subject are one client.
    init(_ principal: Principal, address: ClientAddress?) {
        switch principal {
        case .apiKey(_, let identity): self.init(kind: 1, identity)
        case .token(let subject?): self.init(kind: 2, subject)
        case .token(nil), .anonymous: self.init(address: address)
        }
    }

    /// The client at an address; those whose address is not known are one.
    init(address: ClientAddress?) {
        self.init(kind: 3, address)
    }

    private init(kind: Int, _ name: some Hashable) {
        var hasher = Hasher()
        hasher.combine(kind)
        hasher.combine(name)
        low = hasher.finalize()
        hasher = Hasher()
        hasher.combine(~kind)
        hasher.combine(name)
        high = hasher.finalize()
    }

    /// Which of a power of two shards the client belongs to.
    func shard(of count: Int) -> Int { low & (count - 1) }
}
