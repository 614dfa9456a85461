// The span of each request.

internal import HTTP
internal import HTTPServer
internal import System
internal import Tracing

/// Reads where a request stands in a trace, and makes its span when it is over.
final class TraceStage: PipelineStage {
    private let traces: Tracer?

    init(_ service: Service) { traces = service.traces }

    func begin(_ exchange: Exchange, _ context: RequestContext) -> StageVerdict {
        let parent = context.head.flatMap(Self.parent)
        if let traces, parent != nil || !Self.isPolled(context.head) {
            context.trace = traces.begin(parent: parent)
        } else if let parent {
            // Nothing is traced here, but the log can still be found by the client's trace.
            context.trace = RequestTrace(parent, parent: nil, isRecorded: false)
        }
        return .proceed
    }

    /// Probes and scrapes come every few seconds and are of no interest, unless their sender traces them.
    private static func isPolled(_ head: RequestHead?) -> Bool {
        guard let path = head?.path else { return false }
        return RouteTable.polledPaths.contains(path)
    }

    private static func parent(_ head: RequestHead) -> TraceContext? {
        // Of two places none is right. W3C Trace Context section 4.3.
        let fields = head.fields
        guard let index = fields.firstIndex(of: "traceparent"),
            fields.firstIndex(of: "traceparent", from: index + 1) == nil
        else { return nil }
        return TraceContext(
            traceparent: fields.valueBytes(at: index),
            tracestate: state(fields)
        )
    }

    /// The values of all fields `tracestate`, or none if they are too long to be looked at.
    private static func state(_ fields: HeaderFields) -> [String] {
        var byteCount = 0
        var index = fields.firstIndex(of: "tracestate")
        while let found = index {
            byteCount += fields.valueBytes(at: found).count
            index = fields.firstIndex(of: "tracestate", from: found + 1)
        }
        return byteCount <= TraceContext.stateBytesMax ? fields.all("tracestate") : []
    }

    func end(_ exchange: Exchange, _ context: RequestContext) {
        guard let traces, let trace = context.trace, trace.isRecorded else { return }
        trace.spans.append(Self.span(of: exchange, context, trace))
        traces.deliver(trace.spans)
    }

    private static func span(
        of exchange: Exchange,
        _ context: RequestContext,
        _ trace: RequestTrace
    ) -> TraceSpan {
        let method = context.head?.method.description
        let route = context.routeName
        var span = TraceSpan(
            trace.context,
            parent: trace.parent,
            name: [method ?? "HTTP", route].compactMap { $0 }.joined(separator: " "),
            kind: .server,
            start: trace.nanoseconds(at: exchange.startedAt)
        )
        span.end = trace.nanoseconds(at: .now)
        span.add("http.request.method", method.map { .string($0) })
        span.add("http.route", route.map { .string($0) })
        span.add("url.path", (context.head?.target.rawPath).map { .string($0) })
        span.add("url.scheme", .string("http"))
        span.add("client.address", context.clientHost.map { .string($0) })
        span.add("http.response.status_code", exchange.status.map { .int($0.code) })
        span.add("mamba.request_id", .string(context.requestID))
        span.add("mamba.outcome", exchange.outcome.map { .string($0.rawValue) })
        span.add("error.type", context.errorCode.map { .string($0) })
        let hasFailed = exchange.status?.code ?? 0 >= 500 || context.answer != nil
        if hasFailed, let code = context.errorCode { span.failure = code }
        return span
    }
}
