// Where a worker's requests begin their spans, and where finished ones are handed over.

internal import Configuration
internal import Reactor
internal import System
internal import Tracing

/// Makes the places of new spans and passes finished ones to the supervisor's ``TraceExporter``.
final class Tracer {
    /// Tells whether spans hold what the model is asked.
    let includesPrompts: Bool

    private let sampler: Sampler
    private let supervisor: SupervisorAddress
    private var random = RandomPool()

    /// Nil if the settings trace nothing.
    init?(_ settings: Settings.Tracing, supervisor: SupervisorAddress) {
        guard settings.endpoint != nil else { return nil }
        includesPrompts = settings.includePrompts
        sampler = Sampler(ratio: settings.sampleRatio)
        self.supervisor = supervisor
    }

    /// The trace of a request that begins, continued from its client's place if it has told one.
    func begin(parent: TraceContext?) -> RequestTrace {
        let traceID = parent?.traceID ?? TraceID(using: &random)
        let isSampled = sampler.isSampled(traceID, parent: parent)
        let context = TraceContext(
            traceID: traceID,
            spanID: SpanID(using: &random),
            isSampled: isSampled,
            state: parent?.state
        )
        return RequestTrace(context, parent: parent?.spanID, isRecorded: isSampled)
    }

    /// The context of a new child span of a request.
    func childContext(in trace: RequestTrace) -> TraceContext {
        TraceContext(
            traceID: trace.context.traceID,
            spanID: SpanID(using: &random),
            isSampled: trace.context.isSampled,
            state: trace.context.state
        )
    }

    /// Hands finished spans over.
    func deliver(_ spans: [TraceSpan]) {
        supervisor.post { $0.export(spans) }
    }
}
