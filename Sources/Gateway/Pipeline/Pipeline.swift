// The stages that every request passes, in their order.

internal import Configuration
internal import HTTP
internal import HTTPServer

/// The list of stages; the order is the order in which they see a request.
///
/// Counting and tracing miss no exchange and answer none. CORS comes before what may refuse, so that pages of other
/// origins can read errors too, and answers preflights before anything else; they tell no id, but the log has one.
/// Authentication follows, so that refusals are logged like any answer, and shares are innermost, because they belong
/// to whoever the credentials name.
final class Pipeline {
    private let stages: [any PipelineStage]
    private let requestIDs = RequestIDStage()
    private let trustedHops: Int

    /// Room made for the fields that stages add.
    private static let usualFieldCount = 4

    init(_ service: Service) {
        trustedHops = service.settings.server.trustedHops
        let rates = RateGate(service)
        stages = [
            MetricsStage(service),
            TraceStage(service),
            CORSPolicy(service.settings.server.cors),
            requestIDs,
            AccessLog(service),
            AuthGate(service, rates),
            rates,
        ]
    }

    /// Passes a request through the stages, up to the first that answers it.
    func begin(_ exchange: Exchange, _ context: RequestContext) -> StageVerdict {
        context.clientHost = ClientAddress.clientHost(
            context.head,
            peer: exchange.clientHost,
            trustedHops: trustedHops
        )
        context.requestID = requestIDs.id(of: context.head)
        // No browser may take an answer for anything but what it is said to be. WHATWG Fetch section 3.6.
        exchange.fields.reserveCapacity(Self.usualFieldCount)
        exchange.fields.append(("X-Content-Type-Options", "nosniff"))
        for stage in stages {
            guard case .proceed = stage.begin(exchange, context) else { return .answered }
        }
        return .proceed
    }

    /// Tells the stages that an exchange is over.
    func end(_ exchange: Exchange) {
        let context = exchange.request
        for stage in stages { stage.end(exchange, context) }
    }
}
