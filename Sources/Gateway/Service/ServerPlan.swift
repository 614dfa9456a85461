// What is decided before any worker starts, and the same for all.

internal import Auth
internal import Bytes
internal import Chat
internal import Configuration
internal import HTTPServer
internal import Log
internal import Policy
internal import Reactor
internal import Synchronization

/// Everything immutable that workers share, and the few counters that they add to.
struct ServerPlan: Sendable {
    let settings: Settings
    let authenticator: Authenticator
    let models: ModelCatalog
    let sink: LogSink
    let workerCount: Int
    let counts: LiveCounts
    /// What is counted since the process began, whatever plan is in force.
    let metrics: MetricsRegistry
    let rateStore: any RateStore
    let provider: ProviderGuard
    let limiter: ConcurrencyLimiter

    /// The plan of a process that starts.
    init(_ settings: Settings, sink: LogSink) throws(AuthenticatorError) {
        try self.init(settings, sink: sink, after: nil)
    }

    /// The plan that takes the place of another while the process runs, with what has been counted so far.
    func replaced(by settings: Settings) throws(AuthenticatorError) -> ServerPlan {
        try ServerPlan(settings, sink: sink, after: self)
    }

    private init(
        _ settings: Settings,
        sink: LogSink,
        after last: ServerPlan?
    ) throws(AuthenticatorError) {
        self.settings = settings
        self.sink = sink
        workerCount = settings.server.workers > 0 ? settings.server.workers : WorkerThread.coreCount
        counts = last?.counts ?? LiveCounts()
        rateStore = last?.rateStore ?? MemoryRateStore()
        authenticator = try Authenticator(settings)
        models = ModelCatalog(settings)
        // Series neither come nor go while the process lives: a model that is new counts as another one.
        metrics =
            last?.metrics
            ?? MetricsRegistry(
                workerCount: workerCount,
                models: models.models.map(\.providerModel) + [settings.openai.defaultModel],
                counts: counts
            )
        // Calls that are under way to a provider count against it whatever is changed.
        if let last, last.settings.openai.baseURL == settings.openai.baseURL {
            limiter = last.limiter
        } else {
            limiter = ConcurrencyLimiter(settings.limits.providerPolicy)
        }
        // What is known of a provider holds for its address, and is counted by its rules.
        if let last, last.settings.openai.baseURL == settings.openai.baseURL,
            last.settings.circuit == settings.circuit, last.settings.retry == settings.retry
        {
            provider = last.provider
        } else {
            provider = ProviderGuard(
                CircuitBreaker.Policy(settings.circuit),
                RetryBudget.Policy(settings.retry)
            )
        }
    }
}
