// Holds every client to its share of requests and streams.

internal import Bytes
internal import Configuration
internal import HTTP
internal import HTTPServer
internal import Policy
internal import Reactor
internal import Timing

/// Refuses with 429 what goes beyond the share of a client: the caller by its credentials, else the address.
///
/// Health endpoints are exempt. A request that asks for an answer of the model holds a stream of its client from here
/// to the end of its exchange, whatever that end is.
final class RateGate: PipelineStage {
    private let store: any RateStore
    private let loop: Loop
    private let metrics: WorkerMetrics
    private let rate: RatePolicy?
    private let streamsPerClient: Int
    private let openPaths: Set<String>

    init(_ service: Service) {
        store = service.rateStore
        loop = service.loop
        metrics = service.metrics
        let limits = service.settings.limits
        rate =
            limits.requestsPerMinute > 0
            ? RatePolicy(requestsPerMinute: limits.requestsPerMinute, burst: limits.requestBurst)
            : nil
        streamsPerClient = limits.streamsPerClient
        openPaths = RouteTable.openPaths(service.settings)
    }

    func begin(_ exchange: Exchange, _ context: RequestContext) -> StageVerdict {
        guard rate != nil || streamsPerClient > 0, let head = context.head,
            !openPaths.contains(head.path)
        else { return .proceed }
        let client = ClientKey(context.principal, address: context.clientAddress)
        guard takeRequest(of: client, exchange, context) else { return .answered }
        guard streamsPerClient > 0, head.method == .post, RouteTable.streamPaths.contains(head.path)
        else { return .proceed }
        return takeStream(of: client, exchange, context)
    }

    func end(_ exchange: Exchange, _ context: RequestContext) {
        guard let client = context.streamOwner else { return }
        context.streamOwner = nil
        store.returnStream(client, at: loop.now)
    }

    /// Counts wrong credentials against the address they came from, and answers those beyond its share.
    ///
    /// Good credentials from the same address are not held up, for it may be a proxy's, unless it costs too much to
    /// tell them from wrong ones.
    ///
    /// - Returns: Whether the address may go on trying.
    func countRefusal(_ exchange: Exchange, _ context: RequestContext) -> Bool {
        takeRequest(of: ClientKey(address: context.clientAddress), exchange, context)
    }

    /// Tells whether the address of a request has spent its share.
    func hasSpentShare(_ context: RequestContext) -> Bool {
        guard let rate else { return false }
        return store.hasSpent(ClientKey(address: context.clientAddress), rate, at: loop.now)
    }

    private func takeRequest(
        of client: ClientKey,
        _ exchange: Exchange,
        _ context: RequestContext
    ) -> Bool {
        guard let rate else { return true }
        let decision = store.takeRequest(client, rate, at: loop.now)
        exchange.fields.append(("RateLimit-Policy", rate.field))
        exchange.fields.append(("RateLimit", decision.field))
        guard !decision.isAllowed else { return true }
        refuse(
            exchange,
            context,
            Refusal(
                limit: .requests,
                code: "RATE_LIMITED",
                sentence: "Too many requests. Please wait a moment and try again.",
                retryAfter: decision.wait
            )
        )
        return false
    }

    private func takeStream(
        of client: ClientKey,
        _ exchange: Exchange,
        _ context: RequestContext
    ) -> StageVerdict {
        switch store.takeStream(client, countMax: streamsPerClient, at: loop.now) {
        case .given: context.streamOwner = client
        case .unremembered: break
        case .refused:
            refuse(
                exchange,
                context,
                Refusal(
                    limit: .streams,
                    code: "TOO_MANY_STREAMS",
                    sentence: "Too many answers are running. Please wait for one to end.",
                    retryAfter: .seconds(1)
                )
            )
            return .answered
        }
        return .proceed
    }

    private struct Refusal {
        let limit: RateLimit
        let code: String
        let sentence: String
        let retryAfter: Duration
    }

    private func refuse(_ exchange: Exchange, _ context: RequestContext, _ refusal: Refusal) {
        metrics.refused(beyond: refusal.limit)
        context.errorCode = refusal.code
        exchange.fields.append(("Retry-After", "\(max(1, refusal.retryAfter.secondsRoundedUp))"))
        exchange.respond(.tooManyRequests, detail: refusal.sentence, code: refusal.code)
    }
}

// draft-ietf-httpapi-ratelimit-headers-09, sections 3 and 4: structured fields with the name of the policy.

extension RatePolicy {
    /// The policy as `RateLimit-Policy` tells it: a burst, and the seconds in which it is refilled.
    fileprivate var field: String {
        "\"requests\";q=\(burst);w=\(max(1, window.secondsRoundedUp))"
    }
}

extension RateDecision {
    /// The state as `RateLimit` tells it: the requests left, and the seconds until all are there again.
    fileprivate var field: String {
        "\"requests\";r=\(remaining);t=\(untilFull.secondsRoundedUp)"
    }
}

extension Duration {
    var secondsRoundedUp: Int64 {
        (wholeNanoseconds + 999_999_999) / 1_000_000_000
    }
}
