// GET /openapi.json, /docs, /redoc.

internal import Bytes
internal import HTTP
internal import HTTPServer

/// Answers with a text that never changes while the process runs.
///
/// The text is made when it is first asked for, which takes a few milliseconds: most processes are never asked, and so
/// start faster and with less memory.
final class DocumentHandler: RequestHandler {
    private let contentType: StaticString
    private let makeText: () -> [UInt8]
    private lazy var text = makeText()

    init(_ contentType: StaticString, _ makeText: @escaping () -> [UInt8]) {
        self.contentType = contentType
        self.makeText = makeText
    }

    func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer) {
        let text = self.text
        exchange.respond(.ok, contentType: contentType, body: text.span)
    }
}
