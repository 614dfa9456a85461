// One server connection: bytes in, what to do next out; no socket, no clock.

public import Bytes

/// Decides what a server does with the bytes of one client connection.
///
/// The driver feeds bytes to ``next(_:at:)`` until it answers ``Action/awaitBytes``, does what each
/// action says and reports back by ``admitBody(byteCountMax:)`` and ``responseEnded()``. One
/// request is worked on at a time; what a client pipelines meanwhile is kept, up to a bound. RFC
/// 9112 section 9.3.2.
public struct ConnectionMachine: ~Copyable {
    /// What the driver is to do.
    public enum Action {
        /// Wait: all bytes have been used or kept.
        case awaitBytes
        /// Decide about a request by its head, then call
        /// ``ConnectionMachine/admitBody(byteCountMax:)``, or refuse it.
        case decide(RequestHead)
        /// Tell the client to send the body: an interim 100 response.
        case sendContinue
        /// Answer the request: its body is complete, to be had by ``ConnectionMachine/takeBody()``.
        case answer
        /// Answer with the error and close: nothing after it can be trusted.
        case reject(HTTPError)
    }

    /// Where the connection stands; each phase has its own time limit.
    public enum Phase: Equatable, Sendable {
        /// Nothing of a request has arrived.
        case idle
        /// A request head is arriving.
        case head
        /// The driver decides about a head.
        case deciding
        /// A body is arriving.
        case body
        /// The request is whole and being answered.
        case answering
        /// The connection is given up; whatever arrives is dropped.
        case closing
    }

    /// The present phase.
    public private(set) var phase = Phase.idle

    /// Tells whether the connection may carry another request after this one.
    public private(set) var isPersistent = true

    private let limits: HTTPLimits
    private var parser: RequestHeadParser
    private var framing = BodyFraming.none
    private var decoder: ChunkedDecoder
    private var expectsContinue = false
    private var bodyByteCountMax = 0
    private var bodyByteCountLeft = 0
    private var input = ByteBuffer()
    private var body = ByteBuffer()

    /// The most bytes kept of what a client sends while it is being answered.
    private static let pipelinedByteCountMax = 64 * 1024
    /// The most room made for a body on the word of its Content-Length alone.
    private static let bodyReservationMax = 64 * 1024

    /// Creates the machine of a new connection.
    public init(limits: HTTPLimits) {
        self.limits = limits
        parser = RequestHeadParser(limits: limits)
        decoder = ChunkedDecoder(byteCountMax: 0, limits: limits)
    }

    /// Takes bytes from a position on, which it moves forward, and says what to do.
    ///
    /// To be called again after each action but `awaitBytes`, with the same bytes; with none to go
    /// on after ``responseEnded()``.
    public mutating func next(_ bytes: Span<UInt8>, at position: inout Int) -> Action {
        do throws(HTTPError) {
            switch phase {
            case .idle, .head: return try nextHead(bytes, at: &position)
            case .body: return try nextBody(bytes, at: &position)
            case .deciding, .answering: return keep(bytes, from: &position)
            case .closing:
                position = bytes.count
                return .awaitBytes
            }
        } catch {
            close()
            return .reject(error)
        }
    }

    /// Lets the body of the request under decision come.
    ///
    /// - Parameter byteCountMax: The most bytes that the body may have; more is refused with 413.
    public mutating func admitBody(byteCountMax: Int) {
        precondition(phase == .deciding, "a body is admitted when a head has been decided about")
        bodyByteCountMax = byteCountMax
        decoder = ChunkedDecoder(byteCountMax: byteCountMax, limits: limits)
        phase = .body
    }

    /// The bytes of the present body that have come.
    public var bodyByteCount: Int { body.count }

    /// The body of the request that is to be answered.
    public mutating func takeBody() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &body)
        return taken
    }

    /// Makes ready for the next request, when the answer to this one is complete and the connection
    /// persists.
    public mutating func responseEnded() {
        precondition(phase == .answering && isPersistent, "the connection ends with this answer")
        phase = .idle
    }

    /// Keeps any further request from being taken.
    public mutating func endAfterResponse() {
        isPersistent = false
    }

    /// Gives the connection up.
    public mutating func close() {
        phase = .closing
        isPersistent = false
        input = ByteBuffer()
        body = ByteBuffer()
    }

    // Heads

    private mutating func nextHead(
        _ bytes: Span<UInt8>,
        at position: inout Int
    ) throws(HTTPError) -> Action {
        let rest = bytes.extracting(position..<bytes.count)
        guard !(rest.isEmpty && input.isEmpty) else { return .awaitBytes }
        phase = .head
        guard input.isEmpty else {
            input.append(rest)
            position = bytes.count
            // Taken out for the call, because the parser of the same machine changes while it reads
            // them.
            var kept = ByteBuffer()
            swap(&kept, &input)
            defer { swap(&kept, &input) }
            guard let parsed = try parser.parse(kept.bytes) else { return .awaitBytes }
            kept.consume(parsed.byteCount)
            return begin(parsed.head)
        }
        guard let parsed = try parser.parse(rest) else {
            input.append(rest)
            position = bytes.count
            return .awaitBytes
        }
        position += parsed.byteCount
        return begin(parsed.head)
    }

    private mutating func begin(_ head: RequestHead) -> Action {
        parser = RequestHeadParser(limits: limits)
        framing = head.framing
        isPersistent = isPersistent && head.isPersistent
        expectsContinue = head.expectsContinue
        if case .length(let count) = framing { bodyByteCountLeft = count }
        phase = .deciding
        return .decide(head)
    }

    // Bodies

    private mutating func nextBody(
        _ bytes: Span<UInt8>,
        at position: inout Int
    ) throws(HTTPError) -> Action {
        if case .length(let count) = framing, count > bodyByteCountMax { throw .bodyTooLarge }
        if expectsContinue {
            expectsContinue = false
            // A client that sends the body without waiting needs no invitation. RFC 9110 section
            // 10.1.1.
            if input.isEmpty, position == bytes.count, framing != .none { return .sendContinue }
        }
        if !input.isEmpty {
            // Taken out for the call, because the body is written while it is read.
            var kept = ByteBuffer()
            swap(&kept, &input)
            var keptPosition = 0
            let isComplete = try takeBody(from: kept.bytes, at: &keptPosition)
            kept.consume(keptPosition)
            swap(&kept, &input)
            if isComplete { return answer() }
        }
        return try takeBody(from: bytes, at: &position) ? answer() : .awaitBytes
    }

    private mutating func answer() -> Action {
        phase = .answering
        return .answer
    }

    /// Moves body bytes to the body; true when it is complete.
    private mutating func takeBody(
        from bytes: Span<UInt8>,
        at position: inout Int
    ) throws(HTTPError) -> Bool {
        switch framing {
        case .none: return true
        case .length:
            let end = min(bytes.count, position + bodyByteCountLeft)
            if body.capacity == 0 { body.reserve(min(bodyByteCountLeft, Self.bodyReservationMax)) }
            body.append(bytes.extracting(position..<end))
            bodyByteCountLeft -= end - position
            position = end
            return bodyByteCountLeft == 0
        case .chunked: return try takeChunks(from: bytes, at: &position)
        }
    }

    private mutating func takeChunks(
        from bytes: Span<UInt8>,
        at position: inout Int
    ) throws(HTTPError) -> Bool {
        while true {
            switch try decoder.next(bytes, at: &position) {
            case .needMore: return false
            case .end: return true
            case .data(let range): body.append(bytes.extracting(range))
            }
        }
    }

    private mutating func keep(_ bytes: Span<UInt8>, from position: inout Int) -> Action {
        let rest = bytes.extracting(position..<bytes.count)
        position = bytes.count
        guard !rest.isEmpty, isPersistent else { return .awaitBytes }
        guard input.count + rest.count <= Self.pipelinedByteCountMax else {
            // The answer under way is still sent; then the connection ends instead of losing
            // requests silently.
            isPersistent = false
            input = ByteBuffer()
            return .awaitBytes
        }
        input.append(rest)
        return .awaitBytes
    }
}
