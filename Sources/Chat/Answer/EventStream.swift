// What all protocols over Server-Sent Events have in common.

/// The head fields and comments of an answer that is an event stream.
///
/// WHATWG HTML section 9.2.
enum EventStream {
    static let headLines: [StaticString] =
        ["Content-Type: text/event-stream; charset=utf-8"] + unbufferedLines

    /// No cache may keep the stream, no proxy may hold it back (nginx: `X-Accel-Buffering`) or compress it, as those
    /// written with Express do unless they are told not to transform it.
    static let unbufferedLines: [StaticString] = [
        "Cache-Control: no-cache, no-transform", "X-Accel-Buffering: no",
    ]

    /// The lines of the protocol whose head is recorded from the original.
    static let mambaLines: [StaticString] = [
        "Content-Type: text/event-stream; charset=utf-8", "Cache-Control: no-cache",
        "X-Accel-Buffering: no",
    ]

    /// The lines of a stream that is no event stream.
    static let textLines: [StaticString] =
        ["Content-Type: text/plain; charset=utf-8"] + unbufferedLines

    static let keepAlive: StaticString = ": ping\n\n"
}
