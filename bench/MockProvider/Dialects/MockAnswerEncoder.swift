// What an encoder of any dialect does: it writes one planned answer; no socket, no clock.

internal import Bytes

/// Encodes the events of a stream in their order, and the whole answer of a request without a
/// stream.
///
/// A stream is an opening, the plan's beats, and a closing.
protocol MockAnswerEncoder {
    /// What is written.
    var plan: AnswerPlan { get }
    /// The field line of the stream's media type.
    var headLine: StaticString { get }

    /// Appends what comes before the first beat, if anything does.
    mutating func appendOpening(into output: inout ByteBuffer)
    /// Appends the events of one beat.
    mutating func appendBeat(_ beat: Int, into output: inout ByteBuffer)
    /// Appends what comes behind the last beat.
    mutating func appendClosing(into output: inout ByteBuffer)
    /// Appends an event that is no JSON.
    mutating func appendGarbage(into output: inout ByteBuffer)
    /// Appends an error, the last thing in its stream.
    mutating func appendError(_ error: MockError, into output: inout ByteBuffer)
    /// Appends the answer to a request without a stream.
    func appendWhole(into output: inout ByteBuffer)
}

extension MockAnswerEncoder {
    var headLine: StaticString { "Content-Type: text/event-stream; charset=utf-8" }
}
