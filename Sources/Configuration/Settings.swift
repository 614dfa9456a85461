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
    /// The model provider.
    public var openai = OpenAI()
    /// The models that `GET /models` lists and that requests may name by their id.
    public var models = Model.shipped
    /// The server's own log.
    public var logging = Logging()
    /// The health endpoints.
    public var health = Health()
    /// The generation of titles.
    public var title = Title()
    /// The loop of model calls and tools.
    public var agent = Agent()
    /// The stream to a client.
    public var stream = Stream()
    /// The repetition of failed requests to the provider.
    public var retry = Retry()
    /// The bounds on what clients may do.
    public var limits = Limits()
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
    }

    /// The model provider.
    public struct OpenAI: Sendable, Equatable {
        /// The key that is sent to the provider; nil only in a demonstration.
        public var apiKey: Secret?
        /// The value of `OpenAI-Organization`.
        public var organization: String?
        /// The value of `OpenAI-Project`.
        public var project: String?
        /// The URL that paths are appended to, without a slash at its end.
        public var baseURL = "https://api.openai.com/v1"
        /// How long the provider may be silent, where no finer limit is set.
        public var timeout: Duration = .seconds(60)
        /// How long a connection may take, names and TLS included.
        public var connectTimeout: Duration = .seconds(3)
        /// How long the first event may take, from the connection on.
        public var firstTokenTimeout: Duration = .seconds(60)
        /// How long the provider may be silent between two events with data.
        public var idleTimeout: Duration = .seconds(60)
        /// How often a request is tried in all; 0 and 1 both mean once.
        public var maxRetries = 3
        /// The model that the provider is asked for where a request names none.
        public var defaultModel = "gpt-4o"

        /// How often a request is tried in all, at least once.
        public var attemptsMax: Int { max(1, maxRetries) }
    }

    /// A model that callers may choose.
    public struct Model: Sendable, Equatable {
        /// The name that requests use.
        public var id = ""
        /// The name that people see.
        public var name = ""
        /// Who runs it.
        public var provider = ""
        /// The provider's name for it.
        public var openaiModel = ""
        /// A sentence for people.
        public var description: String?
        /// How many tokens it can take in.
        public var contextWindow: Int?
        /// Tells whether it can call tools.
        public var supportsTools = true

        /// The two models that are listed unless others are configured.
        public static let shipped = [
            Model(
                id: "openai/gpt-4o",
                name: "GPT-4o",
                provider: "openai",
                openaiModel: "gpt-4o",
                description: "Most capable GPT-4 model",
                contextWindow: 128_000
            ),
            Model(
                id: "openai/gpt-4o-mini",
                name: "GPT-4o Mini",
                provider: "openai",
                openaiModel: "gpt-4o-mini",
                description: "Fast and cost-effective",
                contextWindow: 128_000
            ),
        ]
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

    /// The generation of titles.
    public struct Title: Sendable, Equatable {
        /// The longest title, in code points.
        public var maxLength = 50
        /// How long a title may take, all tries included.
        public var timeout: Duration = .milliseconds(10_000)
        /// The model that writes titles.
        public var model = "gpt-4o-mini"
    }

    /// The loop of model calls and tools.
    public struct Agent: Sendable, Equatable {
        /// How many model calls one request may cause.
        public var maxSteps = 10
    }

    /// The stream to a client.
    public struct Stream: Sendable, Equatable {
        /// After how much silence a comment is sent; zero sends none.
        public var keepalive: Duration = .seconds(15)
        /// How many bytes may wait for a client before the provider is paused.
        public var highWaterBytes = 262_144
        /// At how few waiting bytes the provider is resumed.
        public var lowWaterBytes = 65_536
    }

    /// The repetition of failed requests to the provider.
    public struct Retry: Sendable, Equatable {
        /// The longest wait before the second try; it doubles with each further one.
        public var base: Duration = .seconds(1)
        /// The longest wait between two tries.
        public var cap: Duration = .seconds(16)
        /// The longest `Retry-After` that is waited for; a longer one is an error at once.
        public var retryAfterCap: Duration = .seconds(5)
    }

    /// The bounds on what clients may do.
    public struct Limits: Sendable, Equatable {
        /// The size of a request's head, in bytes.
        public var headBytesMax = 32_768
        /// The length of a request line, in bytes.
        public var requestLineBytesMax = 8192
        /// The number of header fields.
        public var headerCountMax = 100
        /// The size of a request's body, in bytes.
        public var bodyBytesMax = 10_485_760
        /// The number of open connections of the process.
        public var connectionsMax = 12_000
        /// The number of open streams of the process.
        public var streamsMax = 10_000
        /// How long a request's head may take.
        public var headTimeout: Duration = .seconds(10)
        /// How long a request's body may take, beside a second for each 16 KiB.
        public var bodyTimeout: Duration = .seconds(10)
        /// How long a client may take nothing of what waits for it.
        public var writeTimeout: Duration = .seconds(60)
        /// How long a connection may wait for its next request.
        public var keepAliveTimeout: Duration = .seconds(75)
        /// After how many requests a connection is closed.
        public var requestsPerConnectionMax = 1000
    }

    /// The end of the process.
    public struct Drain: Sendable, Equatable {
        /// How long connections are still accepted after readiness has gone.
        public var delay: Duration = .seconds(5)
        /// How long open streams may then run on.
        public var timeout: Duration = .seconds(300)
    }
}
