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
/// Holds its delegate until it is over. The request body is kept by us, as libcurl keeps a pointer to it, and freed as
/// soon as the provider has answered with success and all of it is sent.
public final class Transfer {
    /// How far a transfer is on its way to its end.
    enum Phase {
        /// Not given to libcurl yet, because too many look for a connection already.
        case waiting
        /// Looks for a kept connection of libcurl, or for the address of the provider.
        case choosing
        /// Opens a connection of its own.
        case connecting
        /// Has a connection of libcurl's.
        case connected
        /// Has a connection of ours; libcurl does not know it, or not any more.
        case exchanging
        /// Has ended, or will never begin.
        case over
    }

    /// The most bytes of response heads, interim ones included.
    static let headByteCountMax = 64 * 1024

    /// Where the request goes if libcurl is needed for no more than the connection.
    let plainURL: PlainURL?
    /// Tells whether its connection is its own and not kept.
    let opensConnection: Bool
    /// Its place among the transfers of its driver, or among those that libcurl does not know.
    var index = 0
    /// The socket of its connection while libcurl has it.
    var descriptor: Int32?
    var phase = Phase.waiting
    private(set) var isCancelled = false
    /// How often the request was sent again, because a kept connection had died before any answer.
    public internal(set) var retryCount = 0
    /// Why it must end although libcurl does not know it.
    private(set) var failure: CurlError?

    var client: UpstreamClient?
    private var delegate: (any TransferDelegate)?
    let url: String
    let isPost: Bool
    let headerLines: [String]
    var body: ByteBuffer
    let requestBodyByteCount: Int

    var easy: EasyHandle?
    var driver: MultiDriver?
    var exchange: SocketExchange?

    private var head = UpstreamHead()
    var headByteCount = 0
    /// The bytes of a line of the head whose end has not come.
    var lineByteCount = 0
    private(set) var hasHead = false
    var decoder = BodyDecoder(.untilClose)
    var wantsPause = false
    /// Whether libcurl holds back what came, and so does not want its socket watched.
    var isPaused = false

    init(
        _ request: consuming UpstreamRequest,
        client: UpstreamClient,
        delegate: any TransferDelegate
    ) {
        self.client = client
        self.delegate = delegate
        url = request.url
        plainURL = client.plainURL(of: request.url)
        isPost = request.method == .post
        headerLines = request.headerLines
        opensConnection = request.opensConnection
        body = request.takeBody()
        requestBodyByteCount = body.count
    }

    /// Tells whether it has not ended, failed or been cancelled.
    public var isRunning: Bool { phase != .over && !isCancelled }

    /// Ends the transfer at once: the connection to the provider is closed, and nothing more is delivered.
    ///
    /// Idempotent; may be called from within the delegate's methods.
    public func cancel() {
        guard isRunning else { return }
        isCancelled = true
        delegate = nil
        guard let driver else { return didLeave(nil) }
        driver.settle(self)
    }

    /// Stops to take bytes from the provider, or goes on; may be called from within the delegate's methods.
    ///
    /// While it is paused no bytes are delivered, and at most 16 KiB are held back; the head is still told, the end
    /// perhaps only when it goes on. Going on may deliver bytes before this returns.
    public func setPaused(_ paused: Bool) {
        guard isRunning, wantsPause != paused else { return }
        wantsPause = paused
        if let exchange { return exchange.setPaused(paused) }
        // A pause takes effect when the next bytes come.
        if !paused, isPaused { driver?.settle(self) }
    }

    // The end

    /// Ends the transfer for a reason that libcurl does not know of.
    func fail(_ error: CurlError) {
        failure = error
        driver?.settle(self)
    }

    /// Called when the handle has left its multi, by completion or cancel, or when it will never enter one, and when
    /// an exchange without libcurl is over.
    func didLeave(_ error: CurlError?) {
        if let error, mayBeSentAgain(after: error), let client { return sendAgain(by: client) }
        let client = self.client
        let delegate = self.delegate
        let last = phase
        phase = .over
        self.client = nil
        self.delegate = nil
        driver = nil
        exchange?.close()
        exchange = nil
        let handle = takeHandle()
        body = ByteBuffer()
        client?.didLeave(self, from: last, handle)
        guard !isCancelled else { return }
        // libcurl is content with an answer whose head was cut.
        let cause = error ?? (hasHead ? nil : .nothingReceived)
        let failure = cause.map { UpstreamFailure($0, headWasComplete: hasHead) }
        delegate?.transfer(self, didFinish: failure)
    }

    /// The handle for the next transfer, if there is one and it is worth keeping.
    func takeHandle() -> EasyHandle? {
        easy?.forgetBody()
        let handle = easy.take()
        // libcurl counts retries over the life of a handle, not of a transfer, and gives up at the sixth.
        return retryCount == 0 ? handle : nil
    }

    // The answer, by whichever way it comes

    /// Takes a line of the answer's head with its end.
    func received(headerLine line: Span<UInt8>) {
        headByteCount += line.count
        guard headByteCount <= Self.headByteCountMax else { return failAtOnce(.headTooLarge) }
        // Trailers, if libcurl tells them, mean nothing to us.
        guard !hasHead else { return }
        var end = line.count
        while end > 0, line[end - 1] == ASCII.lineFeed || line[end - 1] == ASCII.carriageReturn {
            end -= 1
        }
        guard end > 0 else { return headEnded() }
        head.read(line.extracting(0..<end))
        if !head.hasStatusLine { failAtOnce(.malformedHead) }
    }

    private func headEnded() {
        if (100..<200).contains(head.status) {
            head = UpstreamHead()
            return
        }
        guard let framing = head.framing else { return failAtOnce(.malformedHead) }
        hasHead = true
        decoder = BodyDecoder(framing)
        freeBody()
        delegate?.transfer(self, didReceive: head)
    }

    /// Frees the body if it cannot be needed any more.
    private func freeBody() {
        // What libcurl has sent is known for one attempt only.
        guard head.status < 300, retryCount == 0 || exchange != nil else { return }
        guard requestIsSent else { return }
        body = ByteBuffer()
        // Without a body it is not known whether the head has been sent.
        if requestBodyByteCount > 0 { easy?.freeSendBuffers() }
    }

    private var requestIsSent: Bool {
        exchange?.isSent ?? (easy?.sentBodyByteCount == requestBodyByteCount)
    }

    /// Hands the content of what came to the delegate, in one call.
    func deliver(_ bytes: Span<UInt8>) {
        var position = 0
        if let first = decoder.next(bytes, at: &position) {
            if let second = decoder.next(bytes, at: &position) {
                gather(first, second, of: bytes, from: &position)
            } else {
                delegate?.transfer(self, didReceive: bytes.extracting(first))
            }
        }
        if isRunning, let error = decoder.error { failAtOnce(CurlError(error)) }
    }

    /// Delivers content that stands in several places, as one copy.
    private func gather(
        _ first: Range<Int>,
        _ second: Range<Int>,
        of bytes: Span<UInt8>,
        from position: inout Int
    ) {
        guard let client else { return }
        var content = client.loop.buffers.take()
        content.append(bytes.extracting(first))
        content.append(bytes.extracting(second))
        while let more = decoder.next(bytes, at: &position) {
            content.append(bytes.extracting(more))
        }
        delegate?.transfer(self, didReceive: content.bytes)
        client.loop.buffers.give(content)
    }

    /// Ends the transfer for what came: libcurl is told by the return of its callback.
    func failAtOnce(_ error: CurlError) {
        failure = error
        if exchange != nil { didLeave(error) }
    }

    /// Tells whether the answer is whole and its connection may carry another request.
    var leavesConnectionUsable: Bool {
        decoder.isComplete && !decoder.hasSurplus && head.keepsConnection && !opensConnection
            && plainURL != nil && requestIsSent && !isCancelled
    }

    /// The memory that the request body takes, for tests.
    var bodyCapacity: Int { body.capacity }
}

@available(*, unavailable)
extension Transfer: Sendable {}
