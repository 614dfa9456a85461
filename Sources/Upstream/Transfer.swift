// One request to the provider, from start to its end, failure or cancel.

internal import Bytes
internal import HTTP
internal import Reactor

/// Hears of a transfer, on its loop, between start and the end; never after ``Transfer/cancel()``.
public protocol TransferDelegate: AnyObject {
    /// The head of the final answer has arrived.
    func transfer(_ transfer: Transfer, didReceive head: UpstreamHead)
    /// Bytes of the body arrived, valid during the call, at most 16 KiB.
    func transfer(_ transfer: Transfer, didReceive bytes: Span<UInt8>)
    /// The transfer is over: the body was whole as framed, or it failed.
    ///
    /// A body that is framed by the end of the connection counts as whole wherever it ends.
    func transfer(_ transfer: Transfer, didFinish failure: UpstreamFailure?)
}

/// A request to the provider under way.
///
/// Holds its delegate until it is over. The request is sent once: it goes to another connection only if the kept one
/// that it was written to is known to have ended before a byte of it came there (``TransferDelegate`` hears nothing of
/// that). The request body is freed as soon as the provider has answered with success and all of it is sent.
public final class Transfer {
    /// How far a transfer is on its way to its end.
    enum Phase {
        /// Waits for its turn to open a connection, because too many look for an address already.
        case waiting
        /// Its connection is being opened.
        case connecting
        /// Sends its request and receives the answer.
        case exchanging
        /// Has ended, or will never begin.
        case over
    }

    let url: ProviderURL
    let isPost: Bool
    let fields: [UpstreamRequest.Field]
    let requestBodyByteCount: Int
    /// Its place among the transfers of its client.
    var index = 0
    private(set) var phase = Phase.waiting

    private(set) var client: UpstreamClient?
    private var delegate: (any TransferDelegate)?
    private(set) var connection: Connection?
    /// Whether its connection has carried requests before; false as long as it has none.
    public private(set) var isReused = false

    // The request
    var body: ByteBuffer
    /// The head, and under TLS a small body with it, until they are sent.
    var requestHead = ByteBuffer()
    /// The bytes of the head alone.
    var headByteCount = 0
    var sentByteCount = 0
    var isSent = false

    // The answer
    private var parser = ResponseParser()
    /// Whether the provider's answer began before it had acknowledged the whole request.
    private var answerCameEarly = false
    private var hasToldHead = false
    /// What came with the head while nothing may be delivered.
    private var held = ByteBuffer()
    private var isPaused = false
    private var isReading = false

    // So that one connection that floods does not hold up the others of its loop.
    private static let readsPerTurnMax = 8

    init(
        _ request: consuming UpstreamRequest,
        to url: ProviderURL,
        client: UpstreamClient,
        delegate: any TransferDelegate
    ) {
        self.url = url
        self.client = client
        self.delegate = delegate
        isPost = request.method == .post
        fields = request.fields
        body = request.takeBody()
        requestBodyByteCount = body.count
    }

    /// Tells whether it has not ended, failed or been cancelled.
    public var isRunning: Bool { phase != .over }

    /// Ends the transfer at once: the connection to the provider is closed, and nothing more is delivered.
    ///
    /// Idempotent; may be called from within the delegate's methods.
    public func cancel() {
        guard isRunning else { return }
        delegate = nil
        end(nil)
    }

    /// Stops taking bytes from the provider, or goes on; may be called from within the delegate's methods.
    ///
    /// While it is paused no bytes are delivered, and at most 16 KiB are held back; the head is still told, the end
    /// perhaps only when it goes on. Going on may deliver bytes before this returns.
    public func setPaused(_ paused: Bool) {
        guard isRunning, isPaused != paused else { return }
        isPaused = paused
        guard phase == .exchanging else { return }
        watch()
        // Within a call of the delegate the reading goes on by itself.
        guard !paused, !isReading, let connection else { return }
        let holdsMore = connection.mayHoldMore
        isReading = true
        deliverHeld()
        isReading = false
        if holdsMore { read(from: connection) }
    }

    // The connection

    func opens(_ connection: Connection) {
        phase = .connecting
        self.connection = connection
    }

    /// Sends the request on a connection, which is the transfer's now.
    func begin(on connection: Connection, isReused: Bool) {
        phase = .exchanging
        self.connection = connection
        self.isReused = isReused
        writeRequest()
        send()
    }

    func watch() {
        guard let connection else { return }
        // The head is wanted even of an answer whose content has to wait.
        let reads = !isPaused || !parser.hasHead
        connection.watch(for: self, readable: reads, writable: !isSent)
    }

    /// Gives the request to another connection, if it is known that no byte of it came to the peer by the kept one.
    ///
    /// RFC 9110 section 9.2.2: a request that is not idempotent is sent again only where it is known that it was not
    /// applied. The peer sent the end, and with it acknowledged nothing of the request.
    private func isReplaced(afterEnd hasEnded: Bool) -> Bool {
        guard isReused, parser.isUntouched, let connection, let client else { return false }
        let isUnread =
            sentByteCount == 0
            || hasEnded && connection.unacknowledgedByteCount >= sentByteCount
        guard isUnread else { return false }
        connection.close()
        self.connection = nil
        sentByteCount = 0
        isSent = false
        phase = .waiting
        client.open(for: self)
        return true
    }

    // The request

    var awaitsHead: Bool { !parser.hasHead }

    /// The connection has broken as the request was being sent.
    ///
    /// What the provider has said before is its answer; so the delegate hears of it on a later turn at the earliest.
    func sendFailed() {
        guard !isReplaced(afterEnd: false) else { return }
        connection?.watch(for: self, readable: false, writable: false)
        client?.loop.afterTurn { [self] in
            guard phase == .exchanging, let connection else { return }
            setPaused(false)
            read(from: connection)
            if phase == .exchanging { end(.requestNotTaken) }
        }
    }

    // The answer

    /// Reads what there is, for as long as the poller does not tell of it.
    private func read(from connection: Connection) {
        guard !isReading else { return }
        isReading = true
        var count = 0
        while phase == .exchanging, !isPaused || !parser.hasHead, readOnce(from: connection) {
            count += 1
            guard count == Self.readsPerTurnMax else { continue }
            client?.loop.afterTurn { [weak self] in
                guard let self, self.connection === connection else { return }
                read(from: connection)
            }
            break
        }
        isReading = false
    }

    /// Reads once; returns whether there may be more that the poller does not tell of.
    private func readOnce(from connection: Connection) -> Bool {
        switch connection.receive({ received($0) }) {
        case .bytes: return phase == .exchanging && connection.mayHoldMore
        case .nothing: return false
        case .end: connectionEnded()
        case .wasClosed: if !isReplaced(afterEnd: true) { end(.connectionBroke) }
        case .failure: end(connection.failure)
        }
        return false
    }

    private func connectionEnded() {
        guard parser.hasHead else {
            if !isReplaced(afterEnd: true) { end(.nothingReceived) }
            return
        }
        end(parser.endsWithConnection ? nil : .bodyIsCut)
    }

    private func deliverHeld() {
        guard !isPaused, !held.isEmpty else { return }
        var waiting = ByteBuffer()
        swap(&waiting, &held)
        received(waiting.bytes)
    }

    private func received(_ bytes: Span<UInt8>) {
        var position = 0
        if !parser.hasBegun { noteWhetherEarly() }
        while phase == .exchanging {
            if isPaused, parser.hasHead, !parser.isComplete {
                held.append(bytes.extracting(position..<bytes.count))
                return
            }
            switch parser.next(bytes, at: &position) {
            case .needMore: return
            case .interim: noteWhetherEarly()
            case .head: headArrived()
            case .content(let range): deliver(range, of: bytes, from: &position)
            case .end: return answered(hasSurplus: position < bytes.count)
            case .failed: return end(parser.failure)
            }
        }
    }

    /// A final answer is about to begin: the segment that brought it acknowledges all that the peer had received.
    private func noteWhetherEarly() {
        guard let connection, !parser.hasHead else { return }
        answerCameEarly = !isSent || connection.unacknowledgedByteCount > 0
    }

    private func headArrived() {
        // Early refusals are sent by proxies; a success without the whole request answers another one.
        guard !answerCameEarly || parser.head.status >= 400 else { return end(.answeredTooEarly) }
        if isSent, parser.head.status < 300 {
            body = ByteBuffer()
            connection?.freeRecords()
        }
        hasToldHead = true
        delegate?.transfer(self, didReceive: parser.head)
        if phase == .exchanging { watch() }
    }

    /// Hands the content of what came to the delegate, in one call.
    private func deliver(_ first: Range<Int>, of bytes: Span<UInt8>, from position: inout Int) {
        guard let client, position < bytes.count else {
            delegate?.transfer(self, didReceive: bytes.extracting(first))
            return
        }
        var next = first
        var content = ByteBuffer()
        gathering: while true {
            switch parser.next(bytes, at: &position) {
            case .content(let more):
                if content.isEmpty { content = client.loop.buffers.take() }
                content.append(bytes.extracting(next))
                next = more
            case .needMore, .end, .failed, .interim, .head: break gathering
            }
        }
        if content.isEmpty {
            delegate?.transfer(self, didReceive: bytes.extracting(next))
        } else {
            content.append(bytes.extracting(next))
            delegate?.transfer(self, didReceive: content.bytes)
            client.loop.buffers.give(content)
        }
        if let failure = parser.failure { end(failure) }
    }

    /// The answer is whole: the connection is kept if another request may follow on it.
    private func answered(hasSurplus: Bool) {
        let mayFollow =
            isSent && !answerCameEarly && !hasSurplus && held.isEmpty && parser.head.keepsConnection
        if mayFollow, let client, let connection {
            self.connection = nil
            client.keep(connection)
        }
        end(nil)
    }

    // The end

    /// Ends the transfer; tells the delegate, which a cancelled one has lost.
    func end(_ error: CurlError?) {
        guard phase != .over else { return }
        let client = self.client
        let delegate = self.delegate
        let last = phase
        phase = .over
        self.client = nil
        self.delegate = nil
        connection?.close()
        connection = nil
        body = ByteBuffer()
        requestHead = ByteBuffer()
        held = ByteBuffer()
        client?.transferEnded(self)
        guard let delegate else { return }
        let failure = error.map {
            last == .exchanging
                ? UpstreamFailure($0, headWasComplete: hasToldHead)
                : UpstreamFailure(connecting: $0)
        }
        delegate.transfer(self, didFinish: failure)
    }

    /// The memory that the request body takes, for tests.
    var bodyCapacity: Int { body.capacity }
}

extension Transfer: ConnectionOpener {
    func connectionOpened(_ connection: Connection) {
        begin(on: connection, isReused: false)
    }

    func connectionFailed(_ error: CurlError) {
        connection = nil
        end(error)
    }
}

extension Transfer: ConnectionUser {
    func connection(_ connection: Connection, isReadable: Bool, isWritable: Bool) {
        if isWritable, !isSent { send() }
        guard isReadable, self.connection === connection else { return }
        read(from: connection)
    }
}

@available(*, unavailable)
extension Transfer: Sendable {}
