// Reads an HTTP/1.1 response as its bytes arrive.

internal import Bytes
internal import HTTP

/// Why a response is no HTTP, in one sentence.
struct ResponseError: Error, Hashable {
    let description: String
}

/// The part of a response's head that a client of streams needs.
struct ResponseHead: Equatable {
    var statusCode = 0
    var isEventStream = false
    /// Tells whether the connection can carry another request.
    var isPersistent = true
    fileprivate var contentLength: Int?
    fileprivate var isChunked = false
}

/// Takes responses apart: heads, and the content without its framing.
struct LoadResponseParser: ~Copyable {
    /// What a piece of the response comes to.
    enum Step: Equatable {
        /// All bytes have been used.
        case needMore
        /// The head is complete.
        case head(ResponseHead)
        /// The bytes of this range are content.
        case content(Range<Int>)
        /// The response is complete.
        case end
    }

    private enum State { case head, chunked, length(Int), untilClose, ended }

    private static let headByteCountMax = 64 * 1024

    private var state = State.head
    private var head = ByteBuffer()
    private var decoder = Self.newDecoder()

    private static func newDecoder() -> ChunkedDecoder {
        ChunkedDecoder(byteCountMax: .max, limits: HTTPLimits())
    }

    /// Starts over for the next response.
    mutating func begin() {
        state = .head
        head.removeAll()
        decoder = Self.newDecoder()
    }

    /// Tells whether the end of the connection is the end of the response.
    var endsWithConnection: Bool {
        switch state {
        case .untilClose, .ended: true
        case .head, .chunked, .length: false
        }
    }

    /// Tells whether nothing of the response has arrived.
    var isUntouched: Bool {
        if case .head = state { head.isEmpty } else { false }
    }

    /// Takes bytes from a position on, which it moves; to be called until it returns `needMore` or
    /// `end`.
    mutating func next(
        _ bytes: Span<UInt8>,
        at position: inout Int
    ) throws(ResponseError) -> Step {
        switch state {
        case .head: return try nextHead(bytes, at: &position)
        case .chunked:
            do throws(HTTPError) {
                switch try decoder.next(bytes, at: &position) {
                case .needMore: return .needMore
                case .data(let range): return .content(range)
                case .end:
                    state = .ended
                    return .end
                }
            } catch {
                throw ResponseError(description: error.description)
            }
        case .length(0):
            state = .ended
            return .end
        case .length(let left):
            guard position < bytes.count else { return .needMore }
            let start = position
            position = start + min(bytes.count - start, left)
            state = .length(left - (position - start))
            return .content(start..<position)
        case .untilClose:
            guard position < bytes.count else { return .needMore }
            let start = position
            position = bytes.count
            return .content(start..<position)
        case .ended:
            guard position == bytes.count else {
                throw ResponseError(description: "Bytes follow the end of the response.")
            }
            return .end
        }
    }

    private mutating func nextHead(
        _ bytes: Span<UInt8>,
        at position: inout Int
    ) throws(ResponseError) -> Step {
        while position < bytes.count {
            // The end of the head may be split, so it is looked for in what is kept.
            let lineFeed = bytes.firstIndex(of: ASCII.lineFeed, from: position)
            let end = lineFeed.map { $0 + 1 } ?? bytes.count
            head.append(bytes.extracting(position..<end))
            position = end
            guard head.count <= Self.headByteCountMax else {
                throw ResponseError(description: "The head of the response is too long.")
            }
            guard head.count >= 4, head.bytes.hasPrefix("\r\n\r\n", at: head.count - 4) else {
                continue
            }
            let parsed = try Self.parse(head.bytes)
            head.removeAll()
            // Interim responses are followed by the final one. RFC 9110 section 15.2.
            if 100..<200 ~= parsed.statusCode { continue }
            state = Self.framing(of: parsed)
            return .head(parsed)
        }
        return .needMore
    }

    private static func framing(of head: ResponseHead) -> State {
        if head.statusCode == 204 || head.statusCode == 304 { return .length(0) }
        if head.isChunked { return .chunked }
        return head.contentLength.map { .length($0) } ?? .untilClose
    }

    private static func parse(_ bytes: Span<UInt8>) throws(ResponseError) -> ResponseHead {
        guard bytes.hasPrefix("HTTP/1.1 "), bytes.count > 12,
            let code = Int(String(bytes.extracting(9..<12)))
        else { throw ResponseError(description: "The response does not begin with a status line.") }
        var head = ResponseHead()
        head.statusCode = code
        var start = (bytes.firstIndex(of: ASCII.lineFeed) ?? 0) + 1
        while let end = bytes.firstIndex(of: ASCII.lineFeed, from: start), end > start + 1 {
            try read(bytes.extracting(start..<end - 1), into: &head)
            start = end + 1
        }
        return head
    }

    private static func read(
        _ line: Span<UInt8>,
        into head: inout ResponseHead
    ) throws(ResponseError) {
        guard let colon = line.firstIndex(of: ASCII.colon) else {
            throw ResponseError(description: "A line of the response's head has no colon.")
        }
        let name = line.extracting(0..<colon)
        let value = line.extracting(line.trimmedRange(colon + 1..<line.count))
        if name.equalsIgnoringCase("content-length") {
            guard let length = Int(String(value)), length >= 0 else {
                throw ResponseError(description: "The response's Content-Length is no number.")
            }
            head.contentLength = length
        } else if name.equalsIgnoringCase("transfer-encoding") {
            head.isChunked = value.equalsIgnoringCase("chunked")
        } else if name.equalsIgnoringCase("connection") {
            head.isPersistent = !value.equalsIgnoringCase("close")
        } else if name.equalsIgnoringCase("content-type") {
            let type = "text/event-stream" as StaticString
            let length = min(value.count, type.utf8CodeUnitCount)
            head.isEventStream = value.extracting(0..<length).equalsIgnoringCase(type)
        }
    }
}
