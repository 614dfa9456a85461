// Who may call, decided from the headers of a request alone.

internal import Bytes

/// Tells who sent a request, or why it is refused.
///
/// Built once at the start and shared by all workers: it holds nothing that changes.
public struct Authenticator: Sendable {
    private enum Mode {
        case none
        case apiKeys(APIKeyring)
        case jwt(JWTVerifier)
    }

    /// Lets everybody in, whatever the credentials.
    public static let none = Authenticator(mode: .none)

    private let mode: Mode

    private init(mode: Mode) {
        self.mode = mode
    }

    /// Asks for one of the given keys.
    ///
    /// It is taken from `X-API-Key`, or from a bearer token if that field is empty or missing, and
    /// compared byte for byte, each character of the configured key being one byte (Latin-1).
    ///
    /// - Throws: `AuthenticatorError` if there is no key, an unusable one, or one twice.
    public static func apiKeys(
        _ keys: [(name: String, key: String)]
    ) throws(AuthenticatorError) -> Authenticator {
        Authenticator(mode: .apiKeys(try APIKeyring(keys)))
    }

    /// Asks for a JSON Web Token as a bearer token, signed with the one algorithm and key given.
    ///
    /// Of PEM, the blocks `PUBLIC KEY` and `RSA PUBLIC KEY` are read, here and once.
    ///
    /// - Parameters:
    ///   - algorithm: `HS256`, `HS384`, `HS512`, or the same with `RS` or `ES`; no other spelling.
    ///   - key: The secret of HS, at least 32 bytes; the public key in PEM of RS and ES.
    ///   - issuer: What `iss` must be; nil for anything.
    ///   - audience: What `aud` must name; nil if it must name nothing.
    ///   - tokenBytesMax: The size of the longest token accepted.
    ///   - leeway: By how many seconds `exp`, `nbf` and `iat` may be off.
    /// - Throws: `AuthenticatorError` if the key does not fit the algorithm or resists nobody, or a
    ///   string is empty.
    public static func jwt(
        algorithm: String,
        key: [UInt8],
        issuer: String?,
        audience: String?,
        tokenBytesMax: Int = 8192,
        leeway: Double = 0
    ) throws(AuthenticatorError) -> Authenticator {
        let verifier = try JWTVerifier(
            algorithm: algorithm,
            key: key,
            issuer: issuer,
            audience: audience,
            tokenBytesMax: tokenBytesMax,
            leeway: leeway
        )
        return Authenticator(mode: .jwt(verifier))
    }

    /// Tells whether a look at credentials costs so much, by a signature of a public key, that those from an address
    /// which sends wrong ones only are better refused unseen.
    public var isCostly: Bool {
        if case .jwt(let verifier) = mode { verifier.isCostly } else { false }
    }

    /// Tells who sent the credentials.
    ///
    /// Every failure is to be answered alike, 401 with `WWW-Authenticate: Bearer`; the reason is
    /// for the log.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Throws: `AuthFailure`.
    public func authenticate(
        _ credentials: Credentials,
        now: Double
    ) throws(AuthFailure) -> Principal {
        switch mode {
        case .none:
            return .anonymous
        case .apiKeys(let keyring):
            let key = try Self.key(in: credentials)
            guard let holder = keyring.holder(of: key.span) else { throw .unknownAPIKey }
            return holder
        case .jwt(let verifier):
            let value = try Self.only(of: credentials.authorizations)
            let range = try BearerToken.range(in: value.span)
            return .token(subject: try verifier.verify(value.span.extracting(range), now: now))
        }
    }

    /// The key presented: a filled `X-API-Key` counts, right or wrong; an empty one is as none.
    private static func key(in credentials: Credentials) throws(AuthFailure) -> [UInt8] {
        if !credentials.apiKeys.isEmpty {
            let value = try only(of: credentials.apiKeys)
            let range = value.span.trimmedRange(0..<value.count)
            if !range.isEmpty { return Array(value[range]) }
        }
        let value = try only(of: credentials.authorizations)
        return Array(value[try BearerToken.range(in: value.span)])
    }

    /// The one value of a field.
    ///
    /// Of a repeated field two readers, such as a proxy and this server, may take two values; so
    /// neither counts.
    private static func only(of values: [[UInt8]]) throws(AuthFailure) -> [UInt8] {
        guard let value = values.first else { throw .missingCredentials }
        guard values.count == 1 else { throw .repeatedField }
        return value
    }
}
