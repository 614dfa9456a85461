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

    /// Who answers for it; at least one.
    public var targets: [ModelTarget] { choice.targets }
    /// Tells whether the model can call tools; to one that cannot none are offered.
    public var supportsTools: Bool { choice.supportsTools }
    /// How it is asked.
    public var policy: ModelPolicy { choice.policy }

    /// Creates a model.
    public init(
        id: String,
        name: String,
        provider: String,
        targets: [ModelTarget],
        description: String? = nil,
        contextWindow: Int? = nil,
        supportsTools: Bool = true,
        policy: ModelPolicy = ModelPolicy()
    ) {
        self.id = id
        self.name = name
        self.provider = provider
        precondition(!targets.isEmpty, "a model has somebody who answers for it")
        self.description = description
        self.contextWindow = contextWindow
        choice = ModelCatalog.Choice(
            targets: targets,
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
        /// Who answers for it; at least one.
        public let targets: [ModelTarget]
        /// Tells whether tools may be offered to it.
        public let supportsTools: Bool
        /// How it is asked.
        public let policy: ModelPolicy

        /// The first target's own name of the model.
        public var providerModel: String { targets[0].model }

        init(targets: [ModelTarget], supportsTools: Bool, policy: ModelPolicy) {
            self.targets = targets
            self.supportsTools = supportsTools
            self.policy = policy
        }

        /// Tells whether the same models are asked in the same way.
        public static func == (one: Choice, other: Choice) -> Bool {
            one.targets == other.targets && one.supportsTools == other.supportsTools
                && one.policy == other.policy
        }
    }

    /// The models in the order of the settings, repetitions kept.
    public let models: [OfferedModel]
    /// The model of a request that names none.
    public let defaultChoice: Choice
    /// How models are asked that are not listed.
    private let policy: ModelPolicy
    /// The names of the providers, whose models may be asked for by `NAME/MODEL`.
    private let providers: Set<String>
    /// The names of parameters that mean something to the policy of any model.
    let parameterNames: Set<String>

    private static let nameLengthMax = 200

    /// Creates a catalog.
    ///
    /// - Parameters:
    ///   - models: The models that are offered.
    ///   - defaultModel: The model of a request that names none: an id, or the provider's own name.
    ///   - policy: How models are asked that are not listed.
    ///   - providers: The names of the providers beside the standard one.
    public init(
        _ models: [OfferedModel],
        defaultModel: String,
        policy: ModelPolicy = ModelPolicy(),
        providers: some Sequence<String> = []
    ) {
        self.models = models
        self.policy = policy
        self.providers = Set(providers).union([ModelTarget.standardProvider])
        parameterNames = models.reduce(policy.names) { $0.union($1.policy.names) }
        defaultChoice =
            Self.choice(defaultModel, among: models, policy, self.providers)
            ?? Self.choice(of: ModelTarget(model: defaultModel), among: models, policy)
    }

    /// A model that is not listed; one that is answered for alone is asked as that, by whatever name a client calls it.
    private static func choice(
        of target: ModelTarget,
        among models: [OfferedModel],
        _ policy: ModelPolicy
    ) -> Choice {
        let listed = models.first(where: {
            $0.targets.count == 1 && $0.targets[0].tag == target.tag
        })
        return Choice(
            // With its price.
            targets: listed?.targets ?? [target],
            supportsTools: true,
            policy: listed?.policy ?? policy
        )
    }

    /// The provider's model that a requested id means; nil if the id is neither listed nor
    /// well-formed.
    ///
    /// Well-formed is the name of a provider and a slash, followed by 1 to 200 letters, digits and `. _ : / @ + -`;
    /// what follows the slash is then the provider's name of the model, whether it is listed or not.
    public func choice(_ id: String) -> Choice? {
        Self.choice(id, among: models, policy, providers)
    }

    /// The model that the settings name: by its id, or by the standard provider's name of it.
    public func configuredChoice(_ name: String) -> Choice {
        choice(name) ?? Self.choice(of: ModelTarget(model: name), among: models, policy)
    }

    /// The provider's model that a client of OpenAI's own API means by a name; nil if it can be none.
    ///
    /// An id as for ``choice(_:)``, or else the provider's name as it is, which such clients know: 1 to 200 of the
    /// characters that an id may hold.
    func relayedModel(_ name: String) -> Choice? {
        if let choice = choice(name) { return choice }
        guard Self.parts(of: name, providers) == nil, Self.isName(name.utf8) else { return nil }
        return Self.choice(of: ModelTarget(model: name), among: models, policy)
    }

    /// The provider that an id begins with, and what follows.
    private static func parts(
        of id: String,
        _ providers: Set<String>
    ) -> (provider: String, model: Substring)? {
        guard let slash = id.firstIndex(of: "/") else { return nil }
        let provider = String(id[..<slash])
        return providers.contains(provider) ? (provider, id[id.index(after: slash)...]) : nil
    }

    private static func isName(_ name: some Collection<UInt8>) -> Bool {
        1...nameLengthMax ~= name.count && name.allSatisfy(isAllowed)
    }

    private static func choice(
        _ id: String,
        among models: [OfferedModel],
        _ policy: ModelPolicy,
        _ providers: Set<String>
    ) -> Choice? {
        if let index = models.firstIndex(where: { $0.id == id }) { return models[index].choice }
        guard let (provider, model) = parts(of: id, providers), isName(model.utf8) else {
            return nil
        }
        return choice(
            of: ModelTarget(provider: provider, model: String(model)),
            among: models,
            policy
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
