// Counts every exchange.

internal import HTTP
internal import HTTPServer

/// Counts exchanges at their begin and at their end; the outermost stage, so that none is missed.
final class MetricsStage: PipelineStage {
    private let metrics: WorkerMetrics

    init(_ service: Service) { metrics = service.metrics }

    func begin(_ exchange: Exchange, _ context: RequestContext) -> StageVerdict {
        metrics.exchangeBegan()
        return .proceed
    }

    func end(_ exchange: Exchange, _ context: RequestContext) {
        metrics.exchangeEnded(
            exchange,
            route: context.routeName,
            outcome: context.isAnswer ? Self.outcome(exchange, context) : nil
        )
    }

    private static func outcome(_ exchange: Exchange, _ context: RequestContext) -> String {
        // An answer that failed has been sent whole, error and all.
        if let code = context.errorCode { return code }
        guard let outcome = exchange.outcome, outcome != .completed else { return "complete" }
        return outcome.rawValue
    }
}
