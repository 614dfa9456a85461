// What all requests of one worker share.

internal import Auth
internal import Bytes
internal import Chat
internal import Configuration
internal import HTTPServer
internal import Log
internal import Reactor
internal import Synchronization
internal import Upstream

/// The resources of one worker that handlers and stages use; on its loop only.
final class Service {
    let settings: Settings
    let loop: Loop
    let upstream: UpstreamClient
    let log: WorkerLog
    let probe: ProviderProbeClient
    let authenticator: Authenticator
    let models: ModelCatalog
    let counts: LiveCounts
    /// What is known of the provider.
    let provider: ProviderHealth
    /// How many calls the provider is asked for at once.
    private let limiter: ConcurrencyLimiter
    private let permits: PendingPermits
    /// What clients have used up of their shares.
    let rateStore: any RateStore
    /// What this worker counts.
    let metrics: WorkerMetrics
    let metricsClient: MetricsClient
    /// Where finished spans go; nil if nothing is traced.
    let traces: Tracer?
    /// Where chat completions are asked for.
    let completionsURL: String
    /// Whether the provider is told again what the model thought; worked out once, because its address decides.
    let tellsReasoning: Bool
    /// Where the provider stands, as spans tell it.
    let providerAddress: ServerAddress
    /// The open streams, so that they can be ended when the process must.
    let sessions: SessionTable

    /// Tells whether the process is ending.
    var isDraining: Bool

    /// - Parameter last: The service that this one takes the place of; what lasts is taken over from it.
    init(
        _ process: ProcessState,
        _ resources: WorkerResources,
        after last: Service? = nil
    ) throws(CurlError) {
        settings = process.settings
        authenticator = process.authenticator
        models = process.models
        counts = process.counts
        rateStore = process.rateStore
        provider = process.provider
        limiter = process.limiter
        permits = resources.permits
        loop = resources.loop
        log = resources.log
        log.hideSecrets(of: settings)
        probe = resources.probe
        metrics = resources.metrics
        metricsClient = resources.metricsClient
        traces = Tracer(settings.tracing, supervisor: resources.supervisor)
        providerAddress = ServerAddress(baseURL: settings.openai.baseURL)
        tellsReasoning = settings.openai.sendsReasoning
        completionsURL = settings.openai.url("/chat/completions")
        sessions = last?.sessions ?? SessionTable()
        isDraining = last?.isDraining ?? false
        let configuration = UpstreamClient.Configuration(settings.openai)
        // Connections that are open to the provider are worth keeping, unless something about them has changed; files
        // of certificates may have new content.
        if let last, configuration.caFile == nil, configuration.clientCertificate == nil,
            configuration == UpstreamClient.Configuration(last.settings.openai)
        {
            upstream = last.upstream
        } else {
            upstream = try UpstreamClient(on: loop, configuration: configuration)
        }
    }

    /// Asks for the leave to call the provider for a client, to be held until the answer is over.
    ///
    /// - Parameter whenGranted: Called once on a later turn if the call has to wait.
    func askForPermit(
        _ exchange: Exchange,
        whenGranted: @escaping () -> Void
    ) -> PendingPermits.Answer {
        guard settings.limits.providerConcurrency > 0 else { return .granted(nil) }
        let request = exchange.request
        let client = ClientKey(request.principal, address: request.clientAddress)
        return permits.ask(limiter, for: client, whenGranted: whenGranted)
    }

    /// Takes one try again from the budget, if one is left.
    func takeRetry() -> Bool {
        guard !provider.takeRetry(at: loop.now) else { return true }
        metrics.retryWasRefused()
        return false
    }

    /// Tells whether the process may open another stream; a worker may see a count that is a moment old.
    var hasRoomForStream: Bool {
        counts.streams.load(ordering: .relaxed) < settings.limits.streamsMax
    }

    /// Tells whether new streams are welcome here.
    var isReady: Bool { !isDraining && hasRoomForStream }
}
