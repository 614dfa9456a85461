// A response written by hand on a connection taken over from the server.

internal import Bytes
internal import HTTP
internal import Reactor

/// Hears of the client of a raw response.
protocol RawResponseObserver: AnyObject {
    func clientLeft(_ response: RawResponse)
    func clientTookOutput(_ response: RawResponse)
}

/// A response that may end in the midst of a chunk, or whose every byte is a write of its own.
///
/// It is the last of its connection. Kept alive by its open socket, as the socket's delegate.
final class RawResponse {
    /// Who hears of the client; held until the response has ended.
    var observer: (any RawResponseObserver)?

    private let connection: TCPConnection
    private let isSplit: Bool
    /// Bytes that leave one by one.
    private var queue = ByteBuffer()
    private var isPumping = false
    private var closesWhenEmpty = false

    init(on connection: TCPConnection, isSplit: Bool) {
        self.connection = connection
        self.isSplit = isSplit
        connection.delegate = self
    }

    /// Tells whether the connection is still to be closed.
    var isOpen: Bool { connection.isOpen }

    var queuedByteCount: Int { queue.count + connection.queuedByteCount }

    func beginStream(_ headLine: StaticString) {
        send { output in
            appendHead(.ok, headLine, into: &output)
            ResponseEncoder.chunkedEncoding(into: &output)
            ResponseEncoder.endOfHead(into: &output)
        }
    }

    func write(_ body: (inout ByteBuffer) -> Void) {
        send { output in
            let chunk = ResponseEncoder.beginChunk(into: &output)
            body(&output)
            ResponseEncoder.endChunk(chunk, in: &output)
        }
    }

    /// Makes what was sent so far a write of its own.
    func flush() {
        if connection.isOpen { connection.flush() }
    }

    func endStream() {
        send { ResponseEncoder.lastChunk(into: &$0) }
        close()
    }

    func respond(_ status: Status, body: Span<UInt8>) {
        send { output in
            appendHead(status, "Content-Type: application/json", into: &output)
            ResponseEncoder.contentLength(body.count, into: &output)
            ResponseEncoder.endOfHead(into: &output)
        }
        send { $0.append(body) }
        close()
    }

    /// Announces a chunk, sends the first half of its content, and closes.
    func cutStream(_ content: (inout ByteBuffer) -> Void) {
        send { output in
            let chunk = ResponseEncoder.beginChunk(into: &output)
            let start = output.count
            content(&output)
            let half = start + (output.count - start) / 2
            ResponseEncoder.endChunk(chunk, in: &output)
            // A chunk without content is none.
            output.truncate(to: min(half, output.count))
        }
        close()
    }

    /// Announces a body, sends the first half of it, and closes.
    func cutBody(_ body: Span<UInt8>) {
        send { output in
            appendHead(.ok, "Content-Type: application/json", into: &output)
            ResponseEncoder.contentLength(body.count, into: &output)
            ResponseEncoder.endOfHead(into: &output)
        }
        send { $0.append(body.extracting(0..<body.count / 2)) }
        close()
    }

    /// Closes the connection when all bytes have been handed to the kernel.
    func close() {
        closesWhenEmpty = true
        pump()
    }

    func reset() {
        connection.reset()
        observer = nil
    }

    private func appendHead(
        _ status: Status,
        _ typeLine: StaticString,
        into output: inout ByteBuffer
    ) {
        ResponseEncoder.statusLine(status, into: &output)
        ResponseEncoder.line(typeLine, into: &output)
        ResponseEncoder.field("Connection", "close" as StaticString, into: &output)
    }

    private func send(_ encode: (inout ByteBuffer) -> Void) {
        guard connection.isOpen else { return }
        if isSplit {
            encode(&queue)
            pump()
        } else {
            connection.withOutput(encode)
        }
    }

    /// Sends the next byte of the queue, and comes back for the one after it.
    private func pump() {
        guard connection.isOpen, !isPumping else { return }
        guard !queue.isEmpty else {
            if closesWhenEmpty {
                connection.closeAfterFlush()
                observer = nil
            }
            return
        }
        isPumping = true
        let byte = queue.bytes[0]
        queue.consume(1)
        connection.withOutput { $0.append(byte) }
        connection.flush()
        connection.loop.afterTurn { [self] in
            isPumping = false
            pump()
        }
    }

    private func clientLeft() {
        connection.close()
        let observer = self.observer
        self.observer = nil
        observer?.clientLeft(self)
    }
}

extension RawResponse: TCPConnectionDelegate {
    func connection(_ connection: TCPConnection, didReceive bytes: Span<UInt8>) {}

    func connectionDidReachEnd(_ connection: TCPConnection) { clientLeft() }

    func connection(_ connection: TCPConnection, didFail error: UVError) { clientLeft() }

    func connection(_ connection: TCPConnection, willFlush output: inout ByteBuffer) {}

    func connectionDidBlock(_ connection: TCPConnection) {}

    func connectionDidAdvance(_ connection: TCPConnection) {
        observer?.clientTookOutput(self)
    }

    func connectionDidDrain(_ connection: TCPConnection) {
        observer?.clientTookOutput(self)
    }
}
