// Why a request cannot be put to a provider.

/// A request that the provider's API has no form for, in words for the client.
public struct UntranslatableRequest: Error, Sendable, Equatable {
    /// The member that is the cause.
    public let param: String
    /// A sentence.
    public let message: String

    init(_ param: String, _ message: String) {
        self.param = param
        self.message = message
    }

    /// A member that has another shape than OpenAI's API reference says.
    static func malformed(_ param: String) -> UntranslatableRequest {
        UntranslatableRequest(param, "\(param) is not of the form that the API has for it.")
    }
}
