// The models that a provider says it has.

internal import Bytes
internal import JSON

/// The ids of a provider's `GET /models`.
///
/// OpenAI API reference: list models. Some providers answer with the bare array.
public struct ModelList: Sendable, Equatable {
    private let ids: Set<String>

    /// Reads an answer; nil if it is no list of models, or an empty one, of which nothing can be said.
    public init?(_ body: Span<UInt8>) {
        guard let value = try? JSONValue(parsing: body) else { return nil }
        let elements = value.array ?? value["data"]?.array ?? []
        ids = Set(elements.compactMap { $0["id"]?.string })
        guard !ids.isEmpty else { return nil }
    }

    /// How many models there are.
    public var count: Int { ids.count }

    /// Tells whether a model is among them.
    ///
    /// Some providers list what they call by a short name under a longer one: with a path before it, or with the tag
    /// that is taken where none is given.
    public func has(_ model: String) -> Bool {
        ids.contains(model) || ids.contains(model + ":latest")
            || ids.contains { $0.hasSuffix("/" + model) }
    }
}
