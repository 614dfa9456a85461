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
        /// See to memory for so many more bytes of the body, then call
        /// ``ConnectionMachine/grantBody(byteCount:of:)``, or refuse the request.
        case reserveBody(byteCount: Int)
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

    /// What the client may still send of a request that was given up.
    public enum Remainder: Equatable, Sendable {
        /// Nothing: the request had come whole, or none had begun.
        case none
        /// So many bytes of a body.
        case bytes(Int)
        /// Nobody knows how much: a body in chunks, or what a faulty head announced.
        case unknown
    }

    /// The present phase.
    public private(set) var phase = Phase.idle

    /// Tells whether the connection may carry another request after this one.
    public private(set) var isPersistent = true

    /// What has not come of the request in which the connection was given up.
    public private(set) var remainder = Remainder.none

    /// The bytes that have been dropped since the connection was given up.
    public private(set) var droppedByteCount = 0

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
    /// The most room made for a body before any of it has come.
    private static let bodyReservationMax = 16 * 1024

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
            case .closing: return drop(bytes, from: &position)
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

    /// Makes the room for the body that was asked for by ``Action/reserveBody(byteCount:)``.
    ///
    /// - Parameter account: What the memory was taken from, to be given back when the body is freed.
    public mutating func grantBody(byteCount: Int, of account: MemoryAccount?) {
        precondition(phase == .body, "memory is granted to a body that comes")
        body.setMinimumCapacity(body.capacity + byteCount)
        if let account { body.charge(byteCount, to: account) }
    }

    /// The bytes of the present body that have come.
    public var bodyByteCount: Int { body.count }

    /// The bytes of memory that the present body has been granted.
    public var bodyCapacity: Int { body.capacity }

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

    /// Gives the connection up; ``remainder`` then says what the client may still send.
    public mutating func close() {
        guard phase != .closing else { return }
        remainder = presentRemainder
        phase = .closing
        isPersistent = false
        input = ByteBuffer()
        body = ByteBuffer()
    }

    private var presentRemainder: Remainder {
        switch phase {
        case .idle, .answering, .closing: .none
        case .head: .unknown
        case .deciding, .body:
            switch framing {
            case .none: .none
            // Chunks that were found faulty have no end that can be known.
            case .chunked: .unknown
            case .length: Self.remainder(max(0, bodyByteCountLeft - input.count))
            }
        }
    }

    private static func remainder(_ byteCount: Int) -> Remainder {
        byteCount > 0 ? .bytes(byteCount) : .none
    }

    /// Drops what a client goes on to send.
    private mutating func drop(_ bytes: Span<UInt8>, from position: inout Int) -> Action {
        let count = bytes.count - position
        position = bytes.count
        droppedByteCount += count
        if case .bytes(let left) = remainder { remainder = Self.remainder(max(0, left - count)) }
        return .awaitBytes
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
            let progress = try takeBody(from: kept.bytes, at: &keptPosition)
            kept.consume(keptPosition)
            swap(&kept, &input)
            if let action = action(for: progress) { return action }
        }
        return action(for: try takeBody(from: bytes, at: &position)) ?? .awaitBytes
    }

    /// How far a body has come with the bytes at hand.
    private enum BodyProgress {
        case incomplete, complete
        case lacksRoom(byteCount: Int)
    }

    private mutating func action(for progress: BodyProgress) -> Action? {
        switch progress {
        case .incomplete: return nil
        case .lacksRoom(let byteCount): return .reserveBody(byteCount: byteCount)
        case .complete:
            phase = .answering
            return .answer
        }
    }

    /// Moves body bytes to the body.
    private mutating func takeBody(
        from bytes: Span<UInt8>,
        at position: inout Int
    ) throws(HTTPError) -> BodyProgress {
        switch framing {
        case .none: return .complete
        case .length:
            let count = min(bytes.count - position, bodyByteCountLeft)
            let lacking = lackingRoom(for: count, total: body.count + bodyByteCountLeft)
            guard lacking == 0 else { return .lacksRoom(byteCount: lacking) }
            body.append(bytes.extracting(position..<position + count))
            bodyByteCountLeft -= count
            position += count
            return bodyByteCountLeft == 0 ? .complete : .incomplete
        case .chunked:
            // Of these bytes the most part may be content, and a decoder that has begun does not wait.
            let count = min(bytes.count - position, bodyByteCountMax - body.count)
            let lacking = lackingRoom(for: count, total: bodyByteCountMax)
            guard lacking == 0 else { return .lacksRoom(byteCount: lacking) }
            return try takeChunks(from: bytes, at: &position) ? .complete : .incomplete
        }
    }

    /// The memory that the body lacks for so many more bytes: at least doubled when it grows, so that it is copied
    /// seldom, and never beyond what the whole body may have.
    private func lackingRoom(for byteCount: Int, total: Int) -> Int {
        let needed = body.count + byteCount
        guard needed > body.capacity else { return 0 }
        let usual = max(body.capacity * 2, Self.bodyReservationMax)
        return max(needed, min(usual, total)) - body.capacity
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
