// One answer: joins the transfer, the answer's machine and the client's exchange.

internal import Bytes
internal import Chat
internal import Configuration
internal import HTTP
internal import HTTPServer
internal import Policy
internal import Providers
internal import Reactor
internal import Synchronization
internal import System
internal import Timing
internal import Upstream

/// Carries out what the machine of one answer decides, from the request for a permit to the end.
///
/// The life of a token: its transfer hands bytes to ``transfer(_:didReceive:)-(_,Span<UInt8>)``, the engine's
/// ``EventPipeline`` finds the events and appends what they mean to the client connection's output buffer, and the loop
/// writes that buffer once at the end of the turn.
///
/// Held by its transfer (as delegate) and its exchange (as observer) for as long as one of them lasts.
final class AnswerSession: OpenSession {
    var index: Int?

    private let service: Service
    private let exchange: Exchange
    private let telemetry: ModelCallTelemetry
    private let engine: any AnswerEngine
    private var run: AnswerRun
    private var writer: ResponseWriter
    private var timer: Timer?
    private var transfer: Transfer?
    /// Whether the answer has limits of its own, whichever provider is asked.
    private let hasOwnLimits: Bool
    /// The model call under way, until it is known how it went.
    private var providerAttempt: ProviderAttempt?
    /// A transfer whose answer is complete but whose last bytes have not come; its connection is worth keeping.
    private var lingering: Transfer?
    /// The leave to call the provider; nil where there is no bound.
    private var permit: ProviderPermit?
    private var firstToken: Duration?

    /// How long the end of a transfer is waited for after the end of its answer.
    private static let lingerTime = Duration.seconds(1)

    /// - Parameter limits: The time limits of the answer; nil for those of a stream.
    init(
        _ service: Service,
        exchange: Exchange,
        engine: any AnswerEngine,
        limits: StreamDeadlines.Limits? = nil
    ) {
        self.service = service
        self.exchange = exchange
        self.engine = engine
        hasOwnLimits = limits != nil
        telemetry = ModelCallTelemetry(service, exchange, engine.targets[0])
        writer = ResponseWriter(to: exchange, as: engine.form)
        run = AnswerRun(
            engine,
            limits: limits ?? StreamDeadlines.Limits(service.settings),
            retryPolicy: RetryPolicy(service.settings),
            waterMarks: AnswerRun.WaterMarks(
                high: service.settings.stream.highWaterBytes,
                low: service.settings.stream.lowWaterBytes
            ),
            startedAt: service.loop.now
        )
        timer = Timer(on: service.loop) { [unowned self] in timerFired() }
    }

    /// Begins the response, if its form begins at once, and asks the model as soon as the provider may be asked.
    func start() {
        switch service.askForPermit(exchange, whenGranted: { [unowned self] in permitGranted() }) {
        case .refused:
            service.metrics.callWasNotQueued()
            guard case .wholeWithFallback = engine.form else { return exchange.refuseAsBusy() }
            begin()
            fail(.providerBusy)
        case .granted(let permit):
            self.permit = permit
            begin()
            perform(run.mayCall())
        case .waiting(let permit):
            self.permit = permit
            begin()
            let now = service.loop.now
            perform(run.queue(until: now + service.settings.limits.providerQueueTimeout, at: now))
        }
    }

    private func permitGranted() {
        service.metrics.callWaited(service.loop.now - run.waitBegan)
        perform(run.mayCall())
    }

    private func begin() {
        exchange.observer = self
        exchange.request.isAnswer = true
        exchange.request.requestedModel = engine.targets[0].tag
        service.sessions.insert(self)
        service.counts.streams.add(1, ordering: .relaxed)
        service.metrics.streamBegan()
        writer.start()
    }

    // What the machine decides

    /// Has the machine append to the answer; with the first of its content a stream begins.
    @inline(__always)
    private func write<Result>(
        _ append: (inout AnswerRun, inout ByteBuffer) -> Result
    ) -> Result? {
        let result = writer.write { append(&run, &$0) }
        if run.hasBegun { writer.begin() }
        return result
    }

    private func perform(_ action: AnswerRun.Action?) {
        switch action {
        case .proceed, nil: break
        case .wait: timer?.schedule(at: run.nextInstant)
        case .callModel, .callNextTarget: callModel()
        case .callModelAgain:
            completeCall()
            callModel()
        case .settleFailure: settleFailure()
        case .callWithoutUsage:
            service.provider(of: run.target).health.refusesStreamOptions()
            callModel()
        case .sendSignOfLife:
            writer.begin()
            service.metrics.keptAlive()
            timer?.schedule(at: run.nextInstant)
        case .pauseTransfer:
            service.metrics.providerWasPaused()
            transfer?.setPaused(true)
            timer?.schedule(at: run.nextInstant)
        case .resumeTransfer:
            timer?.schedule(at: run.nextInstant)
            transfer?.setPaused(false)
        case .finish:
            completeCall()
            leave()
            writer.finish()
        case .fail(let error): end(with: error)
        }
    }

    private func callModel() {
        let now = service.loop.now
        let provider = service.provider(of: run.target)
        providerAttempt = nil
        let isPassedOver = run.hasFurtherTarget && provider.health.isResting(at: now)
        if !isPassedOver {
            providerAttempt = provider.health.begin(isFirstTry: run.tryCount == 0, at: now)
        }
        guard providerAttempt != nil else {
            perform(write { $0.targetIsUnavailable(into: &$1) })
            return
        }
        telemetry.willCall(
            run.target,
            of: provider,
            endingOthersWith: callOutcome(run.lastFailure?.code)
        )
        writer.forget()
        let context = AnswerRun.TryContext(
            providerTakesUsage: provider.health.takesStreamOptions,
            tellsReasoning: provider.tellsReasoning,
            translator: provider.dialect.eventTranslator(unixSeconds: WallClock.seconds),
            timeouts: hasOwnLimits ? nil : (provider.firstTokenTimeout, provider.idleTimeout)
        )
        let neutral = run.beginTry(context, at: now)
        timer?.schedule(at: run.nextInstant)
        do throws(UntranslatableRequest) {
            send(try provider.body(neutral), to: provider)
        } catch {
            refuse(error)
        }
    }

    private func send(_ body: consuming ByteBuffer, to provider: ProviderClient) {
        let fields = telemetry.tryBegins(body)
        do throws(UpstreamFailure) {
            transfer = try provider.upstream.start(
                .post(
                    provider.url(of: run.target.model, run.operation),
                    body: body,
                    opensConnection: run.tryCount > 1,
                    fields: fields
                ),
                delegate: self
            )
            telemetry.tryBegan(onKeptConnection: transfer?.isReused ?? false)
        } catch {
            perform(write { $0.transferEnded(error, into: &$1) })
        }
    }

    /// The provider's API has no form for the request.
    private func refuse(_ error: UntranslatableRequest) {
        providerAttempt = nil
        perform(write { $0.requestIsUntranslatable(error, into: &$1) })
    }

    private func settleFailure() {
        guard let failure = run.failure else { preconditionFailure("a failure is settled once") }
        let provider = service.provider(of: run.target)
        transfer?.cancel()
        transfer = nil
        providerAttempt?.report(failure.outcome)
        providerAttempt = nil
        let now = service.loop.now
        if let rest = failure.rest(at: WallClock.seconds) {
            provider.health.rest(until: now + rest)
        }
        let action = write { run, output in
            run.settleFailure(
                at: now,
                unixSeconds: WallClock.seconds,
                random: .random(in: 0..<1),
                takeRetry: { service.takeRetry(provider) },
                into: &output
            )
        }
        if case .callNextTarget = action {
            telemetry.targetFailed(failure.phase)
        } else {
            telemetry.tryFailed(failure.phase, isTriedAgain: !run.isOver)
        }
        perform(action)
    }

    private func completeCall() {
        providerAttempt?.report(.succeeded)
        telemetry.callEnded(callOutcome(nil))
        lingering?.cancel()
        lingering = transfer.take()
    }

    // Endings

    /// Ends the answer with an honest error.
    func fail(_ error: ChatError) {
        perform(write { $0.fail(error, into: &$1) })
    }

    private func end(with error: ChatError) {
        providerAttempt?.report(error.outcome)
        exchange.request.errorCode = error.code
        if let detail = run.failureDetail { exchange.request.errorDetail = detail }
        leave()
        guard case .failed(_, let refusal) = run.ending else { return }
        writer.fail(
            error,
            cutting: engine.failsByCutting,
            refusal: refusal,
            members: engine.errorMembers
        )
    }

    /// Lets go of everything but what the last bytes of a finished transfer need.
    private func leave() {
        guard index != nil else { return }
        service.sessions.remove(self)
        permit = nil
        service.counts.streams.subtract(1, ordering: .relaxed)
        // A client that leaves says nothing against a provider that had begun to answer it.
        if run.callHasBegun { providerAttempt?.report(.succeeded) }
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
        let summary = run.summary
        return ModelCallTelemetry.Outcome(
            error: error,
            usage: summary.usage,
            finishReason: summary.finishReason,
            model: summary.model,
            textEvents: summary.textEvents
        )
    }

    private var summary: AnswerSummary {
        var summary = run.summary
        summary.firstToken = firstToken
        summary.cost = telemetry.cost
        summary.provider = run.target.provider
        return summary
    }

    // Time

    private func timerFired() {
        guard !run.isOver else {
            lingering?.cancel()
            lingering = nil
            return
        }
        let now = service.loop.now
        let action = write { $0.timerFired(at: now, into: &$1) }
        if case .fail(.providerBusy) = action { service.metrics.callWaitedTooLong() }
        perform(action)
    }
}

extension AnswerSession: TransferDelegate {
    func transfer(_ transfer: Transfer, didReceive head: UpstreamHead) {
        guard transfer === self.transfer else { return }
        if head.isSuccess { writer.status = Status(head.status, "OK") }
        perform(write { $0.received(head, into: &$1) })
    }

    func transfer(_ transfer: Transfer, didReceive bytes: Span<UInt8>) {
        guard transfer === self.transfer else { return }
        let now = service.loop.now
        guard let progress = write({ $0.received(bytes, at: now, into: &$1) }) else { return }
        if progress.hasEvents { telemetry.dataArrived(isContent: run.callHasBegun, at: now) }
        if progress.isFirstContent {
            providerAttempt?.contentCame()
            if firstToken == nil { firstToken = Instant.now - exchange.startedAt }
        }
        perform(progress.action)
        pauseIfClientIsSlow()
    }

    private func pauseIfClientIsSlow() {
        let highWater = service.settings.stream.highWaterBytes
        guard !run.isPaused, exchange.bufferedByteCount > highWater else { return }
        // A flood may fill a turn with more than is meant to wait; the kernel decides now whether the client is slow.
        exchange.flush()
        outputWaits()
    }

    private func outputWaits() {
        perform(run.outputWaits(byteCount: exchange.queuedByteCount, at: service.loop.now))
    }

    func transfer(_ transfer: Transfer, didFinish failure: UpstreamFailure?) {
        guard transfer === self.transfer else {
            if transfer === lingering { lingering = nil }
            if run.isOver { timer = nil }
            return
        }
        self.transfer = nil
        perform(write { $0.transferEnded(failure, into: &$1) })
    }
}

extension AnswerSession: ExchangeObserver {
    func clientLeft(_ exchange: Exchange) {
        lingering?.cancel()
        lingering = nil
        run.clientLeft()
        leave()
    }

    func clientTookOutput(_ exchange: Exchange) {
        if run.isPaused { outputWaits() }
    }
}
