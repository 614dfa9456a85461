// Where an answer goes.

internal import Bytes
internal import HTTP
internal import HTTPServer

/// The way to the client: through the server's exchange, or by hand for what no correct server
/// sends.
enum Outlet {
    case exchange(Exchange)
    case raw(RawResponse)

    /// - Parameter headLine: The field line of the media type.
    func beginStream(_ headLine: StaticString) {
        switch self {
        case .exchange(let exchange): exchange.beginStream(.ok, headLines: [headLine])
        case .raw(let response): response.beginStream(headLine)
        }
    }

    func write(_ body: (inout ByteBuffer) -> Void) {
        switch self {
        case .exchange(let exchange): exchange.write(body)
        case .raw(let response): response.write(body)
        }
    }

    /// Makes what was written so far a write of its own.
    func flush() {
        switch self {
        case .exchange(let exchange): exchange.flush()
        case .raw(let response): response.flush()
        }
    }

    func endStream() {
        switch self {
        case .exchange(let exchange): exchange.endStream()
        case .raw(let response): response.endStream()
        }
    }

    func respond(_ status: Status, body: Span<UInt8>) {
        switch self {
        case .exchange(let exchange):
            exchange.respond(status, contentType: "application/json", body: body)
        case .raw(let response): response.respond(status, body: body)
        }
    }

    /// Ends the connection at once, with a reset.
    func reset() {
        switch self {
        case .exchange(let exchange): exchange.abort()
        case .raw(let response): response.reset()
        }
    }

    /// The bytes that the client has not taken yet.
    var queuedByteCount: Int {
        switch self {
        case .exchange(let exchange): exchange.queuedByteCount
        case .raw(let response): response.queuedByteCount
        }
    }
}
