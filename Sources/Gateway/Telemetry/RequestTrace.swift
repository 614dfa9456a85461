// What is known of a request's trace while the request lasts.

internal import System
internal import Timing
internal import Tracing

/// The place of one request in its trace, and the spans that are finished.
final class RequestTrace {
    /// The place of what this request does; the client's own place if nothing is traced here.
    let context: TraceContext
    /// The client's span.
    let parent: SpanID?
    /// Tells whether spans are kept.
    let isRecorded: Bool
    /// The spans that are finished.
    var spans: [TraceSpan] = []

    private let startedAt = WallClock.microseconds * 1000
    private let began = Instant.now

    init(_ context: TraceContext, parent: SpanID?, isRecorded: Bool) {
        self.context = context
        self.parent = parent
        self.isRecorded = isRecorded
    }

    /// An instant as spans tell it: the wall clock of the begin and the steady clock since.
    func nanoseconds(at instant: Instant) -> Int {
        startedAt + Int((instant - began).wholeNanoseconds)
    }
}
