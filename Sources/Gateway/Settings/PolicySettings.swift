// Policies from the settings.

internal import Configuration
internal import Policy

extension RetryPolicy {
    init(_ settings: Settings) {
        self.init(
            attemptsMax: settings.openai.attemptsMax,
            base: settings.retry.base,
            cap: settings.retry.cap,
            retryAfterCap: settings.retry.retryAfterCap
        )
    }
}

extension RetryBudget.Policy {
    init(_ settings: Settings.Retry) {
        self.init(ratio: settings.budgetRatio, perSecondMin: settings.budgetPerSecond)
    }
}

extension CircuitBreaker.Policy {
    init(_ settings: Settings.Circuit) {
        self.init(
            failureRatio: settings.failureRatio,
            callCountMin: settings.callsMin,
            window: settings.window,
            openTime: settings.openTime
        )
    }
}

extension StreamDeadlines.Limits {
    /// The limits of a stream.
    init(_ settings: Settings) {
        self.init(
            firstToken: settings.openai.firstTokenTimeout,
            idle: settings.openai.idleTimeout,
            total: settings.server.timeout,
            keepAlive: settings.stream.keepalive > .zero ? settings.stream.keepalive : nil
        )
    }

    /// The limits of a title: one for all of it.
    static func ofTitle(_ settings: Settings) -> Self {
        Self(
            firstToken: settings.title.timeout,
            idle: settings.title.timeout,
            total: settings.title.timeout,
            keepAlive: nil
        )
    }
}

extension Settings.Limits {
    /// How many calls the provider is asked for at once.
    var providerPolicy: FairQueue<ClientKey>.Policy {
        FairQueue.Policy(concurrency: providerConcurrency, waitingMax: providerQueueMax)
    }
}
