// Where the bytes of an answer go.

internal import Bytes
internal import Chat
internal import HTTP
internal import HTTPServer

/// The receiving end of an answer: its client's exchange, or anything that takes its place.
///
/// Used on one loop. Sending after the end or after the client has left does nothing.
protocol AnswerOutlet: AnyObject {
    /// Tells whether the response has begun.
    var hasBegun: Bool { get }

    /// Begins a response of unknown length.
    ///
    /// - Parameter headLines: Field lines without their ends, that of the media type among them.
    func beginStream(_ status: Status, headLines: [StaticString])
    /// Appends content to a stream that has begun.
    ///
    /// - Parameter body: Encodes into the output buffer; must only append.
    func write(_ body: (inout ByteBuffer) -> Void)
    /// Completes the stream.
    func endStream()
    /// Ends the stream so that the client sees that it is not complete.
    func cutStream()
    /// Answers with one whole JSON text.
    func respond(_ status: Status, json body: borrowing ByteBuffer)
    /// Answers with the cause for which an answer could not begin.
    ///
    /// - Parameters:
    ///   - members: What the client may know of the provider's error.
    ///   - fields: Further fields of the response's head.
    func refuse(_ error: ChatError, _ members: ErrorMembers, fields: [Exchange.Field])
}

extension Exchange: AnswerOutlet {
    func refuse(_ error: ChatError, _ members: ErrorMembers, fields: [Field]) {
        self.fields += fields
        refuse(error, members)
    }
}
