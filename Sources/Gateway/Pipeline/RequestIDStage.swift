// X-Request-ID: kept where a client sends a UUID, made where it does not.

internal import HTTP
internal import HTTPServer
internal import Reactor

/// Gives each request an id and each response the field that tells it.
final class RequestIDStage: PipelineStage {
    private var random = RandomPool()

    func begin(_ exchange: Exchange, _ context: RequestContext) -> StageVerdict {
        let sent = context.head?.fields.first("x-request-id")
        context.requestID =
            if let sent, UUIDText.isAccepted(sent) { sent } else { UUIDText.random(using: &random) }
        exchange.fields.append(("X-Request-ID", context.requestID))
        return .goOn
    }
}
