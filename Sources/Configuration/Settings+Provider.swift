// The settings of what is asked of providers, and how; the initial values are the defaults.

public import Providers

extension Settings {
    /// The provider of a name; nil if there is none.
    public func provider(_ name: String) -> Provider? {
        name == openai.name ? openai : providers.first { $0.name == name }
    }

    /// All providers, `openai` first.
    public var allProviders: [Provider] { [openai] + providers }

    /// A provider of models.
    public struct Provider: Sendable, Equatable {
        /// The name that models and requests call it by.
        public var name = "openai"
        /// The API that it speaks.
        public var dialect = Dialect.openai
        /// The key that is sent to the provider; nil only in a demonstration.
        public var apiKey: Secret?
        /// The value of `OpenAI-Organization`.
        public var organization: String?
        /// The value of `OpenAI-Project`.
        public var project: String?
        /// The URL that paths are appended to, without a slash at its end.
        public var baseURL = "https://api.openai.com/v1"
        /// The file of the authorities that are trusted to name the provider; nil takes the system's.
        public var caFile: String?
        /// The proxy before the provider; nil if there is none.
        public var proxy: Proxy?
        /// Header fields of the operator's own, sent with each request.
        public var headers: [NamedSecret] = []
        /// Parameters of the query of each URL.
        public var query: [NamedSecret] = []
        /// The file of the certificate that the provider or what stands before it asks for; nil is none.
        public var clientCertificate: String?
        /// The file of its private key; nil is that of the certificate.
        public var clientKey: String?
        /// The most idle connections that each worker keeps for the next request.
        public var keepConnections = 100
        /// How long it keeps one.
        public var keepTime: Duration = .seconds(50)
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
        /// Whether the provider is told again what the model thought in earlier calls.
        public var sendReasoning = ReasoningPolicy.auto

        /// Tells whether this provider is told again what the model thought.
        public var sendsReasoning: Bool {
            switch sendReasoning {
            case .always: true
            case .never: false
            case .auto: dialect.isNative && ProviderTraits(baseURL: baseURL).wantsReasoning
            }
        }

        /// What this provider calls the bound of an answer's length, in tokens.
        public var tokenLimitName: String { ProviderTraits(baseURL: baseURL).tokenLimitName }

        /// The header fields that tell one request from another, which the server sets by itself, in lower case.
        static let reservedHeaderNames: Set<String> = [
            "x-request-id", "x-client-request-id", "traceparent", "tracestate",
        ]

        /// The dotted name of the section that it stands in.
        public var section: String {
            name == "openai" ? name : ProviderSections.section + "." + name
        }

        /// The files that it names.
        var files: [String] { [caFile, clientCertificate, clientKey].compactMap { $0 } }

        /// How often a request is tried in all, at least once.
        public var attemptsMax: Int { max(1, maxRetries) }
    }

    /// Whether a provider is told again what the model thought.
    public enum ReasoningPolicy: String, Sendable, CaseIterable {
        /// As the provider wants it.
        case auto
        /// It is told.
        case always = "true"
        /// It is not.
        case never = "false"
    }

    /// A model that callers may choose.
    public struct Model: Sendable, Equatable {
        /// The name that requests use.
        public var id = ""
        /// The name that people see.
        public var name = ""
        /// Who runs it.
        public var provider = ""
        /// The provider's name for it; empty if it has ``targets``.
        public var openaiModel = ""
        /// Who answers for it, if not one provider alone.
        public var targets: [Target] = []
        /// What its tokens cost, without ``targets``.
        public var prices: Prices?
        /// A sentence for people.
        public var description: String?
        /// How many tokens it can take in.
        public var contextWindow: Int?
        /// Tells whether it can call tools.
        public var supportsTools = true
        /// Parameters of its own, before those of ``ModelDefaults``.
        public var parameters: [Parameter] = []
        /// Limits of its own, before those of ``ModelDefaults``.
        public var parameterLimits: [ParameterLimit] = []
        /// The parameters that chat requests may set; nil takes those of ``ModelDefaults``.
        public var requestParameters: [String]?
        /// Parameters that never reach it.
        public var dropParameters: [String] = []
        /// Its system prompt; nil takes that of ``ModelDefaults``.
        public var systemPrompt: String?

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

    /// A provider's model that answers for a model that callers choose.
    public struct Target: Sendable, Equatable {
        /// The name of the provider.
        public var provider = ""
        /// The provider's name of the model.
        public var model = ""
        /// Targets of a lower order are asked first.
        public var order = 0
        /// How large its share is among those of its order.
        public var weight = 1
        /// How many tokens the model can take in.
        public var contextWindow: Int?
        /// What its tokens cost.
        public var prices: Prices?
    }

    /// What a model's tokens cost, in US dollars for a million.
    public struct Prices: Sendable, Equatable {
        /// Of the prompt.
        public var input = 0.0
        /// Of the prompt, from a cache; nil is as ``input``.
        public var cacheRead: Double?
        /// Of the prompt, for a cache; nil is as ``input``.
        public var cacheWrite: Double?
        /// Of the answer.
        public var output = 0.0
    }

    /// What holds for each model that does not say otherwise.
    public struct ModelDefaults: Sendable, Equatable {
        /// What is sent where a request says nothing.
        public var parameters: [Parameter] = []
        /// The largest values that requests may give.
        public var parameterLimits: [ParameterLimit] = []
        /// The parameters that chat requests may set.
        public var requestParameters: [String] = []
        /// The system prompt before those of clients; nil or empty is none.
        public var systemPrompt: String?
        /// Tells whether system prompts of clients reach the model.
        public var clientSystemPrompts = true
    }

    /// The generation of titles.
    public struct Title: Sendable, Equatable {
        /// The longest title, in code points.
        public var maxLength = 50
        /// How long a title may take, all tries included.
        public var timeout: Duration = .milliseconds(10_000)
        /// The model that writes titles.
        public var model = "gpt-4o-mini"
        /// How many tokens the model may write for a title, its thoughts included; nil sets no bound.
        public var maxTokens: Int? = 2000
    }

    /// The loop of model calls and tools.
    public struct Agent: Sendable, Equatable {
        /// How many model calls one request may cause.
        public var maxSteps = 10
    }

    /// The repetition of failed requests to the provider.
    public struct Retry: Sendable, Equatable {
        /// The longest wait before the second try; it doubles with each further one.
        public var base: Duration = .seconds(1)
        /// The longest wait between two tries.
        public var cap: Duration = .seconds(16)
        /// The longest `Retry-After` that is waited for; a longer one is an error at once.
        public var retryAfterCap: Duration = .seconds(5)
        /// How many tries again there may be for each request, over all requests of ten seconds.
        public var budgetRatio = 0.2
        /// How many tries again in a second are allowed however few requests there are.
        public var budgetPerSecond = 10
    }

    /// When a failing provider is not asked.
    public struct Circuit: Sendable, Equatable {
        /// The ratio of failed calls at which the provider is not asked any more; zero is never.
        public var failureRatio = 0.5
        /// How many calls must have ended within the window before their ratio counts.
        public var callsMin = 100
        /// How far back calls count.
        public var window: Duration = .seconds(10)
        /// How long the provider is then left alone.
        public var openTime: Duration = .seconds(5)
    }
}
