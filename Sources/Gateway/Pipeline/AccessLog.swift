// One line for each exchange, when it is over.

internal import Auth
internal import Bytes
internal import Chat
internal import Configuration
internal import HTTP
internal import HTTPServer
internal import Log
internal import System
internal import Timing
internal import Tracing

/// Logs each exchange once, with everything that is known by then; never a query or a credential, and bodies only where
/// the settings say so.
final class AccessLog: PipelineStage {
    private let log: WorkerLog
    private let recordsAnswers: Bool

    /// What is kept of a body, in bytes from its start: lines are not for archives.
    static let bodyByteCountMax = 16 * 1024

    init(_ service: Service) {
        log = service.log
        recordsAnswers = service.settings.logging.includeResponseBody
    }

    func begin(_ exchange: Exchange, _ context: RequestContext) -> StageVerdict {
        if recordsAnswers { exchange.recordByteCountMax = Self.bodyByteCountMax }
        return .proceed
    }

    func end(_ exchange: Exchange, _ context: RequestContext) {
        let level = Self.level(exchange, context)
        log.write(level, "Request completed", logger: "mamba.access") { line in
            line.add("request_id", context.requestID)
            line.add("trace_id", context.trace?.context.traceID.description)
            line.add("method", context.head?.method.description)
            line.add("path", context.path)
            line.add("status_code", exchange.status?.code)
            line.add("duration_ms", milliseconds: Instant.now - exchange.startedAt)
            line.add("bytes_out", exchange.contentByteCount)
            line.add("outcome", exchange.outcome?.rawValue)
            line.add("client", context.clientHost)
            Self.add(context.principal, to: &line)
            line.add("requested_model", context.requestedModel)
            if let answer = context.answer { Self.add(answer, to: &line) }
            line.add("error_type", context.errorCode)
            line.add("error_detail", context.errorDetail)
            line.add("request_body", context.recordedBody)
            if recordsAnswers {
                let content = exchange.recordedContent
                line.add("response_body", content.span)
            }
        }
    }

    private static func level(_ exchange: Exchange, _ context: RequestContext) -> LogLevel {
        if exchange.status?.code ?? 0 >= 500 { return .error }
        // A stream that failed has answered 200 long before, and so does a title that came to none.
        let isModelCall = context.requestedModel != nil
        return isModelCall && context.errorCode != nil ? .warning : .info
    }

    private static func add(_ principal: Principal, to line: inout LogRecord) {
        switch principal {
        case .anonymous: break
        case .apiKey(let name, _): line.add("principal", name)
        case .token(let subject): line.add("principal", subject)
        }
    }

    private static func add(_ answer: AnswerSummary, to line: inout LogRecord) {
        line.add("model", answer.model)
        if let firstToken = answer.firstToken {
            line.add("first_token_ms", milliseconds: firstToken)
        }
        line.add("attempts", answer.attempts)
        line.add("steps", answer.steps)
        line.add("text_events", answer.textEvents)
        line.add("finish_reason", answer.finishReason?.name.description)
        line.add("prompt_tokens", answer.usage?.promptTokens)
        line.add("completion_tokens", answer.usage?.completionTokens)
        if answer.provider != ModelTarget.standardProvider { line.add("provider", answer.provider) }
        if let cost = answer.cost {
            line.add("cost_usd", decimal: cost.amount.dollars)
            if cost.isEstimate { line.add("cost_is_estimate", true) }
        }
    }
}
