// GET /chat/{id}/stream: whether an answer goes on that its client has left.

internal import Bytes
internal import HTTP
internal import HTTPServer

/// Answers that there is nothing to resume: an answer whose client leaves is cancelled at once.
///
/// Clients of the AI SDK take 204 for "nothing to do" and anything else for an error or an answer.
final class ResumptionHandler: RequestHandler {
    func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer) {
        exchange.respond(.noContent)
    }
}
