// What a request carries to say who is calling.

/// The values of the two header fields that can hold a credential, as the client sent them.
///
/// Every value belongs here, in the order received: a field that came twice is refused.
public struct Credentials: Sendable {
    /// The values of all `X-API-Key` fields.
    public var apiKeys: [[UInt8]]
    /// The values of all `Authorization` fields.
    public var authorizations: [[UInt8]]

    /// Creates the credentials of one request; without arguments, those of an anonymous one.
    public init(apiKeys: [[UInt8]] = [], authorizations: [[UInt8]] = []) {
        self.apiKeys = apiKeys
        self.authorizations = authorizations
    }
}
