// Bodies that come compressed.

internal import Bytes
internal import ContentCoding
internal import HTTP
internal import HTTPServer

/// Takes the coding off a request's body, within the bounds on one body and on all of them.
enum CodedBody {
    /// Room for the beginning of a content: what a little text becomes as a rule.
    private static let firstRoom = 64 * 1024

    /// Decodes a body; answers the request where that cannot be done.
    ///
    /// - Parameters:
    ///   - byteCountMax: The most bytes that the content may have.
    ///   - server: Whose memory for bodies the content takes.
    /// - Returns: The content, or nil if the request has been answered.
    static func decode(
        _ body: consuming ByteBuffer,
        _ coding: ContentCoding,
        byteCountMax: Int,
        for exchange: Exchange,
        on server: HTTPServer
    ) -> ByteBuffer? {
        var content = ByteBuffer()
        do throws(ContentCodingError) {
            var decoder = try ContentDecoder(coding)
            var position = 0
            while try decoder.decode(body.bytes, at: &position, into: &content) == .needsRoom {
                // One byte more than it may have shows that it has too many.
                guard content.count <= byteCountMax else {
                    refuse(exchange, .bodyTooLarge)
                    return nil
                }
                let wanted = max(content.capacity * 2, firstRoom, min(body.count, byteCountMax) * 2)
                let capacity = min(wanted, byteCountMax + 1)
                let byteCount = capacity - content.capacity
                guard let account = server.takeBodyMemory(byteCount, beside: content.capacity)
                else {
                    refuse(exchange, .noRoomForBody)
                    return nil
                }
                content.setMinimumCapacity(capacity)
                content.charge(byteCount, to: account)
            }
            guard content.count <= byteCountMax else {
                refuse(exchange, .bodyTooLarge)
                return nil
            }
            return content
        } catch {
            switch error {
            case .malformed:
                exchange.request.errorCode = "BODY_CODING"
                exchange.respond(
                    .badRequest,
                    detail: "The request body is not of its Content-Encoding"
                )
            case .outOfMemory: refuse(exchange, .noRoomForBody)
            }
            return nil
        }
    }

    /// Answers a request whose body is too much, one way or the other.
    private static func refuse(_ exchange: Exchange, _ error: HTTPError) {
        exchange.request.errorCode = error.rawValue
        if error == .noRoomForBody { exchange.fields.append(("Retry-After", "1")) }
        exchange.respond(error.status, detail: error.description)
    }
}
