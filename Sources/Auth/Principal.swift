// Who is calling.

/// The caller, as far as its credentials name it; equal principals are the same caller.
public enum Principal: Hashable, Sendable {
    /// Anybody: authentication is off.
    case anonymous
    /// The holder of an API key, by the name the key has in the settings.
    case apiKey(name: String)
    /// The holder of a token, by its `sub` claim; nil if the token names nobody.
    case token(subject: String?)
}
