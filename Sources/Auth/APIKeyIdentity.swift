// Which of the configured API keys was shown.

/// Tells keys apart whatever their names are, and tells nobody what they are.
///
/// The same for one key in each process and after each reading of the settings. Neither its description nor its
/// reflection shows the digest inside, from which a short key could be guessed.
public struct APIKeyIdentity: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    private let digest: [UInt8]

    /// Creates the identity of a key from its digest.
    public init(digest: [UInt8]) {
        self.digest = digest
    }

    /// A constant.
    public var description: String { "an API key" }

    /// Empty.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
