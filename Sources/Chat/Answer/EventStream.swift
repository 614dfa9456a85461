// What all protocols over Server-Sent Events have in common.

/// The head fields and comments of an answer that is an event stream.
///
/// WHATWG HTML section 9.2.
enum EventStream {
    static let contentType: StaticString = "text/event-stream; charset=utf-8"

    /// No cache may keep the stream, no proxy may hold it back (nginx: `X-Accel-Buffering`).
    static let fields: [(name: StaticString, value: String)] = [
        ("Cache-Control", "no-cache"), ("X-Accel-Buffering", "no"),
    ]

    static let keepAlive: StaticString = ": ping\n\n"
}
