// State shared by all workers, created before they start.

internal import Auth
internal import Bytes
internal import Chat
internal import Configuration
internal import HTTPServer
internal import Log
internal import Policy
internal import Reactor
internal import Synchronization

/// The immutable values that workers share, and the few counters and stores that they update.
struct ProcessState: Sendable {
    let settings: Settings
    let authenticator: Authenticator
    let models: ModelCatalog
    let sink: LogSink
    let workerCount: Int
    let counts: LiveCounts
    /// The counters since the process began, across all settings generations.
    let metrics: MetricsRegistry
    let rateStore: any RateStore
    /// What is known of each provider, by its name.
    let providers: [String: ProviderHealth]
    let limiter: ConcurrencyLimiter

    /// The state of a starting process.
    init(_ settings: Settings, sink: LogSink) throws(AuthenticatorError) {
        try self.init(settings, sink: sink, after: nil)
    }

    /// The successor of this state after a reload; counters and stores are kept.
    func replaced(by settings: Settings) throws(AuthenticatorError) -> ProcessState {
        try ProcessState(settings, sink: sink, after: self)
    }

    private init(
        _ settings: Settings,
        sink: LogSink,
        after last: ProcessState?
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
                models: MeasuredModel.all(of: settings, models),
                counts: counts
            )
        // Calls that are under way to a provider count against it whatever is changed.
        if let last, last.settings.openai.baseURL == settings.openai.baseURL {
            limiter = last.limiter
        } else {
            limiter = ConcurrencyLimiter(settings.limits.providerPolicy)
        }
        // What is known of a provider holds for its address, and is counted by its rules.
        let areSameRules =
            last?.settings.circuit == settings.circuit && last?.settings.retry == settings.retry
        providers = Dictionary(
            uniqueKeysWithValues: settings.allProviders.map { provider in
                let isSame =
                    last?.settings.provider(provider.name)?.baseURL == provider.baseURL
                if areSameRules, isSame, let known = last?.providers[provider.name] {
                    return (provider.name, known)
                }
                let fresh = ProviderHealth(
                    CircuitBreaker.Policy(settings.circuit),
                    RetryBudget.Policy(settings.retry)
                )
                return (provider.name, fresh)
            }
        )
    }
}
