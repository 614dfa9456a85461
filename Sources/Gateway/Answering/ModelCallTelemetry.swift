// What calls to the model tell metrics and traces.

internal import Bytes
internal import Chat
internal import HTTPServer
internal import Metrics
internal import System
internal import Timing
internal import Tracing
internal import Upstream

/// Follows the calls of one exchange to the model, one after the other: how long each took, what it cost, how it ended.
///
/// An arrival of data costs a few comparisons and three stores; nothing is allocated for it.
final class ModelCallTelemetry {
    private let metrics: WorkerMetrics
    private let gaps: Histogram
    private let traces: Tracer?
    private let trace: RequestTrace?
    private let requestID: String
    /// The provider that is asked, and which of its models.
    private var provider: ProviderClient
    private var target: ModelTarget
    private var place: Int
    private var call: Call?

    /// What the outcome of a call tells beside its time.
    struct Outcome {
        /// The code of the error; nil if the call has not failed.
        var error: String?
        /// What all calls of the exchange have cost so far.
        var usage: TokenUsage?
        var finishReason: FinishReason?
        /// The model by the provider's name.
        var model: String?
        /// The text fragments of all calls of the exchange so far.
        var textEvents = 0
    }

    private struct Call {
        let began: Instant
        var tryCount = 0
        var firstContent: Instant?
        var timeToFirstContent: Duration?
        var place: TraceContext?
        var prompt: String?
        /// What the provider was sent, in bytes.
        var bodyByteCount = 0
    }

    /// When data of the call under way arrived last.
    private var lastData: Instant?
    private var usageBefore = TokenUsage()
    private var textEventsBefore = 0
    /// What all calls so far cost, and whether some of it is estimated; nil as long as no price is known.
    private(set) var cost: (amount: Cost, isEstimate: Bool)?
    private let log: WorkerLog
    /// What is kept of a prompt, in bytes: spans are not for archives.
    private static let promptByteCountMax = 16 * 1024

    init(_ service: Service, _ exchange: Exchange, _ target: ModelTarget) {
        metrics = service.metrics
        gaps = service.metrics.gaps[0]
        traces = service.traces
        trace = service.traces == nil ? nil : exchange.request.trace
        self.target = target
        provider = service.provider(of: target)
        log = service.log
        requestID = exchange.request.requestID
        place = service.metrics.models.index(of: target)
    }

    /// A target is about to be asked; the call to another one, if it is open, has come to an end.
    func willCall(
        _ target: ModelTarget,
        of provider: ProviderClient,
        endingOthersWith outcome: @autoclosure () -> Outcome
    ) {
        guard target != self.target else { return }
        callEnded(outcome())
        self.target = target
        self.provider = provider
        place = metrics.models.index(of: target)
    }

    /// A request is about to be sent, the first of a call or another try.
    ///
    /// - Parameter body: What the provider is sent.
    /// - Returns: The header fields that tell the provider of request and trace.
    func tryBegins(_ body: borrowing ByteBuffer) -> [UpstreamRequest.Field] {
        metrics.models.requestBegan(place)
        if call == nil {
            call = Call(began: .now)
            lastData = nil
            if let traces, let trace {
                call?.place = traces.childContext(in: trace)
                if traces.includesPrompts, trace.isRecorded {
                    let count = min(body.count, Self.promptByteCountMax)
                    call?.prompt = String(body.bytes.extracting(0..<count))
                }
            }
        }
        call?.tryCount += 1
        call?.bodyByteCount = body.count
        // The first is what gateways log, the second what OpenAI does.
        var fields: [UpstreamRequest.Field] = [
            ("X-Request-ID", requestID), ("X-Client-Request-Id", requestID),
        ]
        guard let place = call?.place else { return fields }
        fields.append(("traceparent", place.traceparent))
        if let state = place.state { fields.append(("tracestate", state)) }
        return fields
    }

    /// A request has a connection, or waits for one.
    ///
    /// - Parameter isKept: Whether it found one that was idle.
    func tryBegan(onKeptConnection isKept: Bool) {
        metrics.upstreamConnects[isKept ? 0 : 1].add()
    }

    /// A try has failed, and another one follows at the same target or the answer ends.
    func tryFailed(_ phase: String, isTriedAgain: Bool) {
        metrics.upstreamFailures.add(phase)
        if isTriedAgain { metrics.upstreamRetries.add(phase) }
    }

    /// A try has failed, and the next target is asked.
    func targetFailed(_ phase: String) {
        metrics.upstreamFailures.add(phase)
        metrics.upstreamFallbacks.add(phase)
    }

    /// Data has arrived from the provider.
    ///
    /// - Parameters:
    ///   - isContent: Whether any content of the answer has come so far.
    ///   - now: The present.
    func dataArrived(isContent: Bool, at now: Instant) {
        if let lastData { gaps.observe(nanoseconds: now.nanoseconds(since: lastData)) }
        lastData = now
        guard isContent, call?.firstContent == nil, let began = call?.began else { return }
        call?.firstContent = now
        // The loop's present is as of the beginning of its turn, which may be before the call began.
        let time = Instant.now - began
        call?.timeToFirstContent = time
        metrics.models.firstTokenCame(place, after: time)
    }

    /// The call is over; a second word about it is not heard.
    func callEnded(_ outcome: @autoclosure () -> Outcome) {
        guard let call else { return }
        let outcome = outcome()
        self.call = nil
        let now = Instant.now
        metrics.models.callEnded(place, after: now - call.began, isFailed: outcome.error != nil)
        if let phase = outcome.error.flatMap({ ChatError(rawValue: $0) })?.timedOutPhase {
            metrics.upstreamFailures.add(phase)
        }
        let usage = outcome.usage.map { $0.since(usageBefore) }
        usageBefore = outcome.usage ?? usageBefore
        count(usage, call, isFailed: outcome.error != nil)
        bill(usage, call, textEvents: outcome.textEvents - textEventsBefore)
        textEventsBefore = outcome.textEvents
        if let trace, trace.isRecorded, let place = call.place {
            var span = TraceSpan(
                place,
                parent: trace.context.spanID,
                name: "\(ModelMetrics.operation) \(target.model)",
                kind: .client,
                start: trace.nanoseconds(at: call.began)
            )
            span.end = trace.nanoseconds(at: now)
            describe(call, outcome, usage, in: &span)
            trace.spans.append(span)
        }
    }

    /// A request that still runs is cancelled.
    func cancelled(because exchange: Exchange) {
        if let outcome = exchange.outcome, outcome != .completed {
            return metrics.upstreamCancels.add(outcome.rawValue)
        }
        let error = exchange.request.errorCode.flatMap { ChatError(rawValue: $0) }
        metrics.upstreamCancels.add(error?.cancelCause ?? "answer")
    }

    private func count(_ usage: TokenUsage?, _ call: Call, isFailed: Bool) {
        guard let usage, max(usage.totalTokens ?? 0, usage.completionTokens ?? 0) > 0 else {
            if !isFailed { metrics.usageMissing[0].add() }
            return
        }
        metrics.models.usageCame(place, usage)
        guard let first = call.firstContent, let last = lastData else { return }
        metrics.models.outputTook(place, last - first, tokens: usage.completionTokens ?? 0)
    }

    /// Notes what the call is to be paid for.
    private func bill(_ usage: TokenUsage?, _ call: Call, textEvents: Int) {
        var told = usage
        if told?.isEmpty ?? true {
            // A call that was left or broke off is paid for as far as it came, which the provider does not tell.
            guard call.firstContent != nil else { return }
            told = Self.estimate(call, textEvents: textEvents)
        }
        guard let told else { return }
        let isEstimate = usage?.isEmpty ?? true
        let price = target.prices?.cost(of: told)
        metrics.models.callWasBilled(place, told.kinds, price, isEstimate: isEstimate)
        guard let price else { return }
        let before = cost ?? (Cost(nanodollars: 0), false)
        cost = (before.amount + price, before.isEstimate || isEstimate)
    }

    /// Four bytes of a request are a token, and so is each fragment of text.
    private static func estimate(_ call: Call, textEvents: Int) -> TokenUsage {
        var usage = TokenUsage()
        usage.promptTokens = call.bodyByteCount / 4
        usage.completionTokens = max(textEvents, 1)
        return usage
    }

    private func describe(
        _ call: Call,
        _ outcome: Outcome,
        _ usage: TokenUsage?,
        in span: inout TraceSpan
    ) {
        span.add("gen_ai.operation.name", .string(ModelMetrics.operation))
        span.add("gen_ai.provider.name", .string(provider.dialect.telemetryName))
        span.add("gen_ai.request.model", .string(target.model))
        // The provider's own words, which may repeat what it was sent.
        span.add("gen_ai.response.model", outcome.model.map { .string(log.redacted($0)) })
        span.add(
            "gen_ai.response.finish_reasons",
            outcome.finishReason.map { .strings([$0.name.description]) }
        )
        span.add("gen_ai.usage.input_tokens", usage?.promptTokens.map { .int($0) })
        span.add("gen_ai.usage.output_tokens", usage?.completionTokens.map { .int($0) })
        span.add(
            "gen_ai.response.time_to_first_chunk",
            call.timeToFirstContent.map { .double($0.inMilliseconds / 1000) }
        )
        span.add("server.address", .string(provider.address.host))
        span.add("server.port", .int(provider.address.port))
        span.add("gen_ai.input.messages", call.prompt.map { .string($0) })
        // How often it was sent again. OpenTelemetry: HTTP client spans.
        if call.tryCount > 1 { span.add("http.request.resend_count", .int(call.tryCount - 1)) }
        span.add("error.type", outcome.error.map { .string($0) })
        span.failure = outcome.error
    }
}

extension TokenUsage {
    /// What has come to it since it was less.
    fileprivate func since(_ earlier: TokenUsage) -> TokenUsage {
        var difference = TokenUsage()
        difference.promptTokens = Self.difference(promptTokens, earlier.promptTokens)
        difference.completionTokens = Self.difference(completionTokens, earlier.completionTokens)
        difference.totalTokens = Self.difference(totalTokens, earlier.totalTokens)
        difference.cachedPromptTokens = Self.difference(
            cachedPromptTokens,
            earlier.cachedPromptTokens
        )
        difference.cacheWriteTokens = Self.difference(cacheWriteTokens, earlier.cacheWriteTokens)
        difference.reasoningTokens = Self.difference(reasoningTokens, earlier.reasoningTokens)
        return difference
    }

    private static func difference(_ count: Int?, _ earlier: Int?) -> Int? {
        // Neither is below zero, so their difference is none that does not fit.
        count.map { max(0, $0 - (earlier ?? 0)) }
    }
}
