// GET /openapi.json, /docs, /redoc.

internal import Bytes
internal import HTTP
internal import HTTPServer

/// Answers with a text that never changes while the process runs.
final class DocumentHandler: RequestHandler {
    private let contentType: StaticString
    private let text: [UInt8]

    init(_ contentType: StaticString, _ text: [UInt8]) {
        self.contentType = contentType
        self.text = text
    }

    func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer) {
        let text = self.text
        exchange.respond(.ok, contentType: contentType, body: text.span)
    }
}
