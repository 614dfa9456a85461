// The tree of all settings, as the rest of the program sees it; the initial values are the
// defaults.

/// Everything that can be configured.
///
/// A value: whoever holds one has one that never changes under its hands. Names, types, bounds and
/// meanings are in `SettingsTable.swift`; a new setting is one field here and one row there.
public struct Settings: Sendable, Equatable {
    /// The listening server.
    public var server = Server()
    /// Who may call.
    public var auth = Auth()
    /// The provider of models that do not name another.
    public var openai = Provider()
    /// The provider's model for requests that name none.
    public var defaultModel = "gpt-4o"
    /// Further providers, by their names.
    public var providers: [Provider] = []
    /// The models that `GET /models` lists and that requests may name by their id.
    public var models = Model.shipped
    /// What holds for each model that does not say otherwise, those that are not listed among them.
    public var modelDefaults = ModelDefaults()
    /// The server's own log.
    public var logging = Logging()
    /// The health endpoints.
    public var health = Health()
    /// The numbers for those who operate the server.
    public var metrics = Metrics()
    /// The traces for those who operate the server.
    public var tracing = Tracing()
    /// The generation of titles.
    public var title = Title()
    /// The loop of model calls and tools.
    public var agent = Agent()
    /// The stream to a client.
    public var stream = Stream()
    /// The repetition of failed requests to the provider.
    public var retry = Retry()
    /// When a failing provider is not asked.
    public var circuit = Circuit()
    /// The bounds on what clients may do.
    public var limits = Limits()
    /// The reading of settings while the process runs.
    public var reload = Reload()
    /// The end of the process.
    public var drain = Drain()

    /// The defaults.
    public init() {}
}

extension Settings {
    /// The listening server.
    public struct Server: Sendable, Equatable {
        /// The address to listen on.
        public var host = "0.0.0.0"
        /// The TCP port; 0 takes any free one.
        public var port = 8000
        /// The number of worker threads; 0 means one per core.
        public var workers = 0
        /// How long one stream may last in all.
        public var timeout: Duration = .seconds(300)
        /// How many proxies in front are believed about the client's address.
        public var trustedHops = 0
        /// Tells whether `GET /` is a page to try the chat.
        public var playground = false
        /// The pages of other origins that may call.
        public var cors = CORS()
    }

    /// The pages of other origins that may call, and how.
    public struct CORS: Sendable, Equatable {
        /// The origins, compared exactly; `*` allows all.
        public var allowedOrigins = ["http://localhost:5173", "https://chat.example.com"]
        /// The methods; `*` allows all.
        public var allowedMethods = ["GET", "POST", "OPTIONS"]
        /// The header fields; `*` allows all.
        public var allowedHeaders = [
            "Content-Type", "Authorization", "X-API-Key", "X-Request-ID",
            // Of the AI SDK, and of traces.
            "User-Agent", "X-AI-SDK-Version", "traceparent", "tracestate",
            // Of OpenAI's client.
            "OpenAI-Organization", "OpenAI-Project", "OpenAI-Beta", "Idempotency-Key",
            "X-Stainless-Arch", "X-Stainless-Lang", "X-Stainless-OS", "X-Stainless-Package-Version",
            "X-Stainless-Retry-Count", "X-Stainless-Runtime", "X-Stainless-Runtime-Version",
            "X-Stainless-Timeout", "X-Stainless-Helper-Method", "X-Stainless-Poll-Helper",
            "X-Stainless-Custom-Poll-Interval",
        ]
        /// The fields of answers that such pages may read.
        public var exposeHeaders = [
            "X-Request-ID", "Retry-After", "RateLimit", "RateLimit-Policy",
        ]
    }

    /// Who may call.
    public struct Auth: Sendable, Equatable {
        /// How callers prove who they are.
        public enum Mode: String, Sendable, CaseIterable {
            /// Not at all.
            case none
            /// By one of a list of keys.
            case apiKey = "api_key"
            /// By a signed token.
            case jwt
        }

        /// How callers prove who they are.
        public var mode = Mode.none
        /// The keys that are accepted in mode `api_key`.
        public var apiKeys: [APIKey] = []
        /// How tokens are checked in mode `jwt`.
        public var jwt = JWT()
    }

    /// A key that a caller may present.
    public struct APIKey: Sendable, Equatable {
        /// What the caller sends.
        public var key = Secret("")
        /// Whose it is, for the log.
        public var name = ""
    }

    /// How tokens are checked.
    public struct JWT: Sendable, Equatable {
        /// The signature algorithms, RFC 7518 section 3.1.
        public enum Algorithm: String, Sendable, CaseIterable {
            /// HMAC with SHA-256; the secret is shared.
            case hs256 = "HS256"
            /// HMAC with SHA-384; the secret is shared.
            case hs384 = "HS384"
            /// HMAC with SHA-512; the secret is shared.
            case hs512 = "HS512"
            /// RSA with SHA-256; the secret is a public key as PEM.
            case rs256 = "RS256"
            /// RSA with SHA-384; the secret is a public key as PEM.
            case rs384 = "RS384"
            /// RSA with SHA-512; the secret is a public key as PEM.
            case rs512 = "RS512"
            /// ECDSA with SHA-256; the secret is a public key as PEM.
            case es256 = "ES256"
            /// ECDSA with SHA-384; the secret is a public key as PEM.
            case es384 = "ES384"
            /// ECDSA with SHA-512; the secret is a public key as PEM.
            case es512 = "ES512"
        }

        /// The shared secret or the public key.
        public var secret: Secret?
        /// The one algorithm that is accepted.
        public var algorithm = Algorithm.hs256
        /// What `iss` must be; nil leaves it unchecked.
        public var issuer: String?
        /// What `aud` must contain; nil refuses tokens that have one.
        public var audience: String?
        /// By how much the times of a token may be off, either way.
        public var leeway: Duration = .zero
    }

    /// The server's own log.
    public struct Logging: Sendable, Equatable {
        /// How severe a line must be to be written.
        public enum Level: String, Sendable, CaseIterable {
            /// Details for the people who change the program.
            case debug = "DEBUG"
            /// The normal course of things.
            case info = "INFO"
            /// Something odd that the program coped with.
            case warning = "WARNING"
            /// Something that failed.
            case error = "ERROR"
            /// Something that keeps the program from working.
            case critical = "CRITICAL"
        }

        /// What a line looks like.
        public enum Format: String, Sendable, CaseIterable {
            /// One JSON object per line.
            case json
            /// Words for people.
            case text
        }

        /// The least severe level that is written.
        public var level = Level.info
        /// What a line looks like.
        public var format = Format.json
        /// Tells whether bodies of requests are logged, which may hold personal data.
        public var includeRequestBody = false
        /// Tells whether answers of the model are logged, which may hold personal data.
        public var includeResponseBody = false
    }

    /// The health endpoints.
    public struct Health: Sendable, Equatable {
        /// Tells whether `GET /health` asks the provider.
        public var openaiCheckEnabled = true
        /// How long one answer of the provider is used; zero asks each time.
        public var checkInterval: Duration = .seconds(30)
        /// How long the provider may take to answer a check.
        public var timeout: Duration = .seconds(5)
        /// Tells whether `GET /health/ready` fails when the provider does.
        public var readyRequiresProvider = false
    }
}
