// The provider's models that may answer for a model that clients choose.

internal import Bytes

/// A model of one provider.
public struct ModelTarget: Sendable, Hashable {
    /// The name of the provider in the settings.
    public let provider: String
    /// The provider's own name of the model; not shown to clients.
    public let model: String
    /// Targets of a lower order are asked first.
    public let order: Int
    /// How large its share is among those of its order, from 1.
    public let weight: Int
    /// How many tokens the model can take, if the settings say.
    public let contextWindow: Int?
    /// What its tokens cost, if the settings say.
    public let prices: TokenPrices?

    /// The provider that is asked where none is named.
    public static let standardProvider = "openai"

    /// Creates a target.
    public init(
        provider: String = standardProvider,
        model: String,
        order: Int = 0,
        weight: Int = 1,
        contextWindow: Int? = nil,
        prices: TokenPrices? = nil
    ) {
        precondition(weight > 0, "a target without a share is none")
        self.provider = provider
        self.model = model
        self.order = order
        self.weight = weight
        self.contextWindow = contextWindow
        self.prices = prices
    }

    /// What tells this model from all others, for what only it can read: signatures, encrypted thoughts.
    ///
    /// Without a prefix for the standard provider, as it was before there were others.
    public var tag: String {
        provider == Self.standardProvider ? model : provider + "/" + model
    }
}

extension [ModelTarget] {
    /// The targets in the order in which a conversation asks them.
    ///
    /// Those of a lower order come first; within an order each conversation has a preference of its own, the same on
    /// every pod, in proportion to the weights, and when a target is lost only its conversations move (rendezvous
    /// hashing; Thaler and Ravishankar, 1998). Providers keep the beginnings of conversations that they have seen, so
    /// who is asked again answers sooner and for less.
    ///
    /// - Parameter key: What is the same in all requests of a conversation.
    public func ranked(by key: Span<UInt8>) -> [ModelTarget] {
        guard count > 1 else { return self }
        let seed = Self.hash(key, 0xCBF2_9CE4_8422_2325)
        let scores = map { $0.score(seed) }
        return indices.sorted { one, other in
            (self[one].order, scores[other], one) < (self[other].order, scores[one], other)
        }
        .map { self[$0] }
    }

    /// FNV-1a, 64 bits.
    fileprivate static func hash(_ bytes: Span<UInt8>, _ seed: UInt64) -> UInt64 {
        var hash = seed
        for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3 }
        return hash
    }
}

extension ModelTarget {
    /// A target of weight n is n targets of weight 1, of which the best counts.
    fileprivate func score(_ seed: UInt64) -> UInt64 {
        let name = [ModelTarget].hash(tag.utf8.span, seed)
        var best: UInt64 = 0
        for share in 0..<UInt64(weight) { best = Swift.max(best, Self.mix(name &+ share)) }
        return best
    }

    /// The finaliser of SplitMix64: all bits depend on all bits.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
