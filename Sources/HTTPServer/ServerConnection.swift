// A client's connection: joins the socket, the machine that decides and the exchange under way.

internal import Bytes
internal import HTTP
internal import Reactor

/// Carries out what ``ConnectionMachine`` decides on a ``TCPConnection``, and keeps the time limits of its phases.
///
/// Kept alive by its open socket, as the socket's delegate.
final class ServerConnection {
    let tcp: TCPConnection
    unowned let server: HTTPServer
    /// The client's address without its port; asked once, because a closed socket has none.
    let clientHost: String?
    /// Its place in the server's list.
    var index = 0

    private var machine: ConnectionMachine
    private var exchange: Exchange?
    private var exchangeCount = 0
    private var isProcessing = false
    /// Tells whether the body under way belongs to a request that has been answered by its head.
    private var isDiscarding = false
    /// Tells whether the body of the request under decision is short enough to be read and dropped.
    private var canDiscard = false
    /// Tells whether the next request waits for the client to read the answers before it.
    private var isHeldUp = false
    private var lingeredByteCount = 0
    private var timer: Timer?
    private var phaseDeadline: Instant?
    private var bodyBegan = Instant(nanoseconds: 0)
    private var stall: Stall?

    /// Output that the client does not take.
    private struct Stall {
        var sentByteCount: Int
        var deadline: Instant
    }

    /// What a client may still send while we wait for it to close.
    private static let lingerByteCountMax = 256 * 1024
    /// The longest body that is read only to keep the connection.
    private static let discardedByteCountMax = 64 * 1024
    /// What may wait of earlier answers when a request is taken: else many small requests, sent ahead by one who does
    /// not read, would become as many answers in memory.
    private static let unreadByteCountMax = 64 * 1024
    /// The pace below which a request body is too slow, in bytes per second.
    private static let bodyBytesPerSecondMin = 16 * 1024

    var loop: Loop { tcp.loop }

    init(_ tcp: TCPConnection, server: HTTPServer) {
        self.tcp = tcp
        clientHost = tcp.peerAddress?.host
        self.server = server
        machine = ConnectionMachine(limits: server.limits.http)
        timer = Timer(on: tcp.loop) { [unowned self] in timerFired() }
        tcp.delegate = self
        // A client that connects and says nothing gets no longer than one that is slow with its head.
        phaseDeadline = loop.now + server.limits.headTimeout
        armTimer()
        tcp.startReading()
    }

    /// Tells whether the response that is about to begin is the last on this connection.
    var willCloseAfterResponse: Bool {
        !machine.isPersistent || server.isDraining
            || exchangeCount >= server.limits.exchangesPerConnectionMax
            || machine.phase == .deciding && !canDiscard
    }

    func closeAfterResponse() { machine.endAfterResponse() }

    /// Tells whether the connection waits for a request.
    var isIdle: Bool { machine.phase == .idle }

    // Requests

    private func process(_ bytes: Span<UInt8>) {
        isProcessing = true
        defer { isProcessing = false }
        var position = 0
        while tcp.isOpen {
            let phase = machine.phase
            switch machine.next(bytes, at: &position) {
            case .awaitBytes:
                if machine.phase == .closing { lingeredByteCount += bytes.count }
                return phaseMayHaveChanged(from: phase)
            case .decide(let head): decide(head)
            case .sendContinue:
                tcp.withOutput { ResponseEncoder.interimContinue(into: &$0) }
            case .answer: answer()
            case .reject(let error): reject(error)
            }
        }
    }

    private func decide(_ head: RequestHead) {
        exchangeCount += 1
        canDiscard = Self.canDiscardBody(of: head)
        let exchange = Exchange(head: head, connection: self)
        self.exchange = exchange
        let admission = server.application.decide(about: exchange, head: head)
        guard tcp.isOpen, machine.phase == .deciding else { return }
        switch admission {
        case .admitted(let byteCountMax): awaitBody(byteCountMax: byteCountMax)
        case .answered where willCloseAfterResponse: closeGently()
        case .answered:
            isDiscarding = true
            awaitBody(byteCountMax: Self.discardedByteCountMax)
        }
    }

    private func awaitBody(byteCountMax: Int) {
        machine.admitBody(byteCountMax: byteCountMax)
        bodyBegan = loop.now
        phaseDeadline = bodyDeadline
        armTimer()
    }

    /// A body may take the timeout, and beside that a second for every 16 KiB that have come.
    private var bodyDeadline: Instant {
        bodyBegan + server.limits.bodyTimeout
            + .milliseconds(machine.bodyByteCount * 1000 / Self.bodyBytesPerSecondMin)
    }

    private static func canDiscardBody(of head: RequestHead) -> Bool {
        switch head.framing {
        case .none: true
        // A client that waits for an invitation will not send the body after a final answer. RFC 9110 section 10.1.1.
        case .length(let count): count <= discardedByteCountMax && !head.expectsContinue
        case .chunked: false
        }
    }

    private func answer() {
        phaseDeadline = nil
        armTimer()
        guard !isDiscarding else {
            isDiscarding = false
            _ = machine.takeBody()
            return becomeReady()
        }
        guard let exchange, let head = exchange.head else {
            preconditionFailure("a request is answered in its exchange")
        }
        server.application.answer(exchange, head: head, body: machine.takeBody())
    }

    private func reject(_ error: HTTPError) {
        let exchange = self.exchange ?? Exchange(head: nil, connection: self)
        self.exchange = exchange
        server.application.reject(exchange, error: error)
    }

    func exchangeEnded(_ exchange: Exchange) {
        self.exchange = nil
        server.application.exchangeEnded(exchange)
        // In the phase of decision the caller goes on.
        guard tcp.isOpen, machine.phase != .deciding else { return }
        guard machine.phase == .answering else { return closeGently() }
        becomeReady()
    }

    /// Makes ready for the next request, or ends the connection with this one.
    private func becomeReady() {
        guard !willCloseAfterResponse else { return closeGently() }
        guard !isClientBehind() else {
            isHeldUp = true
            return tcp.stopReading()
        }
        guard tcp.isOpen else { return }
        machine.responseEnded()
        phaseDeadline = loop.now + server.limits.keepAliveTimeout
        armTimer()
        // Bytes that were kept meanwhile are looked at by the loop that runs, or now.
        if !isProcessing { process(Span()) }
    }

    /// Tells whether the client has left too much of earlier answers unread; the kernel decides now.
    private func isClientBehind() -> Bool {
        guard tcp.queuedByteCount > Self.unreadByteCountMax else { return false }
        tcp.flush()
        return tcp.isOpen && tcp.queuedByteCount > Self.unreadByteCountMax
    }

    private func goOnIfHeldUp() {
        guard isHeldUp, tcp.isOpen, tcp.queuedByteCount <= Self.unreadByteCountMax else { return }
        isHeldUp = false
        tcp.startReading()
        becomeReady()
    }

    // The end

    /// Sends the end of our output and gives the client time to read it: closing with input unread would reset the
    /// connection and could destroy the answer.
    ///
    /// RFC 9112 section 9.6.
    private func closeGently() {
        machine.close()
        tcp.shutdownOutput()
        phaseDeadline = loop.now + server.limits.lingerTimeout
        armTimer()
    }

    /// Ends a connection that has nothing to answer.
    func closeIdle() {
        // A client that has not taken its last answer keeps its place, and the write timeout.
        guard tcp.queuedByteCount == 0 else { return closeGently() }
        machine.close()
        timer?.cancel()
        timer = nil
        server.forget(self)
        tcp.closeAfterFlush()
    }

    /// Ends the connection whatever it does.
    func closeNow() {
        leave(.aborted)
    }

    /// Closes at once, and ends the exchange under way with the cause.
    ///
    /// - Parameter keepsSent: Whether what the kernel has taken may still arrive although the answer is cut.
    func leave(_ outcome: Exchange.Outcome, keepsSent: Bool = false) {
        timer?.cancel()
        timer = nil
        // A cut answer must not look like a whole one, and a client that takes nothing is not waited for.
        switch outcome {
        case .aborted where keepsSent: tcp.close()
        case .clientStalled, .aborted: tcp.reset()
        case .clientLeft, .completed: tcp.close()
        }
        exchange?.end(outcome)
        server.forget(self)
    }

    /// Gives the socket away at the wish of the exchange under way.
    func handOver(_ exchange: Exchange) -> TCPConnection {
        timer?.cancel()
        timer = nil
        machine.close()
        self.exchange = nil
        server.application.exchangeEnded(exchange)
        server.forget(self)
        return tcp
    }

    // Time limits

    private func phaseMayHaveChanged(from phase: ConnectionMachine.Phase) {
        guard machine.phase != phase else {
            guard machine.phase == .closing, lingeredByteCount > Self.lingerByteCountMax else {
                return
            }
            return leave(.clientLeft)
        }
        guard machine.phase == .head else { return }
        phaseDeadline = loop.now + server.limits.headTimeout
        armTimer()
    }

    private func armTimer() {
        guard let timer else { return }
        var deadline = phaseDeadline
        if let stall { deadline = min(stall.deadline, deadline ?? stall.deadline) }
        guard let deadline else { return timer.cancel() }
        timer.schedule(at: deadline)
    }

    private func timerFired() {
        let now = loop.now
        if let stall, stall.deadline <= now {
            guard tcp.sentByteCount > stall.sentByteCount else { return leave(.clientStalled) }
            beginStall()
        }
        if let phaseDeadline, phaseDeadline <= now { phaseTimedOut() }
        armTimer()
    }

    private func phaseTimedOut() {
        phaseDeadline = nil
        switch machine.phase {
        case .body where loop.now < bodyDeadline: phaseDeadline = bodyDeadline
        case .body where isDiscarding: closeIdle()
        case .head, .body:
            machine.close()
            reject(.requestTimeout)
        case .idle: closeIdle()
        // What waits is bounded by the write timeout; the time to close begins when it has left.
        case .closing where tcp.queuedByteCount > 0: break
        case .closing: leave(.clientLeft)
        case .deciding, .answering: break
        }
    }

    private func beginStall() {
        stall = Stall(
            sentByteCount: tcp.sentByteCount,
            deadline: loop.now + server.limits.writeTimeout
        )
    }
}

extension ServerConnection: TCPConnectionDelegate {
    func connection(_ connection: TCPConnection, didReceive bytes: Span<UInt8>) {
        process(bytes)
    }

    func connectionDidReachEnd(_ connection: TCPConnection) {
        // A client that has stopped sending while it is answered is taken as gone, as by nginx and Go: most are,
        // and there is no other sign of it. Answers that are complete already are still sent.
        guard exchange == nil else { return leave(.clientLeft) }
        closeIdle()
    }

    func connection(_ connection: TCPConnection, didFail error: UVError) {
        leave(.clientLeft)
    }

    func connection(_ connection: TCPConnection, willFlush output: inout ByteBuffer) {
        exchange?.closeChunk(in: &output)
    }

    func connectionDidBlock(_ connection: TCPConnection) {
        beginStall()
        armTimer()
    }

    func connectionDidAdvance(_ connection: TCPConnection) {
        tellObserver()
        goOnIfHeldUp()
    }

    func connectionDidDrain(_ connection: TCPConnection) {
        stall = nil
        if machine.phase == .closing { phaseDeadline = loop.now + server.limits.lingerTimeout }
        armTimer()
        tellObserver()
        goOnIfHeldUp()
    }

    private func tellObserver() {
        guard let exchange else { return }
        exchange.observer?.clientTookOutput(exchange)
    }
}
