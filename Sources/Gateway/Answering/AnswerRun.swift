// The machine of one answer, over all its model calls and their tries.

internal import Bytes
internal import Chat
internal import Policy
internal import Providers
internal import Timing
internal import Upstream

/// Decides what becomes of one answer: when the model is called, whether a failed call is tried again, when its
/// transfer pauses, and how the answer ends.
///
/// No I/O, no clock, no random numbers. Its driver, ``AnswerSession``, reports what happens and carries out the
/// ``Action`` that is returned; output is appended to the buffer that comes with each call. The simulation drives the
/// same machine in virtual time.
struct AnswerRun: ~Copyable {
    // What is seldom is indirect, because the state is looked at with each event.
    private enum State {
        /// The provider may not be asked yet.
        case queued
        /// The driver has been told to call the model.
        case calling
        /// A try is under way and has not been refused.
        case receiving(isPaused: Bool)
        /// The provider refuses, and its reasons come.
        indirect case refused(UpstreamHead)
        /// A try has failed, and what follows has not been settled.
        indirect case failed(CallFailure)
        /// The next try has an instant.
        case waiting
        case over(Ending)
    }

    let engine: any AnswerEngine
    private let retryPolicy: RetryPolicy
    private let waterMarks: WaterMarks
    private(set) var deadlines: StreamDeadlines
    private var state = State.queued
    private var refusalBody = ByteBuffer()
    private var callFailureDetail: String?
    /// The rounds of the model call under way in which each target is tried at most once.
    private(set) var tryCount = 0
    /// Why the last call failed.
    private(set) var lastFailure: ChatError?
    /// Which of the engine's targets is asked.
    private(set) var targetIndex = 0
    /// The tries of all model calls.
    private var tryCountInAll = 0
    /// Whether this try asks the provider for the cost of a stream.
    private var asksForUsage = true
    /// Whether the model gets back what it has signed or encrypted in earlier answers.
    private var returnsSignatures = true

    /// What is kept of a refusal's body: most tell their code behind their sentence.
    private static let refusalByteCountMax = 8 * 1024

    init(
        _ engine: any AnswerEngine,
        limits: StreamDeadlines.Limits,
        retryPolicy: RetryPolicy,
        waterMarks: WaterMarks,
        startedAt now: Instant
    ) {
        self.engine = engine
        self.retryPolicy = retryPolicy
        self.waterMarks = waterMarks
        deadlines = StreamDeadlines(limits, startedAt: now)
    }

    /// How the answer has ended; nil while it has not.
    var ending: Ending? {
        if case .over(let ending) = state { ending } else { nil }
    }

    var isOver: Bool { ending != nil }

    /// Why the last model call failed, as long as it has not been settled what follows.
    var failure: CallFailure? {
        if case .failed(let failure) = state { failure } else { nil }
    }

    /// When the driver is to call ``timerFired(at:into:)``.
    var nextInstant: Instant { deadlines.next }

    /// When what the answer waits for began.
    var waitBegan: Instant { deadlines.phaseBegan }

    /// Tells whether anything of the answer itself has been written.
    var hasBegun: Bool { engine.hasBegun }

    /// Tells whether the provider has begun to answer this model call: from then on it is not tried again.
    var callHasBegun: Bool { engine.callHasBegun }

    /// Tells whether the transfer is paused.
    var isPaused: Bool {
        if case .receiving(isPaused: true) = state { true } else { false }
    }

    /// What went wrong in words, for the log only.
    var failureDetail: String? { engine.failureDetail ?? callFailureDetail }

    /// What the answer was, as far as it is known.
    var summary: AnswerSummary { engine.summary.withAttempts(tryCountInAll) }

    // Model calls

    /// Waits for the leave to call the provider, until an instant.
    mutating func queue(until instant: Instant, at now: Instant) -> Action {
        deadlines.begin(.permit(until: instant), at: now)
        return .wait
    }

    /// The provider may be asked.
    mutating func mayCall() -> Action {
        guard case .queued = state else { preconditionFailure("an answer waits for one leave") }
        state = .calling
        return .callModel
    }

    /// Begins a try, and returns the body to send, in OpenAI's form.
    mutating func beginTry(_ context: TryContext, at now: Instant) -> ByteBuffer {
        guard case .calling = state else {
            preconditionFailure("a try begins when it was asked for")
        }
        state = .receiving(isPaused: false)
        tryCount += 1
        tryCountInAll += 1
        refusalBody.removeAll()
        asksForUsage = !engine.mayOmitStreamOptions || context.providerTakesUsage
        if let (firstToken, idle) = context.timeouts {
            deadlines.adopt(firstToken: firstToken, idle: idle)
        }
        deadlines.begin(engine.form.isStream ? .firstToken : .wholeAnswer, at: now)
        let form = ModelCallForm(
            target,
            asksForUsage: asksForUsage,
            tellsReasoning: context.tellsReasoning,
            returnsSignatures: returnsSignatures
        )
        return engine.requestBody(form, context.translator)
    }

    /// The provider of ``target`` may not be called now.
    mutating func targetIsUnavailable(into output: inout ByteBuffer) -> Action {
        guard case .calling = state else {
            preconditionFailure("a try begins when it was asked for")
        }
        guard hasFurtherTarget else { return fail(.providerUnavailable, into: &output) }
        targetIndex += 1
        return .callModel
    }

    /// The provider's response head has come.
    mutating func received(_ head: UpstreamHead, into output: inout ByteBuffer) -> Action {
        guard head.isSuccess else {
            state = .refused(head)
            return .proceed
        }
        guard head.isEncoded else { return .proceed }
        callFailureDetail = "the provider's answer is compressed though nothing asked for it"
        return fail(.answerInvalid, into: &output)
    }

    /// Bytes of the provider's response body have come.
    mutating func received(
        _ bytes: Span<UInt8>,
        at now: Instant,
        into output: inout ByteBuffer
    ) -> Progress {
        guard case .receiving = state else {
            keepRefusal(bytes)
            return Progress()
        }
        let eventCount = engine.eventCount
        let outputByteCount = output.count
        let verdict = engine.received(bytes, into: &output)
        var progress = Progress()
        if engine.eventCount > eventCount { eventArrived(at: now, &progress) }
        if output.count > outputByteCount { deadlines.outputWritten(at: now) }
        if case .proceed = verdict { return progress }
        progress.action = follow(verdict, into: &output)
        return progress
    }

    private mutating func eventArrived(at now: Instant, _ progress: inout Progress) {
        progress.hasEvents = true
        if case .firstToken = deadlines.phase, engine.callHasBegun {
            progress.isFirstContent = true
            deadlines.begin(.nextToken, at: now)
            progress.action = .wait
        }
        deadlines.eventArrived(at: now)
        guard engine.isWhole else { return }
        if case .ending = deadlines.phase { return }
        deadlines.begin(.ending, at: now)
        progress.action = .wait
    }

    private mutating func keepRefusal(_ bytes: Span<UInt8>) {
        guard case .refused = state else { preconditionFailure("bytes belong to a try") }
        let room = Self.refusalByteCountMax - refusalBody.count
        guard room > 0 else { return }
        refusalBody.append(bytes.extracting(0..<min(room, bytes.count)))
    }

    /// The transfer has ended.
    ///
    /// - Parameter failure: Why its body did not come to its proper end.
    mutating func transferEnded(_ failure: UpstreamFailure?, into output: inout ByteBuffer)
        -> Action
    {
        if case .refused(let head) = state { return tryFailed(.status(head)) }
        guard let failure else { return follow(engine.providerEnded(into: &output), into: &output) }
        guard engine.isWhole else { return tryFailed(.failure(failure)) }
        return follow(engine.wasWhole(into: &output), into: &output)
    }

    // Tries

    private mutating func tryFailed(_ cause: TryFailure) -> Action {
        state = .failed(.tried(cause, ProviderRefusal(cause, refusalBody.bytes)))
        return .settleFailure
    }

    /// A model call has failed that had been answered with success; if nobody else can be asked, so has the answer.
    private mutating func callFailed(
        _ error: ChatError,
        into output: inout ByteBuffer
    ) -> Action {
        guard hasFurtherTarget, error.mayBeOfTarget else { return fail(error, into: &output) }
        state = .failed(.told(error))
        return .settleFailure
    }

    /// Decides what follows from ``failure``: the next target at once, another try, now or later, or the end.
    ///
    /// - Parameters:
    ///   - unixSeconds: The time of day, for a provider that names a date.
    ///   - random: A number from 0 up to but not including 1, anew for each call.
    ///   - takeRetry: Takes a try from the budget if one is left; asked only if one would help.
    mutating func settleFailure(
        at now: Instant,
        unixSeconds: Int,
        random: Double,
        takeRetry: () -> Bool,
        into output: inout ByteBuffer
    ) -> Action {
        guard case .failed(let failure) = state else {
            preconditionFailure("a failure is settled once")
        }
        lastFailure = failure.cause
        guard case .tried(let cause, let refusal) = failure else {
            return callNextTarget()
        }
        if refusal?.isAboutStreamOptions == true, asksForUsage, engine.mayOmitStreamOptions {
            // The provider is asked for less, not once more.
            tryCount -= 1
            state = .calling
            return .callWithoutUsage
        }
        if refusal?.isAboutSignatures == true, returnsSignatures, engine.mayOmitSignatures {
            // Once: without them the model has lost its earlier thoughts, and nothing else.
            returnsSignatures = false
            tryCount -= 1
            state = .calling
            return .callModel
        }
        if hasFurtherTarget, failure.cause.mayBeOfTarget { return callNextTarget() }
        if refusal?.isAboutContext == true, let larger = largerTargetIndex {
            targetIndex = larger - 1
            return callNextTarget()
        }
        if !engine.callHasBegun, refusal?.mayBeTriedAgain ?? true, cause.isRetryable,
            let delay = retryPolicy.delay(
                afterAttempt: tryCount,
                asked: cause.askedWait(at: unixSeconds),
                random: random
            ), takeRetry()
        {
            state = .waiting
            targetIndex = 0
            deadlines.begin(.retry(at: now + delay), at: now)
            return .wait
        }
        callFailureDetail = cause.detail(refusalBody.bytes)
        if let refusal { engine.providerTold(refusal.members) }
        return fail(failure.cause, into: &output)
    }

    /// The provider's API has no form for the request: the client's to change, if nobody else takes it.
    mutating func requestIsUntranslatable(
        _ cause: UntranslatableRequest,
        into output: inout ByteBuffer
    ) -> Action {
        if hasFurtherTarget {
            lastFailure = .requestRefused
            return callNextTarget()
        }
        callFailureDetail = "\(cause.param): \(cause.message)"
        engine.providerTold(ErrorMembers(code: "unsupported_parameter", param: cause.param))
        return fail(.requestRefused, into: &output)
    }

    /// Who is asked next is asked in the same round, at once: it has not failed.
    private mutating func callNextTarget() -> Action {
        targetIndex += 1
        tryCount -= 1
        state = .calling
        return .callNextTarget
    }

    // The end

    private mutating func follow(
        _ verdict: AnswerVerdict,
        into output: inout ByteBuffer
    ) -> Action {
        switch verdict {
        case .proceed: return .proceed
        case .callModelAgain:
            // The same target goes on: it knows the conversation.
            state = .calling
            tryCount = 0
            return .callModelAgain
        case .callFailed(let error): return callFailed(error, into: &output)
        case .finished:
            state = .over(.finished)
            return .finish
        case .failed(let error):
            state = .over(.failed(error, refusal: refusalHead))
            return .fail(error)
        }
    }

    private var refusalHead: UpstreamHead? {
        if case .failed(.tried(.status(let head), _)) = state { head } else { nil }
    }

    /// Ends the answer with an honest error, or well if nothing is missing.
    mutating func fail(_ error: ChatError, into output: inout ByteBuffer) -> Action {
        guard !isOver else { return .proceed }
        guard !engine.isFinal else { return follow(engine.wasWhole(into: &output), into: &output) }
        return follow(engine.fail(error, into: &output), into: &output)
    }

    // The client

    /// Hears how much output waits for the client in user space, which the kernel would not take.
    mutating func outputWaits(byteCount: Int, at now: Instant) -> Action {
        guard case .receiving(let isPaused) = state else { return .proceed }
        guard isPaused else {
            guard byteCount > waterMarks.high else { return .proceed }
            state = .receiving(isPaused: true)
            deadlines.begin(.client, at: now)
            return .pauseTransfer
        }
        guard byteCount <= waterMarks.low else { return .proceed }
        state = .receiving(isPaused: false)
        deadlines.begin(phaseAfterPause, at: now)
        return .resumeTransfer
    }

    /// A whole answer may wait for what the connection's last one has left behind.
    private var phaseAfterPause: StreamDeadlines.Phase {
        guard engine.form.isStream else { return .wholeAnswer }
        return engine.isWhole ? .ending : .nextToken
    }

    /// The client has left; nothing can be written any more.
    mutating func clientLeft() {
        if !isOver { state = .over(.left) }
    }

    // Time

    /// ``nextInstant`` may have come.
    mutating func timerFired(at now: Instant, into output: inout ByteBuffer) -> Action {
        guard !isOver else { return .proceed }
        switch deadlines.due(at: now) {
        case .nothing: return .wait
        case .keepAlive:
            deadlines.outputWritten(at: now)
            // A protocol without a word for failure has none for this either, and may yet need the status to tell one.
            guard engine.form.isStream, !engine.failsByCutting else { return .wait }
            engine.keepAlive(into: &output)
            return .sendSignOfLife
        case .retry:
            state = .calling
            return .callModel
        case .ended: return follow(engine.wasWhole(into: &output), into: &output)
        case .exceeded(.firstToken): return callFailed(.firstTokenTimeout, into: &output)
        case .exceeded(let limit): return fail(ChatError(limit), into: &output)
        }
    }
}
