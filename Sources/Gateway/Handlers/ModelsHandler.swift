// GET /models: the models that the front end may offer.

internal import Bytes
internal import Chat
internal import HTTP
internal import HTTPServer

/// Answers with the catalogue, which never changes while the process runs.
final class ModelsHandler: RequestHandler {
    private let body: [UInt8]

    init(_ service: Service) {
        var buffer = ByteBuffer()
        service.models.write(into: &buffer)
        body = Array(buffer.bytes)
    }

    func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer) {
        let catalog = self.body
        exchange.respond(.ok, contentType: "application/json", body: catalog.span)
    }
}
