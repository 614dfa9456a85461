// One request and its response.

public import Bytes
public import HTTP
public import Reactor
internal import System
public import Timing

/// One request and its response, as a handler sees it.
///
/// Used on its loop only. Sending after the end or after the client has left does nothing, so that a handler need not
/// ask before each write.
public final class Exchange {
    /// How an exchange came to its end.
    public enum Outcome: String, Sendable {
        /// The response was sent whole.
        case completed
        /// The client closed or reset the connection before the response was whole.
        case clientLeft = "client_left"
        /// The client took nothing for longer than the write timeout.
        case clientStalled = "client_stalled"
        /// The server cut the response on purpose.
        case aborted
    }

    /// A name and a value of a response field.
    public typealias Field = (name: StaticString, value: String)

    /// The request's head; nil if what came was no request.
    public let head: RequestHead?
    /// When the head was complete.
    public let startedAt: Instant
    /// What the application keeps about this exchange while it lasts.
    public var context: AnyObject?
    /// Fields that go out with whatever response there will be; stages of a pipeline add to them.
    public var fields: [Field] = []
    /// How much of the content is copied to ``recordedContent``, in bytes from its start.
    public var recordByteCountMax = 0
    /// The beginning of the content, as far as it was asked for.
    public private(set) var recordedContent: [UInt8] = []
    /// The client's address without its port, if it was still there when it connected.
    public let clientHost: String?
    /// Who hears of the client; held until the exchange is over.
    public var observer: (any ExchangeObserver)?

    /// The status sent, or nil before the response began.
    public private(set) var status: Status?
    /// The bytes of response content so far, without framing.
    public private(set) var contentByteCount = 0
    /// How it ended, or nil while it lasts.
    public private(set) var outcome: Outcome?

    /// Held until the exchange is over: it ends with its connection at the latest.
    private var connection: ServerConnection?
    private var openChunk: Int?
    private var isStreaming = false

    init(head: RequestHead?, connection: ServerConnection) {
        self.head = head
        self.connection = connection
        clientHost = connection.clientHost
        startedAt = .now
    }

    /// Tells whether the response has begun.
    public var hasBegun: Bool { status != nil }

    /// Tells whether the response is complete or can no longer be sent.
    public var isOver: Bool { outcome != nil }

    /// The bytes that wait for a client that reads too slowly: the signal for back-pressure.
    ///
    /// Zero while the kernel takes everything at the end of each turn, however much this turn has written;
    /// otherwise the observer hears when all of it is gone.
    public var queuedByteCount: Int {
        guard let tcp = connection?.tcp, tcp.isBlocked else { return 0 }
        return tcp.queuedByteCount
    }

    /// The bytes in user space that have not left, whether or not the kernel has been offered them.
    public var bufferedByteCount: Int { connection?.tcp.queuedByteCount ?? 0 }

    /// The address at which the client has reached us, with the port.
    public var localAddress: SocketAddress? { connection?.tcp.localAddress }

    // Whole responses

    /// Sends a whole response.
    ///
    /// - Parameter contentType: The media type of the body; nil only where there is none.
    public func respond(_ status: Status, contentType: StaticString?, body: Span<UInt8>) {
        guard let connection, !isOver else { return }
        precondition(!hasBegun, "a response begins once")
        self.status = status
        let hasContent = head?.method != .head && status != .noContent
        connection.tcp.withOutput { output in
            encodeHead(status, into: &output)
            if let contentType {
                ResponseEncoder.field("Content-Type", contentType, into: &output)
            }
            // A status without content must not have a length. RFC 9110 section 8.6.
            if status != .noContent { ResponseEncoder.contentLength(body.count, into: &output) }
            ResponseEncoder.endOfHead(into: &output)
            if hasContent { output.append(body) }
        }
        if hasContent {
            contentByteCount = body.count
            record(body)
        }
        end(.completed)
    }

    private func encodeHead(_ status: Status, into output: inout ByteBuffer) {
        guard let connection else { return }
        ResponseEncoder.statusLine(status, into: &output)
        connection.server.appendDate(into: &output)
        for field in fields { ResponseEncoder.field(field.name, field.value, into: &output) }
        if connection.willCloseAfterResponse {
            ResponseEncoder.field("Connection", "close" as StaticString, into: &output)
        } else {
            ResponseEncoder.field("Connection", "keep-alive" as StaticString, into: &output)
        }
    }

    // Streams

    /// Begins a response whose length is not known: chunked, or up to the close for HTTP/1.0.
    ///
    /// - Parameter headLines: Field lines without their ends, that of the media type among them.
    public func beginStream(_ status: Status, headLines: [StaticString]) {
        guard let connection, !isOver else { return }
        precondition(!hasBegun, "a response begins once")
        self.status = status
        isStreaming = true
        if !isChunked { connection.closeAfterResponse() }
        connection.tcp.withOutput { output in
            encodeHead(status, into: &output)
            for line in headLines { ResponseEncoder.line(line, into: &output) }
            if isChunked { ResponseEncoder.chunkedEncoding(into: &output) }
            ResponseEncoder.endOfHead(into: &output)
        }
    }

    private var isChunked: Bool { head?.version != .http10 }

    /// Appends content; all content of a turn leaves as one chunk in one write.
    ///
    /// - Parameter body: Encodes into the connection's output buffer; must only append.
    public func write(_ body: (inout ByteBuffer) -> Void) {
        guard let connection, !isOver else { return }
        precondition(isStreaming, "content is written between the begin and the end of a stream")
        connection.tcp.withOutput { output in
            if isChunked, openChunk == nil {
                openChunk = ResponseEncoder.beginChunk(into: &output)
            }
            let before = output.count
            body(&output)
            contentByteCount += output.count - before
            if recordByteCountMax > 0 { record(output.bytes.extracting(before..<output.count)) }
        }
    }

    private func record(_ content: Span<UInt8>) {
        let room = recordByteCountMax - recordedContent.count
        guard room > 0 else { return }
        recordedContent += Array(content.extracting(0..<min(room, content.count)))
    }

    /// Offers what waits to the kernel now instead of at the end of the turn, as a chunk and a write of its own.
    public func flush() {
        connection?.tcp.flush()
    }

    /// Completes the stream.
    public func endStream() {
        guard let connection, !isOver else { return }
        precondition(isStreaming, "a stream ends after it began")
        if isChunked {
            connection.tcp.withOutput { output in
                closeChunk(in: &output)
                ResponseEncoder.lastChunk(into: &output)
            }
        }
        end(.completed)
    }

    /// Ends the stream so that the client sees that it is not complete.
    ///
    /// In a chunked body the end is missing (RFC 9112 section 8), and what the kernel takes of it still arrives. Any
    /// other body would look whole if its connection were closed, so that is reset.
    public func cutStream() {
        guard let connection, !isOver else { return }
        precondition(isStreaming, "a stream is cut after it began")
        guard isChunked else { return abort() }
        flush()
        guard !isOver else { return }
        connection.leave(.aborted, keepsSent: queuedByteCount == 0)
    }

    /// Resets the connection, whatever has been sent.
    public func abort() {
        guard let connection, !isOver else { return }
        connection.leave(.aborted)
    }

    /// Hands the connection over before the response has begun: the server forgets it, and the caller, who becomes its
    /// delegate at once, writes and closes it; nil if the client has left.
    ///
    /// The exchange ends as `aborted`. For servers that answer as no correct server does.
    public func takeOver() -> TCPConnection? {
        guard let connection, !isOver else { return nil }
        precondition(!hasBegun, "a connection is taken over before the response begins")
        self.connection = nil
        end(.aborted)
        return connection.handOver(self)
    }

    /// Completes the chunk of this turn, which is about to leave.
    func closeChunk(in output: inout ByteBuffer) {
        guard let offset = openChunk else { return }
        openChunk = nil
        ResponseEncoder.endChunk(offset, in: &output)
    }

    // The end

    func end(_ outcome: Outcome) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        let observer = self.observer
        self.observer = nil
        switch outcome {
        case .clientLeft, .clientStalled, .aborted: observer?.clientLeft(self)
        case .completed: break
        }
        let connection = self.connection
        self.connection = nil
        connection?.exchangeEnded(self)
    }
}

@available(*, unavailable)
extension Exchange: Sendable {}
