// A settings generation in use on one worker: pipeline, router, upstream client.

internal import Bytes
internal import Configuration
internal import HTTP
internal import HTTPServer

/// Serves the requests that began under one generation of the settings until they end.
///
/// When settings change, a worker gets a new generation for new requests; the old one ends with its last exchange.
final class SettingsGeneration: RequestGeneration {
    let service: Service
    /// The number of exchanges that began under it and have not ended.
    private(set) var exchangeCount = 0

    private let pipeline: Pipeline
    private let router: Router

    init(_ service: Service) {
        self.service = service
        pipeline = Pipeline(service)
        router = Router(service)
    }

    /// Passes a request through the stages; `head` is nil if it could not be parsed.
    func begin(_ exchange: Exchange, head: RequestHead?) -> StageVerdict {
        exchangeCount += 1
        let context = RequestContext(head: head)
        context.generation = self
        exchange.context = context
        return pipeline.begin(exchange, context)
    }

    /// Whether a request is answered even beyond the limit of connections: probes must not fail, and have the process
    /// restarted, because other clients hold all connections.
    func isAnsweredWhenFull(_ head: RequestHead) -> Bool { router.isProbe(head) }

    /// The handler of a request; nil if there is none, after answering with an error.
    func handler(for exchange: Exchange, _ head: RequestHead) -> (any RequestHandler)? {
        router.handler(for: exchange, head)
    }

    var settings: Settings { service.settings }

    func end(_ exchange: Exchange) {
        exchangeCount -= 1
        pipeline.end(exchange)
    }
}
