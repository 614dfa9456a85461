// One streamed answer: joins the transfer, the answer's machine and the client's exchange.

internal import Bytes
internal import Chat
internal import Configuration
internal import HTTP
internal import HTTPServer
internal import Reactor
internal import Synchronization
internal import Upstream

/// Drives one answer from the model call to its end.
///
/// The life of a token: libcurl hands bytes to ``transfer(_:didReceive:)-(_,Span<UInt8>)``, ``AnswerStream`` finds the
/// events and appends what they mean to the client connection's output buffer, and the loop writes that buffer once at
/// the end of the turn.
///
/// Held by its transfer (as delegate) and its exchange (as observer) for as long as one of them lasts.
final class ChatSession {
    /// The session's place in the table of open sessions.
    var place: Int?

    private let service: Service
    private let exchange: Exchange
    private var request: CompletionRequest
    private var stream: AnswerStream
    private var deadlines: StreamDeadlines
    private var timer: Timer?
    private var transfer: Transfer?
    /// A transfer whose answer is complete but whose last bytes have not come; its connection is worth keeping.
    private var lingering: Transfer?
    private var attempt = 0
    private var attemptCount = 0
    private var refusal: UpstreamHead?
    private var refusalBody = ByteBuffer()
    private var isPaused = false
    private var firstToken: Duration?

    /// What is kept of a refusal's body for the log.
    private static let refusalByteCountMax = 1024
    /// How long the end of a transfer is waited for after the end of its answer.
    private static let lingerTime = Duration.seconds(1)

    init(
        _ service: Service,
        exchange: Exchange,
        request: consuming CompletionRequest,
        machine: consuming AnswerMachine
    ) {
        self.service = service
        self.exchange = exchange
        self.request = request
        stream = AnswerStream(machine)
        deadlines = StreamDeadlines(
            StreamDeadlines.Limits(service.settings),
            startedAt: service.loop.now
        )
        timer = Timer(on: service.loop) { [unowned self] in timerFired() }
    }

    /// Begins the response and asks the model.
    func start(contentType: StaticString) {
        exchange.observer = self
        service.sessions.insert(self)
        service.counts.streams.add(1, ordering: .relaxed)
        exchange.beginStream(.ok, contentType: contentType)
        exchange.write { stream.machine.begin(into: &$0) }
        callModel()
    }

    private var isOver: Bool { place == nil }

    // Model calls

    private func callModel() {
        attempt += 1
        attemptCount += 1
        refusal = nil
        refusalBody.removeAll()
        // The transfer before may have ended with what was on its way when it was paused.
        isPaused = false
        stream.beginModelCall()
        deadlines.begin(.firstToken, at: service.loop.now)
        arm()
        var body = ByteBuffer(minimumCapacity: request.messagesByteCount + 1024)
        request.encodeBody(into: &body, stream: true)
        do throws(UpstreamFailure) {
            transfer = try service.upstream.start(
                .post(service.completionsURL, body: body, opensConnection: attempt > 1),
                delegate: self
            )
        } catch {
            failed(.failure(error))
        }
    }

    /// Tries again if that may help, else ends the answer with the cause.
    private func failed(_ cause: RetryPolicy.Cause) {
        // What libcurl tried again by itself counts.
        attempt += transfer?.retryCount ?? 0
        transfer = nil
        if !stream.machine.hasBegun,
            let delay = service.retryPolicy.delay(
                afterAttempt: attempt,
                cause: cause,
                random: .random(in: 0..<1)
            )
        {
            let now = service.loop.now
            deadlines.begin(.retry(at: now + delay), at: now)
            return arm()
        }
        switch cause {
        case .status(let head):
            exchange.request.errorDetail =
                "provider answered \(head.status): \(String(refusalBody.bytes))"
            fail(ChatError(providerStatus: head.status))
        case .failure(let failure):
            exchange.request.errorDetail = failure.description
            fail(ChatError(failure))
        }
    }

    // Endings

    private func act(on verdict: AnswerMachine.Verdict) {
        switch verdict {
        case .goOn: break
        case .callModelAgain:
            lingering?.cancel()
            lingering = transfer.take()
            attempt = 0
            stream.machine.appendStep(to: &request)
            callModel()
        case .finished:
            lingering?.cancel()
            lingering = transfer.take()
            end()
        case .failed(let error):
            exchange.request.errorCode = error.code
            if let detail = stream.machine.failureDetail { exchange.request.errorDetail = detail }
            end(cutting: stream.machine.failsByCutting)
        }
    }

    /// Ends the answer with an honest error.
    func fail(_ error: ChatError) {
        guard !isOver else { return }
        var verdict = AnswerMachine.Verdict.goOn
        exchange.write { verdict = stream.machine.fail(error, into: &$0) }
        act(on: verdict)
    }

    /// - Parameter isCut: Whether the client is to see that the answer is not complete.
    private func end(cutting isCut: Bool = false) {
        leave()
        if isCut { exchange.abort() } else { exchange.endStream() }
    }

    /// Lets go of everything but what the last bytes of a finished transfer need.
    private func leave() {
        guard !isOver else { return }
        service.sessions.remove(self)
        service.counts.streams.subtract(1, ordering: .relaxed)
        transfer?.cancel()
        transfer = nil
        exchange.request.answer = summary
        if lingering == nil {
            timer = nil
        } else {
            timer?.schedule(after: Self.lingerTime)
        }
    }

    private var summary: AnswerSummary {
        AnswerSummary(
            model: stream.machine.model,
            firstToken: firstToken,
            steps: stream.machine.stepCount,
            textEvents: stream.machine.textEventCount,
            attempts: attemptCount,
            finishReason: stream.machine.finishReason,
            usage: stream.machine.usage
        )
    }

    // Time

    private func arm() {
        timer?.schedule(at: deadlines.next)
    }

    private func timerFired() {
        guard !isOver else {
            lingering?.cancel()
            lingering = nil
            return
        }
        let now = service.loop.now
        switch deadlines.due(at: now) {
        case .nothing: arm()
        case .keepAlive:
            exchange.write { stream.machine.keepAlive(into: &$0) }
            deadlines.outputWritten(at: now)
            arm()
        case .retry: callModel()
        case .failure(let error): fail(error)
        }
    }
}

extension ChatSession: TransferDelegate {
    func transfer(_ transfer: Transfer, didReceive head: UpstreamHead) {
        guard transfer === self.transfer else { return }
        if !(200..<300).contains(head.status) { refusal = head }
        guard head.isEncoded, refusal == nil else { return }
        exchange.request.errorDetail =
            "the provider's answer is compressed though nothing asked for it"
        fail(.answerInvalid)
    }

    func transfer(_ transfer: Transfer, didReceive bytes: Span<UInt8>) {
        guard transfer === self.transfer else { return }
        guard refusal == nil else { return keepRefusal(bytes) }
        var verdict = AnswerMachine.Verdict.goOn
        let eventCount = stream.machine.eventCount
        let sentByteCount = exchange.contentByteCount
        exchange.write { verdict = stream.received(bytes, into: &$0) }
        guard case .goOn = verdict else { return act(on: verdict) }
        if stream.machine.eventCount > eventCount { eventArrived() }
        if exchange.contentByteCount > sentByteCount {
            deadlines.outputWritten(at: service.loop.now)
        }
        pauseIfClientIsSlow(transfer)
    }

    private func eventArrived() {
        let now = service.loop.now
        if case .firstToken = deadlines.phase, stream.machine.hasBegun {
            if firstToken == nil { firstToken = Instant.now - exchange.startedAt }
            deadlines.begin(.nextToken, at: now)
            arm()
        }
        deadlines.eventArrived(at: now)
    }

    private func keepRefusal(_ bytes: Span<UInt8>) {
        let room = Self.refusalByteCountMax - refusalBody.count
        guard room > 0 else { return }
        refusalBody.append(bytes.extracting(0..<min(room, bytes.count)))
    }

    private func pauseIfClientIsSlow(_ transfer: Transfer) {
        let highWater = service.settings.stream.highWaterBytes
        guard !isPaused, exchange.bufferedByteCount > highWater else { return }
        // A flood may fill a turn with more than is meant to wait; the kernel decides now whether the client is slow.
        exchange.flush()
        guard exchange.queuedByteCount > highWater else { return }
        isPaused = true
        transfer.setPaused(true)
        deadlines.begin(.client, at: service.loop.now)
        arm()
    }

    func transfer(_ transfer: Transfer, didFinish failure: UpstreamFailure?) {
        guard transfer === self.transfer else {
            if transfer === lingering { lingering = nil }
            if isOver { timer = nil }
            return
        }
        if let refusal { return failed(.status(refusal)) }
        if let failure { return failed(.failure(failure)) }
        self.transfer = nil
        var verdict = AnswerMachine.Verdict.goOn
        exchange.write { verdict = stream.providerEnded(into: &$0) }
        act(on: verdict)
    }
}

extension ChatSession: ExchangeObserver {
    func clientLeft(_ exchange: Exchange) {
        lingering?.cancel()
        lingering = nil
        leave()
    }

    func clientTookOutput(_ exchange: Exchange) {
        guard isPaused, let transfer,
            exchange.queuedByteCount <= service.settings.stream.lowWaterBytes
        else { return }
        isPaused = false
        deadlines.begin(.nextToken, at: service.loop.now)
        arm()
        transfer.setPaused(false)
    }
}

extension ChatError {
    /// The cause for a transfer that failed.
    init(_ failure: UpstreamFailure) {
        self =
            switch failure {
            case .connectTimeout: .connectTimeout
            case .nameNotResolved, .connectionFailed, .tlsFailed, .closedBeforeHead:
                .providerUnreachable
            case .bodyCut: .answerCut
            case .malformedAnswer: .answerInvalid
            case .notStarted: .internalError
            }
    }
}
