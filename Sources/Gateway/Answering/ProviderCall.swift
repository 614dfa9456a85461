// One request to the provider whose answer is wanted whole, tried again where that may help.

internal import Bytes
internal import Chat
internal import HTTPServer
internal import Reactor
internal import Upstream

/// Collects the provider's whole answer within a time that covers all tries.
///
/// Held by its owner; kept alive by its transfer while one runs. Calls back once, unless it is cancelled.
final class ProviderCall {
    /// How a call ends.
    enum Outcome {
        /// The provider answered with success.
        case answered
        /// The provider refused, or there was no whole answer.
        case failed(RetryPolicy.Cause)
        /// The provider answered with success, and what it answered is none.
        case unusable(RelayAnswer.Failure)
        /// The provider has failed so often that it was not asked.
        case notAsked
        /// The provider has as many calls as it is to have, and more wait than may.
        case busy
        /// Time was up.
        case timedOut
        /// The answer is longer than any that is meant.
        case tooLong
    }

    private let service: Service
    private let url: String
    private let request: [UInt8]
    private let telemetry: ModelCallTelemetry
    private let done: (Outcome, Span<UInt8>) -> Void
    private var timer: Timer?
    private var retryTimer: Timer?
    private var transfer: Transfer?
    private var providerAttempt: ProviderAttempt?
    /// The leave to call the provider; nil where there is no bound.
    private var permit: ProviderPermit?
    private var attempt = 0
    private var head: UpstreamHead?
    private var answer = ByteBuffer()
    /// What the answer has told, once there is one.
    private var told: ModelCallTelemetry.Outcome?
    private var isOver = false

    private static let answerByteCountMax = 1024 * 1024

    /// - Parameter done: Gets the outcome and the body of the last answer, which is valid during the call.
    init(
        _ service: Service,
        url: String,
        request: [UInt8],
        telemetry: ModelCallTelemetry,
        done: @escaping (Outcome, Span<UInt8>) -> Void
    ) {
        self.service = service
        self.url = url
        self.request = request
        self.telemetry = telemetry
        self.done = done
        timer = Timer(on: service.loop) { [unowned self] in finish(.timedOut) }
        retryTimer = Timer(on: service.loop) { [unowned self] in begin() }
    }

    /// Begins the first try as soon as the provider may be asked for a client.
    func start(for exchange: Exchange, timeout: Duration) {
        timer?.schedule(after: timeout)
        let askedAt = service.loop.now
        let answer = service.askForPermit(exchange) { [unowned self] in
            service.metrics.callWaited(service.loop.now - askedAt)
            begin()
        }
        switch answer {
        case .refused:
            service.metrics.callWasNotQueued()
            finish(.busy)
        case .granted(let permit):
            self.permit = permit
            begin()
        case .waiting(let permit): self.permit = permit
        }
    }

    /// Ends the call without a word.
    func cancel() {
        isOver = true
        telemetry.callEnded(.init(error: MetricCatalog.departureCauses[0]))
        timer = nil
        retryTimer = nil
        transfer?.cancel()
        transfer = nil
        providerAttempt = nil
        permit = nil
    }

    private func begin() {
        providerAttempt = service.provider.begin(
            isFirstTry: attempt == 0,
            at: service.loop.now
        )
        guard providerAttempt != nil else { return finish(.notAsked) }
        attempt += 1
        head = nil
        answer.removeAll()
        do throws(UpstreamFailure) {
            let request = request
            let body = ByteBuffer(copying: request.span)
            let headerLines = telemetry.tryBegins(body)
            transfer = try service.upstream.start(
                .post(
                    url,
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

    private func failed(_ cause: RetryPolicy.Cause) {
        transfer = nil
        providerAttempt?.report(cause.outcome)
        guard
            let delay = service.retryPolicy.delay(
                afterAttempt: attempt,
                cause: cause,
                at: WallClock.seconds,
                random: .random(in: 0..<1)
            ), ProviderRefusal(cause, answer.bytes)?.mayBeTriedAgain ?? true, service.takeRetry()
        else {
            telemetry.tryFailed(cause, isTriedAgain: false)
            return finish(.failed(cause))
        }
        telemetry.tryFailed(cause, isTriedAgain: true)
        retryTimer?.schedule(after: delay)
    }

    private func finish(_ outcome: Outcome) {
        guard !isOver else { return }
        var answer = ByteBuffer()
        swap(&answer, &self.answer)
        telemetry.callEnded(told ?? .init(error: outcome.failure(answer.bytes)?.cause.code))
        cancel()
        done(outcome, answer.bytes)
    }

    /// Judges an answer with a status of success.
    private func judge(_ body: Span<UInt8>) -> Outcome {
        do throws(RelayAnswer.Failure) {
            let known = try RelayAnswer(body)
            told = ModelCallTelemetry.Outcome(
                usage: known.usage,
                finishReason: known.finishReason,
                model: known.model
            )
            return .answered
        } catch {
            return .unusable(error)
        }
    }
}

extension ProviderCall.Outcome {
    /// Why there is no answer, and what the log is told of it; nil if there is one.
    ///
    /// - Parameter body: The body of the last answer.
    func failure(_ body: Span<UInt8>) -> (cause: ChatError, detail: String)? {
        switch self {
        case .answered: nil
        case .failed(let cause):
            (ProviderRefusal(cause, body)?.cause ?? cause.transportError, cause.detail(body))
        case .unusable(let failure): (failure.cause, failure.detail)
        case .notAsked: (.providerUnavailable, "the provider has failed too often")
        case .busy: (.providerBusy, "the provider has as many calls as it is to have")
        case .timedOut: (.totalTimeout, "no answer in time")
        case .tooLong: (.answerInvalid, "the provider's answer is too long")
        }
    }
}

extension ProviderCall: TransferDelegate {
    func transfer(_ transfer: Transfer, didReceive head: UpstreamHead) { self.head = head }

    func transfer(_ transfer: Transfer, didReceive bytes: Span<UInt8>) {
        guard answer.count + bytes.count <= Self.answerByteCountMax else { return finish(.tooLong) }
        answer.append(bytes)
    }

    func transfer(_ transfer: Transfer, didFinish failure: UpstreamFailure?) {
        if let failure { return failed(.failure(failure)) }
        guard let head else { preconditionFailure("a transfer that did not fail has a head") }
        guard (200..<300).contains(head.status) else { return failed(.status(head)) }
        // Taken out for the call, because a span of a class's property must not leave it.
        var whole = ByteBuffer()
        swap(&whole, &answer)
        whole.consume(TitleText.byteOrderMarkCount(of: whole.bytes))
        let outcome = judge(whole.bytes)
        swap(&whole, &answer)
        if case .unusable(let failure) = outcome {
            providerAttempt?.report(failure.cause.outcome)
        } else {
            providerAttempt?.report(.succeeded)
        }
        finish(outcome)
    }
}
