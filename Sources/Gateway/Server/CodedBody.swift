// Bodies that come compressed.

internal import Bytes
internal import ContentCoding
internal import HTTP
internal import HTTPServer
internal import Reactor

/// Takes the coding off one request's body, within the bounds on one body and on all of them, and a part in each turn:
/// however long it takes, others are served meanwhile.
///
/// Held by its exchange, as the observer, and by the job of the next turn.
final class CodedBody: ExchangeObserver {
    /// Takes the content, once.
    typealias Receiver = (consuming ByteBuffer) -> Void

    /// Room for the beginning of a content: what a little text becomes as a rule.
    private static let firstRoom = 64 * 1024

    private let exchange: Exchange
    private let loop: Loop
    private let byteCountMax: Int
    private unowned let server: HTTPServer
    private let receiver: Receiver
    private var body: ByteBuffer
    private var content = ByteBuffer()
    private var decoder: ContentDecoder
    private var position = 0

    /// - Parameters:
    ///   - body: The whole body as it came.
    ///   - byteCountMax: The most bytes that the content may have.
    ///   - server: Whose memory for bodies the content takes; outlives its exchanges.
    ///   - receiver: Gets the content, unless the request is answered here because it cannot be decoded, or the client
    ///     leaves.
    /// - Throws: When there is no memory for a decoder.
    init(
        _ body: consuming ByteBuffer,
        _ coding: ContentCoding,
        byteCountMax: Int,
        of exchange: Exchange,
        on loop: Loop,
        _ server: HTTPServer,
        receiver: @escaping Receiver
    ) throws(ContentCodingError) {
        decoder = try ContentDecoder(coding)
        self.body = body
        self.byteCountMax = byteCountMax
        self.exchange = exchange
        self.loop = loop
        self.server = server
        self.receiver = receiver
    }

    /// Decodes a part, and what is left in the turns that follow.
    func decode() {
        guard !exchange.isOver else { return }
        exchange.observer = self
        do throws(ContentCodingError) {
            while true {
                switch try decoder.decode(body.bytes, at: &position, into: &content) {
                case .complete: return finish()
                case .goesOn: return loop.inNextTurn { self.decode() }
                case .needsRoom: guard makeRoom() else { return }
                }
            }
        } catch {
            Self.refuse(exchange, because: error)
        }
    }

    /// Makes room for more of the content; answers the request if there must not be more, or there is no memory.
    private func makeRoom() -> Bool {
        // One byte more than it may have shows that it has too many.
        guard content.count <= byteCountMax else {
            refuse(.bodyTooLarge)
            return false
        }
        let wanted = max(content.capacity * 2, Self.firstRoom, min(body.count, byteCountMax) * 2)
        let capacity = min(wanted, byteCountMax + 1)
        let byteCount = capacity - content.capacity
        guard let account = server.takeBodyMemory(byteCount, beside: content.capacity) else {
            refuse(.noRoomForBody)
            return false
        }
        content.setMinimumCapacity(capacity)
        content.charge(byteCount, to: account)
        return true
    }

    private func finish() {
        guard content.count <= byteCountMax else { return refuse(.bodyTooLarge) }
        exchange.observer = nil
        var whole = ByteBuffer()
        swap(&whole, &content)
        // What it came as is not needed any more, and may be as large.
        body = ByteBuffer()
        receiver(whole)
    }

    /// Answers a request whose body cannot be decoded.
    static func refuse(_ exchange: Exchange, because error: ContentCodingError) {
        switch error {
        case .malformed:
            exchange.request.errorCode = "BODY_CODING"
            exchange.respond(
                .badRequest,
                detail: "The request body is not of its Content-Encoding"
            )
        case .outOfMemory: refuse(exchange, .noRoomForBody)
        }
    }

    private func refuse(_ error: HTTPError) {
        Self.refuse(exchange, error)
    }

    /// Answers a request whose body is too much, one way or the other.
    private static func refuse(_ exchange: Exchange, _ error: HTTPError) {
        exchange.request.errorCode = error.rawValue
        if error == .noRoomForBody { exchange.fields.append(("Retry-After", "1")) }
        exchange.respond(error.status, detail: error.description)
    }

    // ExchangeObserver

    func clientLeft(_ exchange: Exchange) {}

    func clientTookOutput(_ exchange: Exchange) {}
}
