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

/// The parts of one worker that handlers and stages use; on its loop only.
final class Service {
    let settings: Settings
    let loop: Loop
    let upstream: UpstreamClient
    let log: WorkerLog
    let probe: ProbeDesk
    let authenticator: Authenticator
    let models: ModelCatalog
    let counts: LiveCounts
    /// What is known of the provider.
    let provider: ProviderGuard
    /// How many calls the provider is asked for at once.
    private let limiter: ConcurrencyLimiter
    private let permits: PermitDesk
    /// What clients have used up of their shares.
    let rateStore: any RateStore
    /// What this worker counts.
    let metrics: WorkerMetrics
    let metricsDesk: MetricsDesk
    /// Where finished spans go; nil if nothing is traced.
    let traces: TraceDesk?
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
        _ plan: ServerPlan,
        _ parts: WorkerParts,
        after last: Service? = nil
    ) throws(CurlError) {
        settings = plan.settings
        authenticator = plan.authenticator
        models = plan.models
        counts = plan.counts
        rateStore = plan.rateStore
        provider = plan.provider
        limiter = plan.limiter
        permits = parts.permits
        loop = parts.loop
        log = parts.log
        log.hideSecrets(of: settings)
        probe = parts.probe
        metrics = parts.metrics
        metricsDesk = parts.metricsDesk
        traces = TraceDesk(settings.tracing, supervisor: parts.supervisor)
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
    ) -> PermitDesk.Answer {
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
