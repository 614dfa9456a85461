// One provider as a worker asks it.

internal import Bytes
internal import Chat
internal import Configuration
internal import Providers
internal import Reactor
internal import Timing
internal import Upstream

/// A provider's client on one loop, with what is known of the provider by the whole process.
final class ProviderClient {
    let name: String
    let dialect: Dialect
    let upstream: UpstreamClient
    /// What all workers together know of it.
    let health: ProviderHealth
    /// Where it stands, as spans tell it.
    let address: ServerAddress
    /// Whether it is told again what the model thought.
    let tellsReasoning: Bool
    /// How long its first content may take, and how long nothing may come behind it.
    let firstTokenTimeout: Duration
    let idleTimeout: Duration

    private let settings: Settings.Provider
    /// Where chat completions are asked for, if that is the same for all models.
    private let commonURL: String?
    private let hasAPIVersion: Bool

    /// - Parameter last: The client that this one takes the place of, of the same provider.
    /// - Throws: When libcurl lacks memory.
    init(
        _ settings: Settings.Provider,
        _ health: ProviderHealth,
        on loop: Loop,
        after last: ProviderClient?
    ) throws(CurlError) {
        self.settings = settings
        self.health = health
        name = settings.name
        dialect = settings.dialect
        address = ServerAddress(baseURL: settings.baseURL)
        tellsReasoning = settings.sendsReasoning
        firstTokenTimeout = settings.firstTokenTimeout
        idleTimeout = settings.idleTimeout
        hasAPIVersion = settings.query.contains { $0.name.lowercased() == "api-version" }
        let dependsOnModel =
            settings.dialect == .gemini || settings.dialect == .azure && hasAPIVersion
        commonURL =
            dependsOnModel
            ? nil
            : settings.url(
                settings.dialect.path(
                    model: "",
                    hasAPIVersion: hasAPIVersion,
                    operation: RelayOperation.chat.path
                )
            )
        let configuration = UpstreamClient.Configuration(settings)
        // Connections that are open are worth keeping, unless something about them has changed; files of certificates
        // may have new content.
        if let last, configuration.caFile == nil, configuration.clientCertificate == nil,
            configuration == UpstreamClient.Configuration(last.settings)
        {
            upstream = last.upstream
        } else {
            upstream = try UpstreamClient(on: loop, configuration: configuration)
        }
    }

    /// Where a model is asked for something.
    func url(of model: String, _ operation: RelayOperation) -> String {
        if operation == .chat, let commonURL { return commonURL }
        return settings.url(
            dialect.path(
                model: model,
                hasAPIVersion: hasAPIVersion,
                operation: operation.path
            )
        )
    }

    /// A request body in the provider's own form.
    ///
    /// - Parameter neutral: The body in OpenAI's form.
    func body(_ neutral: consuming ByteBuffer) throws(UntranslatableRequest) -> ByteBuffer {
        guard !dialect.isNative else { return neutral }
        return try RequestTranslator.translate(neutral.bytes, to: dialect)
    }
}
