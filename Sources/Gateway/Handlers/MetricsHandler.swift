// GET /metrics on the port of the API.

internal import Bytes
internal import HTTP
internal import HTTPServer
internal import Metrics

/// Answers with the metrics of the whole process, whichever worker is asked.
final class MetricsHandler: RequestHandler {
    private let metrics: MetricsClient

    init(_ service: Service) { metrics = service.metricsClient }

    func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer) {
        metrics.ask { text in
            guard let text else {
                return exchange.respond(.serviceUnavailable, detail: "The server is ending")
            }
            exchange.respondWithMetrics(text)
        }
    }
}

extension Exchange {
    /// Answers with metrics, which no cache may keep.
    func respondWithMetrics(_ text: [UInt8]) {
        fields.append(("Cache-Control", "no-store"))
        respond(.ok, contentType: Exposition.contentType, body: text.span)
    }
}
