// One request to the provider, from start to its end, failure or cancel.

internal import Bytes
internal import CCurl

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
    /// How far a transfer is on its way to a connection.
    enum Phase {
        /// Not given to libcurl yet, because too many look for a connection already.
        case waiting
        /// Looks for a kept connection, or for the address of the provider.
        case choosing
        /// Opens a connection of its own.
        case connecting
        /// Has a connection.
        case connected
        /// Has left libcurl, or will never get there.
        case over
    }

    /// The most bytes of response heads, interim ones and trailers included.
    private static let headByteCountMax = 64 * 1024

    let easy: EasyHandle
    /// Its place among the transfers of its driver.
    var index = 0
    private(set) var phase = Phase.waiting
    private(set) var isCancelled = false
    /// How often libcurl sent the request again, because a kept connection had died before any answer.
    public private(set) var retryCount = 0
    var wasRetried: Bool { retryCount > 0 }
    /// Why it must end although libcurl does not know it.
    private(set) var failure: CurlError?

    private var client: UpstreamClient?
    private var driver: MultiDriver?
    private var delegate: (any TransferDelegate)?
    private var body: ByteBuffer
    private let bodyByteCount: Int
    /// Tells whether its connection is its own and not kept.
    let opensConnection: Bool
    private var head = UpstreamHead()
    private var headByteCount = 0
    private var headIsComplete = false
    private var wantsPause = false
    /// Whether libcurl holds back what came, and so does not want its socket watched.
    private var isPaused = false

    init(
        _ request: consuming UpstreamRequest,
        client: UpstreamClient,
        easy: EasyHandle,
        delegate: any TransferDelegate
    ) throws(CurlError) {
        self.client = client
        self.easy = easy
        self.delegate = delegate
        let url = request.url
        let isPost = request.method == .post
        let headerLines = request.headerLines
        opensConnection = request.opensConnection
        body = request.takeBody()
        bodyByteCount = body.count
        try easy.set(CURLOPT_URL, url)
        try easy.useHeaders(headerLines.isEmpty ? nil : client.headers(adding: headerLines))
        try easy.set(CURLOPT_FRESH_CONNECT, opensConnection ? 1 : 0)
        try easy.set(CURLOPT_FORBID_REUSE, opensConnection ? 1 : 0)
        if isPost {
            try easy.set(CURLOPT_POSTFIELDS, body.unsafeStart)
            try easy.set(CURLOPT_POSTFIELDSIZE_LARGE, size: bodyByteCount)
            try easy.set(CURLOPT_POST, 1)
        } else {
            try easy.set(CURLOPT_HTTPGET, 1)
        }
        try setCallbacks()
    }

    private func setCallbacks() throws(CurlError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        for option in [
            CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_SOCKOPTDATA,
            CURLOPT_PREREQDATA,
        ] {
            try easy.set(option, context)
        }
        try easy.set(CURLOPT_WRITEFUNCTION) { data, _, count, context in
            Transfer.recover(context).received(data, count)
        }
        try easy.set(CURLOPT_HEADERFUNCTION) { data, _, count, context in
            Transfer.recover(context).receivedHeaderLine(data, count)
        }
        let opened = ccurl_easy_set_sockopt_callback(easy.pointer) { context, _, _ in
            Transfer.recover(context).openedSocket()
            return CURL_SOCKOPT_OK
        }
        try CurlError.check(opened)
        let prepared = ccurl_easy_set_prereq_callback(easy.pointer) { context, _, _, _, localPort in
            Transfer.recover(context).connected(localPort)
            return CURL_PREREQFUNC_OK
        }
        try CurlError.check(prepared)
    }

    static func recover(_ context: UnsafeMutableRawPointer?) -> Transfer {
        guard let context else { preconditionFailure("libcurl called back without its context") }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    static func recover(from easy: UnsafeMutableRawPointer?) -> Transfer {
        recover(context(of: easy))
    }

    /// Tells whether a handle is that of a transfer that is paused; libcurl has handles of its own, for what it closes.
    static func isPaused(_ easy: UnsafeMutableRawPointer?) -> Bool {
        context(of: easy).map { recover($0).isPaused } ?? false
    }

    private static func context(of easy: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        var context: UnsafeMutableRawPointer?
        ccurl_easy_get_pointer(easy, CURLINFO_PRIVATE, &context)
        return context
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
    /// While it is paused no bytes are delivered, and at most two buffers, 8 KiB, are held back; the head and an end
    /// without bytes before it are still told. Going on may deliver bytes before this returns.
    public func setPaused(_ paused: Bool) {
        guard isRunning, wantsPause != paused else { return }
        wantsPause = paused
        // A pause takes effect when the next bytes come.
        if !paused, isPaused { driver?.settle(self) }
    }

    // Calls of the driver and the client

    func didEnter(_ driver: MultiDriver) {
        self.driver = driver
        phase = .choosing
    }

    /// Ends the transfer for a reason that libcurl does not know of.
    func fail(_ error: CurlError) {
        failure = error
        driver?.settle(self)
    }

    /// Makes libcurl deliver again, from what it held back on; called outside of its callbacks.
    func goOn() -> CURLcode {
        guard isPaused, !wantsPause else { return CURLE_OK }
        isPaused = false
        return curl_easy_pause(easy.pointer, CURLPAUSE_CONT)
    }

    /// Called when the handle has left its multi, by completion or cancel, or when it will never enter one.
    func didLeave(_ error: CurlError?) {
        let client = self.client
        let delegate = self.delegate
        let last = phase
        phase = .over
        self.client = nil
        self.delegate = nil
        driver = nil
        easy.forgetBody()
        body = ByteBuffer()
        client?.didLeave(self, from: last)
        guard !isCancelled else { return }
        // libcurl is content with an answer whose head was cut.
        let cause = error ?? (headIsComplete ? nil : .nothingReceived)
        let failure = cause.map { UpstreamFailure($0, headWasComplete: headIsComplete) }
        delegate?.transfer(self, didFinish: failure)
    }

    // Callbacks of libcurl. A count other than the one offered makes it end the transfer.

    /// libcurl has opened a socket, about to connect.
    private func openedSocket() {
        if phase == .choosing { driver?.foundNoIdleConnection() }
        enter(.connecting)
    }

    /// libcurl has a connection and is about to send.
    private func connected(_ localPort: Int32) {
        if phase != .connecting { driver?.willUseKeptConnection(localPort: localPort) }
        enter(.connected)
    }

    private func enter(_ next: Phase) {
        let last = phase
        phase = next
        if last == .choosing { client?.didChoose() }
        if last == .connected { retryCount += 1 }
    }

    private func received(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard !isCancelled else { return 0 }
        guard let data, count > 0 else { return count }
        guard !wantsPause else {
            isPaused = true
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        let start = UnsafeRawPointer(data).assumingMemoryBound(to: UInt8.self)
        delegate?.transfer(self, didReceive: Span(_unsafeStart: start, count: count))
        return isCancelled ? 0 : count
    }

    private func receivedHeaderLine(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        headByteCount += count
        guard !isCancelled, headByteCount <= Self.headByteCountMax else { return 0 }
        // After the head this is called for trailers, which mean nothing to us.
        guard let data, !headIsComplete else { return count }
        let start = UnsafeRawPointer(data).assumingMemoryBound(to: UInt8.self)
        read(headerLine: Span(_unsafeStart: start, count: count))
        return isCancelled ? 0 : count
    }

    private func read(headerLine line: Span<UInt8>) {
        var end = line.count
        while end > 0, line[end - 1] == ASCII.lineFeed || line[end - 1] == ASCII.carriageReturn {
            end -= 1
        }
        guard end > 0 else { return headEnded() }
        head.read(line.extracting(0..<end))
    }

    private func headEnded() {
        head.status = easy.status
        guard head.status >= 200 else {
            head = UpstreamHead()
            return
        }
        headIsComplete = true
        freeBody()
        delegate?.transfer(self, didReceive: head)
    }

    /// Frees the body if libcurl cannot need it any more.
    private func freeBody() {
        // What libcurl has sent is known for one attempt only.
        guard head.status < 300, !wasRetried else { return }
        if easy.sentBodyByteCount == bodyByteCount { body = ByteBuffer() }
    }

    /// The memory that the request body takes, for tests.
    var bodyCapacity: Int { body.capacity }
}

@available(*, unavailable)
extension Transfer: Sendable {}
