// What one worker counts.

internal import Auth
internal import Chat
internal import HTTP
internal import HTTPServer
internal import Metrics
internal import System
internal import Timing

/// The counters of one worker: changed on its loop only, read by whoever answers `/metrics`.
final class WorkerMetrics: Sendable {
    let requests: CounterFamily
    let durations: HistogramFamily
    let inFlight = CounterFamily(MetricCatalog.httpInFlight)
    let requestBytes = CounterFamily(MetricCatalog.httpRequestBytes)
    let responseBytes = CounterFamily(MetricCatalog.httpResponseBytes)
    let departures: NamedCounters
    let authFailures: NamedCounters
    let streams = CounterFamily(MetricCatalog.streams)
    let streamEnds: NamedCounters
    let pauses = CounterFamily(MetricCatalog.pauses)
    let keepAlives = CounterFamily(MetricCatalog.keepAlives)
    let gaps = HistogramFamily(MetricCatalog.gaps)
    let loopLag = HistogramFamily(MetricCatalog.loopLag)
    let droppedLines = CounterFamily(MetricCatalog.droppedLines)
    let models: ModelMetrics
    let upstreamFailures = NamedCounters(MetricCatalog.upstreamFailures, MetricCatalog.phases)
    let upstreamConnects = CounterFamily(MetricCatalog.upstreamConnects, [["true"], ["false"]])
    let upstreamRetries = NamedCounters(MetricCatalog.upstreamRetries, MetricCatalog.phases)
    let upstreamFallbacks = NamedCounters(MetricCatalog.upstreamFallbacks, MetricCatalog.phases)
    let upstreamCancels = NamedCounters(MetricCatalog.upstreamCancels, MetricCatalog.cancelCauses)
    let usageMissing = CounterFamily(MetricCatalog.usageMissing)
    let retryRefusals = CounterFamily(MetricCatalog.retryRefusals)
    let rateRefusals = NamedCounters(MetricCatalog.rateRefusals, MetricCatalog.rateLimits)

    let queueWaits = HistogramFamily(MetricCatalog.queueWaits)
    let queueRefusals = NamedCounters(MetricCatalog.queueRefusals, MetricCatalog.queueReasons)

    private let routes: [String: Int]

    /// - Parameter models: The provider's models that are told apart; those of the catalogue.
    init(models: [MeasuredModel]) {
        let names = RouteTable.rows.map(\.path) + [MetricCatalog.other]
        routes = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        requests = CounterFamily(
            MetricCatalog.httpRequests,
            names.flatMap { route in MetricCatalog.codes.map { [route, $0] } }
        )
        durations = HistogramFamily(MetricCatalog.httpDuration, names.map { [$0] })
        departures = NamedCounters(MetricCatalog.departures, MetricCatalog.departureCauses)
        authFailures = NamedCounters(MetricCatalog.authFailures, MetricCatalog.authReasons)
        streamEnds = NamedCounters(MetricCatalog.streamEnds, MetricCatalog.outcomes)
        self.models = ModelMetrics(models)
    }

    /// All families in the order of the text.
    var families: [any MetricFamily] {
        [
            requests, durations, inFlight, requestBytes, responseBytes, departures.family,
            authFailures.family, rateRefusals.family, queueWaits, queueRefusals.family, streams,
            streamEnds.family, pauses,
            keepAlives, gaps, loopLag,
            droppedLines, models.requests, upstreamConnects, upstreamFailures.family,
            upstreamRetries.family, upstreamFallbacks.family, retryRefusals, upstreamCancels.family,
            usageMissing,
            models.durations, models.firstTokens, models.outputTokens, models.tokens,
            models.billedTokens, models.cost,
        ]
    }

    // Events

    /// An exchange has begun.
    func exchangeBegan() { inFlight[0].add() }

    /// An exchange is over.
    ///
    /// - Parameters:
    ///   - route: The path of its route; nil if there is none.
    ///   - outcome: What became of its answer; nil if it was none of the model's.
    func exchangeEnded(_ exchange: Exchange, route: String?, outcome answer: String?) {
        inFlight[0].add(-1)
        let other = routes.count - 1
        let route = route.flatMap { routes[$0] } ?? other
        requests[route * MetricCatalog.codes.count + Self.codeClass(exchange.status)].add()
        durations[route].observe(Instant.now - exchange.startedAt)
        responseBytes[0].add(exchange.contentByteCount)
        if let outcome = exchange.outcome, outcome != .completed {
            departures.add(outcome.rawValue)
        }
        if let answer { streamEnds.add(answer) }
    }

    private static func codeClass(_ status: Status?) -> Int {
        guard let status else { return MetricCatalog.codes.count - 1 }
        return min(max(status.code / 100 - 2, 0), 3)
    }

    /// The body of a request has been admitted and is complete.
    func bodyArrived(byteCount: Int) { requestBytes[0].add(byteCount) }

    /// A caller has been refused.
    func refused(_ failure: AuthFailure) { authFailures.add(failure.metricReason) }

    /// A request went beyond a share.
    func refused(beyond limit: RateLimit) { rateRefusals.add(limit.rawValue) }

    /// A call to the provider has waited for its turn.
    func callWaited(_ time: Duration) { queueWaits[0].observe(time) }

    /// A call was not made because too many waited.
    func callWasNotQueued() { queueRefusals.add(MetricCatalog.queueReasons[0]) }

    /// A call was not made because it waited too long.
    func callWaitedTooLong() { queueRefusals.add(MetricCatalog.queueReasons[1]) }

    /// A try again was beyond the budget.
    func retryWasRefused() { retryRefusals[0].add() }

    /// An answer has begun.
    func streamBegan() { streams[0].add() }

    /// A comment has been sent to keep a stream open.
    func keptAlive() { keepAlives[0].add() }

    /// The provider has been paused for a slow client.
    func providerWasPaused() { pauses[0].add() }

    /// A timer of the loop has run late by a time.
    func loopWasLate(by lag: Duration) { loopLag[0].observe(lag) }

    /// Log lines have been lost.
    func linesWereDropped(_ count: Int) { droppedLines[0].add(count) }
}

/// A counter with one label, whose values are all known.
struct NamedCounters: Sendable {
    let family: CounterFamily
    private let indices: [String: Int]

    init(_ description: MetricDescription, _ names: [String]) {
        family = CounterFamily(description, names.map { [$0] })
        indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    /// Counts one for a name; names that are not known, which no code makes, count for nothing.
    func add(_ name: String) {
        guard let index = indices[name] else { return }
        family[index].add()
    }
}
