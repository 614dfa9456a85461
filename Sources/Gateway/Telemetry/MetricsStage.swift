// Counts every exchange.

internal import HTTP
internal import HTTPServer

/// Counts exchanges at their begin and at their end; the outermost stage, so that none is missed.
final class MetricsStage: PipelineStage {
    private let metrics: WorkerMetrics

    init(_ service: Service) { metrics = service.metrics }

    func begin(_ exchange: Exchange, _ context: RequestContext) -> StageVerdict {
        metrics.exchangeBegan()
        return .goOn
    }

    func end(_ exchange: Exchange, _ context: RequestContext) {
        metrics.exchangeEnded(exchange, context)
    }
}
