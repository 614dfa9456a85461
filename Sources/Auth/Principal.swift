// Who is calling.

/// The caller, as far as its credentials name it; equal principals are the same caller.
public enum Principal: Hashable, Sendable {
    /// Anybody: authentication is off.
    case anonymous
    /// The holder of an API key: the name of the key, which may be that of others or empty, and which key it is.
    case apiKey(name: String, identity: APIKeyIdentity)
    /// The holder of a token, by its `sub` claim; nil if the token names nobody.
    case token(subject: String?)
}
