// The settings of one provider, whatever its name.

internal import Providers

extension Settings.Provider {
    /// The rows, without the name of the section that they stand in.
    static let fields: [Setting<Settings.Provider>] = [
        Setting(
            "dialect",
            \.dialect,
            .choice,
            "The API that the provider speaks."
        ),
        Setting(
            "api_key",
            \.apiKey,
            .optional(.secret),
            "The API key sent to the provider; required for OpenAI itself, except with --demo.",
            whenAbsent: .variable("OPENAI_API_KEY")
        ),
        Setting(
            "organization",
            \.organization,
            .optional(.text),
            "The value of the header OpenAI-Organization; null sends none.",
            whenAbsent: .variable("OPENAI_ORG_ID")
        ),
        Setting(
            "project",
            \.project,
            .optional(.text),
            "The value of the header OpenAI-Project; null sends none.",
            whenAbsent: .variable("OPENAI_PROJECT_ID")
        ),
        Setting(
            "base_url",
            \.baseURL,
            .baseURL,
            "The base URL of the provider's API, to which /chat/completions is appended."
        ),
        Setting(
            "ca_file",
            \.caFile,
            .optional(.text, isEmptyAbsent: true),
            "A PEM file of the authorities trusted for the provider's TLS; null uses the system's."
        ),
        Setting(
            "proxy",
            \.proxy,
            .optional(.proxy),
            "The proxy to the provider; none connects directly, null follows the environment.",
            whenAbsent: .proxyOfEnvironment
        ),
        Setting(
            "headers",
            \.headers,
            .headerFields(except: Settings.Provider.reservedHeaderNames),
            "Additional header fields of each request to the provider."
        ),
        Setting(
            "query",
            \.query,
            .query,
            "Query parameters of each request to the provider, such as api-version."
        ),
        Setting(
            "client_certificate",
            \.clientCertificate,
            .optional(.text, isEmptyAbsent: true),
            "A PEM file of the client certificate, with its chain, for a provider that asks for one."
        ),
        Setting(
            "client_key",
            \.clientKey,
            .optional(.text, isEmptyAbsent: true),
            "The PEM file of its private key, without a passphrase; null uses the certificate's file."
        ),
        Setting(
            "keep_connections",
            \.keepConnections,
            .integer(0...10_000, "connections"),
            "The maximum number of idle connections that each worker keeps to the provider; 0 keeps none."
        ),
        Setting(
            "keep_seconds",
            \.keepTime,
            .seconds(1...3600),
            "How long an idle connection to the provider is kept open for reuse."
        ),
        Setting(
            "timeout_seconds",
            \.timeout,
            .seconds(1...3600),
            "How long the provider may be silent; the default of the two limits below."
        ),
        Setting(
            "connect_timeout_seconds",
            \.connectTimeout,
            .seconds(0.1...60),
            "How long connecting may take, name resolution and TLS included."
        ),
        Setting(
            "first_token_timeout_seconds",
            \.firstTokenTimeout,
            .seconds(0.1...3600),
            "How long the provider may take to send its first content, connecting included.",
            whenAbsent: .setting("timeout_seconds")
        ),
        Setting(
            "idle_timeout_seconds",
            \.idleTimeout,
            .seconds(0.1...3600),
            "How long the provider may pause between two events with data.",
            whenAbsent: .setting("timeout_seconds")
        ),
        Setting(
            "max_retries",
            \.maxRetries,
            .integer(0...10),
            "The maximum number of attempts per request, the first included; 0 and 1 both mean one."
        ),
        Setting(
            "send_reasoning",
            \.sendReasoning,
            .reasoningPolicy,
            "Whether earlier reasoning is sent back as reasoning_content; auto decides by provider."
        ),
    ]
}
