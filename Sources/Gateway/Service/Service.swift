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
    let log: WorkerLog
    let probe: ProviderProbeClient
    let authenticator: Authenticator
    let models: ModelCatalog
    let counts: LiveCounts
    /// The providers by their names.
    let providers: [String: ProviderClient]
    /// The one that is asked where none is named.
    private let standardProvider: ProviderClient
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
        limiter = process.limiter
        permits = resources.permits
        loop = resources.loop
        log = resources.log
        log.hideSecrets(of: settings)
        probe = resources.probe
        metrics = resources.metrics
        metricsClient = resources.metricsClient
        traces = Tracer(settings.tracing, supervisor: resources.supervisor)
        sessions = last?.sessions ?? SessionTable()
        isDraining = last?.isDraining ?? false
        var providers: [String: ProviderClient] = [:]
        for provider in settings.allProviders {
            guard let health = process.providers[provider.name] else {
                preconditionFailure("a provider has a state of the process")
            }
            providers[provider.name] = try ProviderClient(
                provider,
                health,
                on: loop,
                after: last?.providers[provider.name]
            )
        }
        guard let standard = providers[ModelTarget.standardProvider] else {
            preconditionFailure("the standard provider is always there")
        }
        standardProvider = standard
        self.providers = providers
    }

    /// The clients of its providers, to be closed when nothing uses them any more.
    var upstreams: [UpstreamClient] { providers.values.map(\.upstream) }

    /// The provider of a target.
    func provider(of target: ModelTarget) -> ProviderClient {
        // As a rule, and cheaper than a look into the table.
        if target.provider == standardProvider.name { return standardProvider }
        guard let provider = providers[target.provider] else {
            preconditionFailure("targets are of providers of the same settings")
        }
        return provider
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

    /// Takes one try again from the budget of a provider, if one is left.
    func takeRetry(_ provider: ProviderClient) -> Bool {
        guard !provider.health.takeRetry(at: loop.now) else { return true }
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
