// A client's connection: joins the socket, the machine that decides and the exchange under way.

internal import Bytes
internal import HTTP
internal import Reactor
internal import Timing

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
    /// Its neighbours in the queue of its standing, which the server keeps.
    var next: ServerConnection?
    var previous: ServerConnection?
    /// What it does with its place, as the server has noted it.
    var standing = Standing.busy
    /// Whose it is counted as; nil if nobody's.
    var network: PeerNetwork?
    /// Tells whether it is one of those that the limit allows.
    private(set) var hasPlace = false

    var machine: ConnectionMachine
    var exchange: Exchange?
    private var exchangeCount = 0
    private var isProcessing = false
    /// Tells whether the body under way belongs to a request that has been answered by its head.
    var isDiscarding = false
    /// Tells whether the body of the request under decision is short enough to be read and dropped.
    private var canDiscard = false
    /// Tells whether the next request waits for the client to read the answers before it.
    private var isHeldUp = false
    var timer: Timer?
    var phaseDeadline: Instant?
    var pace: BodyPace
    var lingering: Lingering?
    var stall: Stall?

    /// Output that the client does not take.
    struct Stall {
        var sentByteCount: Int
        var deadline: Instant
    }

    /// The longest body that is read only to keep the connection.
    private static let discardedByteCountMax = 64 * 1024
    /// What may wait of earlier answers when a request is taken: else many small requests, sent ahead by one who does
    /// not read, would become as many answers in memory.
    private static let unreadByteCountMax = 64 * 1024

    var loop: Loop { tcp.loop }

    init(_ tcp: TCPConnection, server: HTTPServer) {
        self.tcp = tcp
        clientHost = tcp.peerAddress?.host
        self.server = server
        machine = ConnectionMachine(limits: server.limits.http)
        pace = BodyPace(from: tcp.loop.now, allowance: server.limits.bodyTimeout)
        timer = Timer(on: tcp.loop) { [unowned self] in timerFired() }
        tcp.delegate = self
        phaseDeadline = loop.now + min(server.limits.reserveTimeout, server.limits.headTimeout)
        armTimer()
        tcp.startReading()
    }

    /// Hears that it has a place.
    func tookPlace() {
        hasPlace = true
        // A client that connects and says nothing gets no longer than one that is slow with its head.
        phaseDeadline = loop.now + server.limits.headTimeout
        armTimer()
        noteStanding()
    }

    /// Tells whether the response that is about to begin is the last on this connection.
    var willCloseAfterResponse: Bool {
        !machine.isPersistent || server.isDraining || !hasPlace
            || exchangeCount >= server.limits.exchangesPerConnectionMax
            || machine.phase == .deciding && !canDiscard
    }

    func closeAfterResponse() { machine.endAfterResponse() }

    /// Tells whether a request is being answered.
    var isAnswering: Bool { exchange != nil }

    func noteStanding() {
        // One that the server has forgotten stands nowhere, though its last bytes may still wait.
        guard index >= 0 else { return }
        let present = presentStanding
        if present != standing { server.move(self, to: present) }
    }

    private var presentStanding: Standing {
        guard tcp.isOpen else { return .busy }
        guard hasPlace else { return .reserved }
        return switch machine.phase {
        // A client with an answer to take keeps its place, and the write timeout.
        case .idle where tcp.isBlocked, .closing where tcp.isBlocked: .busy
        case .idle: exchangeCount == 0 ? .silent : .idle
        case .head: .head
        case .closing: lingering?.awaitsBody == true ? .lingering : .busy
        case .deciding, .body, .answering: .busy
        }
    }

    // Requests

    func process(_ bytes: Span<UInt8>) {
        isProcessing = true
        defer { isProcessing = false }
        var position = 0
        while tcp.isOpen {
            let phase = machine.phase
            let bodyByteCount = machine.bodyByteCount
            switch machine.next(bytes, at: &position) {
            case .awaitBytes:
                if phase == .body {
                    pace.received(machine.bodyByteCount - bodyByteCount, at: loop.now)
                }
                return bytesWereUsed(in: phase)
            case .decide(let head): decide(head)
            case .reserveBody(let byteCount): reserveBody(byteCount)
            case .sendContinue:
                tcp.withOutput { ResponseEncoder.interimContinue(into: &$0) }
            case .answer: answer()
            case .reject(let error): reject(error)
            }
        }
    }

    private func bytesWereUsed(in phase: ConnectionMachine.Phase) {
        switch machine.phase {
        case .closing: return linger()
        case .head where phase != .head:
            phaseDeadline = loop.now + server.limits.headTimeout
            armTimer()
        case .idle, .head, .deciding, .body, .answering: break
        }
        noteStanding()
    }

    private func decide(_ head: RequestHead) {
        if !hasPlace, let refusal = server.givePlace(to: self),
            !server.application.isAnsweredWhenFull(head)
        {
            return turnAway(refusal)
        }
        // The wait for the next request begins anew, even if this call ends in it.
        if hasPlace { server.move(self, to: .busy) }
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
        pace = BodyPace(from: loop.now, allowance: server.limits.bodyTimeout)
        phaseDeadline = pace.deadline
        armTimer()
    }

    private func reserveBody(_ byteCount: Int) {
        if let account = server.takeBodyMemory(byteCount, beside: machine.bodyCapacity) {
            return machine.grantBody(byteCount: byteCount, of: account)
        }
        machine.close()
        guard !isDiscarding else { return closeGently() }
        reject(.noRoomForBody)
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

    func reject(_ error: HTTPError) {
        guard hasPlace else { return turnAway(.serviceUnavailable) }
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
        // Bytes that were kept meanwhile are looked at by the loop that runs, or now; either notes where it stands.
        if !isProcessing { process(Span()) }
    }

    /// Tells whether the client has left too much of earlier answers unread; the kernel decides now.
    private func isClientBehind() -> Bool {
        guard tcp.queuedByteCount > Self.unreadByteCountMax else { return false }
        tcp.flush()
        return tcp.isOpen && tcp.queuedByteCount > Self.unreadByteCountMax
    }

    func resumeIfHeldUp() {
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
    func closeGently() {
        machine.close()
        lingering = Lingering(machine, server.limits, at: loop.now, isHurried: !server.isAccepting)
        tcp.shutdownOutput()
        phaseDeadline = lingering?.deadline
        armTimer()
        noteStanding()
    }

    /// Drops what a client sends after its last answer, as long as that is waited for.
    private func linger() {
        guard lingering?.received(machine, at: loop.now) != false else { return leave(.clientLeft) }
        // A later instant is found when the timer fires; an earlier one, of a body that is whole now, is not.
        if let lingering, let phaseDeadline, lingering.deadline < phaseDeadline {
            self.phaseDeadline = lingering.deadline
            armTimer()
        }
        noteStanding()
    }

    /// Answers a client for whom there is no place, and ends the connection.
    func turnAway(_ status: Status) {
        appendRefusal(status)
        closeGently()
    }

    private func appendRefusal(_ status: Status) {
        server.wasTurnedAway()
        tcp.withOutput { output in
            ResponseEncoder.statusLine(status, into: &output)
            ResponseEncoder.field("Retry-After", "1" as StaticString, into: &output)
            ResponseEncoder.field("Connection", "close" as StaticString, into: &output)
            ResponseEncoder.contentLength(0, into: &output)
            ResponseEncoder.endOfHead(into: &output)
        }
    }

    /// Leaves its place to another connection, at once.
    func makeRoom() {
        switch machine.phase {
        case .head: appendRefusal(.serviceUnavailable)
        case .idle where !hasPlace: appendRefusal(.serviceUnavailable)
        case .idle, .deciding, .body, .answering, .closing: break
        }
        machine.close()
        timer?.cancel()
        timer = nil
        server.forget(self)
        tcp.closeAfterFlush()
    }

    /// Hears that the server takes no more connections: one that asks for nothing ends, and nobody is waited for who
    /// has his answer.
    func serverStopped() {
        guard tcp.isOpen else { return }
        switch machine.phase {
        case .idle: closeIdle()
        case .closing:
            lingering?.shorten(at: loop.now)
            phaseDeadline = lingering?.deadline
            armTimer()
        case .head, .deciding, .body, .answering: break
        }
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
}
