// The models that are offered, and which model of the provider a requested id means.

public import Bytes
internal import JSON

/// A model as `GET /models` lists it.
public struct OfferedModel: Sendable, Equatable {
    /// The id that clients ask for, such as `openai/gpt-4o`.
    public let id: String
    /// The name that people read.
    public let name: String
    /// Who runs the model.
    public let provider: String
    /// What the model is good for.
    public let description: String?
    /// How many tokens the model can take.
    public let contextWindow: Int?
    /// What the id comes to; its model and policy are not shown to clients.
    let choice: ModelCatalog.Choice

    /// The provider's own name of the model.
    public var providerModel: String { choice.providerModel }
    /// Tells whether the model can call tools; to one that cannot none are offered.
    public var supportsTools: Bool { choice.supportsTools }
    /// How it is asked.
    public var policy: ModelPolicy { choice.policy }

    /// Creates a model.
    public init(
        id: String,
        name: String,
        provider: String,
        providerModel: String,
        description: String? = nil,
        contextWindow: Int? = nil,
        supportsTools: Bool = true,
        policy: ModelPolicy = ModelPolicy()
    ) {
        self.id = id
        self.name = name
        self.provider = provider
        self.description = description
        self.contextWindow = contextWindow
        choice = ModelCatalog.Choice(
            providerModel: providerModel,
            supportsTools: supportsTools,
            policy: policy
        )
    }
}

/// The configured models.
///
/// A class, as its choices are: each request goes by them, and a struct of so much would be counted at every copy.
public final class ModelCatalog: Sendable {
    /// What a requested id comes to.
    public final class Choice: Sendable, Equatable {
        /// The name to send to the provider.
        public let providerModel: String
        /// Tells whether tools may be offered to it.
        public let supportsTools: Bool
        /// How it is asked.
        public let policy: ModelPolicy

        init(providerModel: String, supportsTools: Bool, policy: ModelPolicy) {
            self.providerModel = providerModel
            self.supportsTools = supportsTools
            self.policy = policy
        }

        /// Tells whether the same model is asked in the same way.
        public static func == (one: Choice, other: Choice) -> Bool {
            one.providerModel == other.providerModel && one.supportsTools == other.supportsTools
                && one.policy == other.policy
        }
    }

    /// The models in the order of the settings, repetitions kept.
    public let models: [OfferedModel]
    /// The model of a request that names none.
    public let defaultChoice: Choice
    /// How models are asked that are not listed.
    private let policy: ModelPolicy
    /// The names of parameters that mean something to the policy of any model.
    let parameterNames: Set<String>

    private static let prefix = "openai/"
    private static let nameLengthMax = 200

    /// Creates a catalog.
    ///
    /// - Parameters:
    ///   - models: The models that are offered.
    ///   - defaultModel: The model of a request that names none: an id, or the provider's own name.
    ///   - policy: How models are asked that are not listed.
    public init(
        _ models: [OfferedModel],
        defaultModel: String,
        policy: ModelPolicy = ModelPolicy()
    ) {
        self.models = models
        self.policy = policy
        parameterNames = models.reduce(policy.names) { $0.union($1.policy.names) }
        defaultChoice =
            Self.choice(defaultModel, among: models, policy)
            ?? Choice(
                providerModel: defaultModel,
                supportsTools: true,
                policy: Self.policy(of: defaultModel, among: models) ?? policy
            )
    }

    /// How a model is asked, by the provider's name.
    public func policy(ofProviderModel name: String) -> ModelPolicy {
        Self.policy(of: name, among: models) ?? policy
    }

    /// A listed model is asked in the same way by whatever name a client calls it.
    private static func policy(of name: String, among models: [OfferedModel]) -> ModelPolicy? {
        models.first { $0.providerModel == name }?.policy
    }

    /// The provider's model that a requested id means; nil if the id is neither listed nor
    /// well-formed.
    ///
    /// Well-formed is `openai/` followed by 1 to 200 letters, digits and `. _ : / @ + -`; what
    /// follows the slash is then the provider's name of the model, whether it is listed or not.
    public func choice(_ id: String) -> Choice? {
        Self.choice(id, among: models, policy)
    }

    /// The provider's model that a client of OpenAI's own API means by a name; nil if it can be none.
    ///
    /// An id as for ``choice(_:)``, or else the provider's name as it is, which such clients know: 1 to 200 of the
    /// characters that an id may hold.
    func relayedModel(_ name: String) -> Choice? {
        if let choice = choice(name) { return choice }
        guard !name.hasPrefix(Self.prefix), 1...Self.nameLengthMax ~= name.utf8.count,
            name.utf8.allSatisfy(Self.isAllowed)
        else { return nil }
        return Choice(
            providerModel: name,
            supportsTools: true,
            policy: policy(ofProviderModel: name)
        )
    }

    private static func choice(
        _ id: String,
        among models: [OfferedModel],
        _ policy: ModelPolicy
    ) -> Choice? {
        if let index = models.firstIndex(where: { $0.id == id }) { return models[index].choice }
        let name = id.utf8.dropFirst(prefix.utf8.count)
        guard id.hasPrefix(prefix), 1...nameLengthMax ~= name.count, name.allSatisfy(isAllowed)
        else { return nil }
        let providerModel = String(id.dropFirst(prefix.count))
        return Choice(
            providerModel: providerModel,
            supportsTools: true,
            policy: Self.policy(of: providerModel, among: models) ?? policy
        )
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "._:/@+-".utf8.contains(byte)
        }
    }

    /// Appends the body of `GET /models`.
    public func write(into output: inout ByteBuffer) {
        var json = JSONWriter(appendingTo: output)
        json.beginObject()
        json.key("models")
        json.beginArray()
        for model in models { model.write(to: &json) }
        json.endArray()
        json.endObject()
        output = json.finish()
    }
}

extension OfferedModel {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("id")
        json.string(id)
        json.key("name")
        json.string(name)
        json.key("provider")
        json.string(provider)
        json.key("description")
        if let description { json.string(description) } else { json.null() }
        json.key("context_window")
        if let contextWindow { json.int(contextWindow) } else { json.null() }
        json.key("supports_tools")
        json.bool(supportsTools)
        json.endObject()
    }
}
