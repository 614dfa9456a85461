// GET /, where the settings say so.

internal import Bytes
internal import HTTP
internal import HTTPServer

/// Answers with the page to try the chat, each time under a policy of its own.
final class PlaygroundHandler: RequestHandler {
    private var random = SystemRandomNumberGenerator()

    func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer) {
        let number = UUIDText.random(using: &random)
        var page = ByteBuffer()
        for (index, piece) in PlaygroundPage.pieces.enumerated() {
            if index > 0 { page.append(number) }
            page.append(piece.span)
        }
        exchange.fields.append(("Content-Security-Policy", PlaygroundPage.policy(number: number)))
        exchange.fields.append(("Referrer-Policy", "no-referrer"))
        exchange.fields.append(("Cache-Control", "no-store"))
        exchange.respond(.ok, contentType: "text/html; charset=utf-8", body: page.bytes)
    }
}
