// One reading of the settings at work in a worker: its stages, its handlers, its client of the provider.

internal import Bytes
internal import Configuration
internal import HTTP
internal import HTTPServer

/// Serves the requests that began under one reading of the settings, to their ends.
///
/// When settings change a worker gets a new edition for new requests; the old one goes when its last exchange is over.
final class Edition: RequestEdition {
    let service: Service
    /// The exchanges that began under it and are not over.
    private(set) var exchangeCount = 0

    private let pipeline: Pipeline
    private let router: Router

    init(_ service: Service) {
        self.service = service
        pipeline = Pipeline(service)
        router = Router(service)
    }

    /// Passes a request, or what was none, through the stages.
    func begin(_ exchange: Exchange, head: RequestHead?) -> StageVerdict {
        exchangeCount += 1
        let context = RequestContext(head: head)
        context.edition = self
        exchange.context = context
        return pipeline.begin(exchange, context)
    }

    /// Tells whether a request is answered although there is no place for its connection: probes must not fail, and
    /// have the process ended, because others take all places.
    func isAnsweredWhenFull(_ head: RequestHead) -> Bool { router.isProbe(head) }

    /// The handler of a request, or nil if there is none and that has been answered.
    func handler(for exchange: Exchange, _ head: RequestHead) -> (any RequestHandler)? {
        router.handler(for: exchange, head)
    }

    var settings: Settings { service.settings }

    func end(_ exchange: Exchange) {
        exchangeCount -= 1
        pipeline.end(exchange)
    }
}
