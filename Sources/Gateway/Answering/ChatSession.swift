// One answer: joins the transfer, the answer's engine and the client's exchange.

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
/// The life of a token: its transfer hands bytes to ``transfer(_:didReceive:)-(_,Span<UInt8>)``, the engine's
/// ``AnswerStream`` finds the events and appends what they mean to the client connection's output buffer, and the loop
/// writes that buffer once at the end of the turn.
///
/// Held by its transfer (as delegate) and its exchange (as observer) for as long as one of them lasts.
final class ChatSession: OpenSession {
    var place: Int?

    private let service: Service
    private let exchange: Exchange
    private let telemetry: ModelCallTelemetry
    private let engine: any AnswerEngine
    private var reply: AnswerReply
    private var deadlines: StreamDeadlines
    private var timer: Timer?
    private var transfer: Transfer?
    /// The model call under way, until it is known how it went.
    private var providerAttempt: ProviderAttempt?
    /// A transfer whose answer is complete but whose last bytes have not come; its connection is worth keeping.
    private var lingering: Transfer?
    /// The leave to call the provider; nil where there is no bound.
    private var permit: ProviderPermit?
    private var attempt = 0
    private var attemptCount = 0
    private var refusal: UpstreamHead?
    private var refusalBody = ByteBuffer()
    private var isPaused = false
    /// Whether the provider may be asked for the cost of a stream, as far as is known.
    private var asksForUsage = true
    private var firstToken: Duration?

    /// What is kept of a refusal's body: most tell their code behind their sentence.
    private static let refusalByteCountMax = 8 * 1024
    /// How long the end of a transfer is waited for after the end of its answer.
    private static let lingerTime = Duration.seconds(1)

    init(_ service: Service, exchange: Exchange, engine: any AnswerEngine) {
        self.service = service
        self.exchange = exchange
        self.engine = engine
        telemetry = ModelCallTelemetry(service, exchange, model: engine.requestedModel)
        reply = AnswerReply(to: exchange, as: engine.form)
        deadlines = StreamDeadlines(
            StreamDeadlines.Limits(service.settings),
            startedAt: service.loop.now
        )
        timer = Timer(on: service.loop) { [unowned self] in timerFired() }
    }

    /// Begins the response, if its form begins at once, and asks the model as soon as the provider may be asked.
    func start() {
        switch service.askForPermit(exchange, whenGranted: { [unowned self] in permitGranted() }) {
        case .refused:
            service.metrics.callWasNotQueued()
            return exchange.refuseAsBusy()
        case .granted(let permit):
            self.permit = permit
            begin()
            callModel()
        case .waiting(let permit):
            self.permit = permit
            begin()
            let now = service.loop.now
            deadlines.begin(
                .permit(until: now + service.settings.limits.providerQueueTimeout),
                at: now
            )
            arm()
        }
    }

    private func permitGranted() {
        service.metrics.callWaited(service.loop.now - deadlines.phaseBegan)
        callModel()
    }

    private func begin() {
        exchange.observer = self
        exchange.request.isAnswer = true
        exchange.request.requestedModel = engine.requestedModel
        service.sessions.insert(self)
        service.counts.streams.add(1, ordering: .relaxed)
        service.metrics.streamBegan()
        reply.start()
    }

    private var isOver: Bool { place == nil }

    // Model calls

    private func callModel() {
        providerAttempt = service.provider.begin(
            isFirstTry: attempt == 0,
            at: service.loop.now
        )
        guard providerAttempt != nil else { return fail(.providerUnavailable) }
        asksForUsage = !engine.mayOmitStreamOptions || service.provider.takesStreamOptions
        attempt += 1
        attemptCount += 1
        refusal = nil
        refusalBody.removeAll()
        // The transfer before may have ended with what was on its way when it was paused.
        isPaused = false
        reply.forget()
        deadlines.begin(reply.isStream ? .firstToken : .wholeAnswer, at: service.loop.now)
        arm()
        let body = engine.requestBody(asksForUsage: asksForUsage)
        let headerLines = telemetry.tryBegins(body)
        do throws(UpstreamFailure) {
            transfer = try service.upstream.start(
                .post(
                    service.completionsURL,
                    body: body,
                    opensConnection: attempt > 1,
                    headerLines: headerLines
                ),
                delegate: self
            )
            telemetry.tryBegan(onKeptConnection: transfer?.isReused ?? false)
        } catch {
            failed(.failure(error))
        }
    }

    /// Tries again if that may help, else ends the answer with the cause.
    private func failed(_ cause: RetryPolicy.Cause) {
        transfer = nil
        providerAttempt?.report(cause.outcome)
        let refusal = ProviderRefusal(cause, refusalBody.bytes)
        if refusal?.isAboutStreamOptions == true, asksForUsage, engine.mayOmitStreamOptions {
            telemetry.tryFailed(cause, isTriedAgain: true)
            service.provider.refusesStreamOptions()
            attempt -= 1
            return callModel()
        }
        if !engine.hasBegun, refusal?.mayBeTriedAgain ?? true,
            let delay = service.retryPolicy.delay(
                afterAttempt: attempt,
                cause: cause,
                at: WallClock.seconds,
                random: .random(in: 0..<1)
            ), service.takeRetry()
        {
            telemetry.tryFailed(cause, isTriedAgain: true)
            let now = service.loop.now
            deadlines.begin(.retry(at: now + delay), at: now)
            return arm()
        }
        telemetry.tryFailed(cause, isTriedAgain: false)
        exchange.request.errorDetail = cause.detail(refusalBody.bytes)
        if let refusal { engine.providerTold(refusal.members) }
        fail(refusal?.cause ?? cause.transportError)
    }

    // Endings

    private func act(on verdict: AnswerMachine.Verdict) {
        switch verdict {
        case .goOn: break
        case .callModelAgain:
            providerAttempt?.report(.succeeded)
            telemetry.callEnded(callOutcome(nil))
            lingering?.cancel()
            lingering = transfer.take()
            attempt = 0
            callModel()
        case .finished:
            providerAttempt?.report(.succeeded)
            telemetry.callEnded(callOutcome(nil))
            lingering?.cancel()
            lingering = transfer.take()
            leave()
            reply.finish()
        case .failed(let error):
            providerAttempt?.report(error.outcome)
            exchange.request.errorCode = error.code
            if let detail = engine.failureDetail { exchange.request.errorDetail = detail }
            leave()
            reply.fail(
                error,
                cutting: engine.failsByCutting,
                refusal: refusal,
                members: engine.errorMembers
            )
        }
    }

    /// Writes a part of the answer; with the first of its content a stream begins.
    @discardableResult
    private func write(
        _ encode: (inout ByteBuffer) -> AnswerMachine.Verdict
    ) -> AnswerMachine.Verdict {
        let verdict = reply.write(encode)
        if engine.hasBegun { reply.begin() }
        return verdict
    }

    /// Ends the answer with an honest error.
    func fail(_ error: ChatError) {
        guard !isOver else { return }
        // Whatever happens now, nothing is missing.
        if engine.isFinal { return endWhole() }
        act(on: write { engine.fail(error, into: &$0) })
    }

    /// Ends an answer of which nothing is missing, though its body has not come to its end.
    private func endWhole() {
        act(on: write { engine.wasWhole(into: &$0) })
    }

    /// Lets go of everything but what the last bytes of a finished transfer need.
    private func leave() {
        guard !isOver else { return }
        service.sessions.remove(self)
        permit = nil
        service.counts.streams.subtract(1, ordering: .relaxed)
        // A client that leaves says nothing against a provider that had begun to answer it.
        if engine.hasBegun { providerAttempt?.report(.succeeded) }
        if transfer != nil { telemetry.cancelled(because: exchange) }
        transfer?.cancel()
        transfer = nil
        providerAttempt = nil
        telemetry.callEnded(callOutcome(exchange.request.errorCode ?? exchange.outcome?.rawValue))
        exchange.request.answer = summary
        if lingering == nil {
            timer = nil
        } else {
            timer?.schedule(after: Self.lingerTime)
        }
    }

    private func callOutcome(_ error: String?) -> ModelCallTelemetry.Outcome {
        let summary = engine.summary
        return ModelCallTelemetry.Outcome(
            error: error,
            usage: summary.usage,
            finishReason: summary.finishReason,
            model: summary.model
        )
    }

    private var summary: AnswerSummary {
        var summary = engine.summary
        summary.firstToken = firstToken
        summary.attempts = attemptCount
        return summary
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
        case .keepAlive: keepAlive(at: now)
        case .retry: callModel()
        case .ended: endWhole()
        case .failure(let error):
            if error == .providerBusy { service.metrics.callWaitedTooLong() }
            fail(error)
        }
    }

    private func keepAlive(at now: Instant) {
        // A protocol without a word for failure has none for this either, and may yet need the status to tell one.
        if reply.isStream, !engine.failsByCutting {
            reply.begin()
            write { output in
                engine.keepAlive(into: &output)
                return .goOn
            }
            service.metrics.keptAlive()
        }
        deadlines.outputWritten(at: now)
        arm()
    }
}

extension ChatSession: TransferDelegate {
    func transfer(_ transfer: Transfer, didReceive head: UpstreamHead) {
        guard transfer === self.transfer else { return }
        if (200..<300).contains(head.status) {
            reply.status = Status(head.status, "OK")
        } else {
            refusal = head
        }
        guard head.isEncoded, refusal == nil else { return }
        exchange.request.errorDetail =
            "the provider's answer is compressed though nothing asked for it"
        fail(.answerInvalid)
    }

    func transfer(_ transfer: Transfer, didReceive bytes: Span<UInt8>) {
        guard transfer === self.transfer else { return }
        guard refusal == nil else { return keepRefusal(bytes) }
        let eventCount = engine.eventCount
        let sentByteCount = exchange.contentByteCount
        let verdict = write { engine.received(bytes, into: &$0) }
        if engine.eventCount > eventCount { eventArrived() }
        guard case .goOn = verdict else { return act(on: verdict) }
        if exchange.contentByteCount > sentByteCount {
            deadlines.outputWritten(at: service.loop.now)
        }
        pauseIfClientIsSlow(transfer)
    }

    private func eventArrived() {
        let now = service.loop.now
        telemetry.dataArrived(isContent: engine.hasBegun, at: now)
        if case .firstToken = deadlines.phase, engine.hasBegun {
            providerAttempt?.contentCame()
            if firstToken == nil { firstToken = Instant.now - exchange.startedAt }
            deadlines.begin(.nextToken, at: now)
            arm()
        }
        deadlines.eventArrived(at: now)
        if engine.isWhole { beginEnding(at: now) }
    }

    private func beginEnding(at now: Instant) {
        if case .ending = deadlines.phase { return }
        deadlines.begin(.ending, at: now)
        arm()
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
        service.metrics.providerWasPaused()
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
        if let failure, !engine.isWhole { return failed(.failure(failure)) }
        self.transfer = nil
        guard failure == nil else { return endWhole() }
        act(on: write { engine.providerEnded(into: &$0) })
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
        // A whole answer may wait for what the connection's last one has left behind.
        let waiting = engine.isWhole ? StreamDeadlines.Phase.ending : .nextToken
        deadlines.begin(reply.isStream ? waiting : .wholeAnswer, at: service.loop.now)
        arm()
        transfer.setPaused(false)
    }
}
