// One exchange with a provider on a connection that libcurl has given away.

internal import Bytes
internal import CCurl
internal import Reactor

/// Sends a request on a connection of ours and reads the answer, or only reads the rest of one.
///
/// For plain HTTP, where all that libcurl does once a connection stands can be done in two system calls for an event:
/// a read by libcurl 7.88 costs 2,700 instructions and a `poll` of its own. What arrives under TLS is libcurl's to
/// decrypt. Held by its transfer, which decides what the bytes mean.
final class SocketExchange {
    let socket: ConnectedSocket
    private let loop: Loop
    private unowned(unsafe) let transfer: Transfer
    /// The request's head while it is being sent.
    private var requestHead: ByteBuffer
    private var sentByteCount = 0
    private(set) var isSent: Bool
    private var isPaused = false
    /// The beginning of a line of the answer's head whose end has not come.
    private var line = ByteBuffer()
    /// Content that came with the head while nothing may be delivered.
    private var held = ByteBuffer()

    private static let readByteCountMax = 16 * 1024

    /// An exchange whose request has been sent and whose answer's head has been read.
    init(readingBodyOf transfer: Transfer, on socket: ConnectedSocket, loop: Loop) {
        self.transfer = transfer
        self.socket = socket
        self.loop = loop
        requestHead = ByteBuffer()
        isSent = true
        socket.poller.delegate = self
        watch()
    }

    /// A new exchange; ``send()`` begins it.
    init(
        of transfer: Transfer,
        head: consuming ByteBuffer,
        on socket: ConnectedSocket,
        loop: Loop
    ) {
        self.transfer = transfer
        self.socket = socket
        self.loop = loop
        requestHead = head
        isSent = false
        socket.poller.delegate = self
    }

    private func watch() {
        // The head is wanted even of an answer whose content has to wait.
        let reads = !isPaused || !transfer.hasHead
        socket.poller.watch(readable: reads, writable: !isSent)
    }

    /// Stops to deliver content, or goes on, which may deliver some before this returns.
    func setPaused(_ paused: Bool) {
        isPaused = paused
        watch()
        guard !paused, !held.isEmpty else { return }
        var waiting = ByteBuffer()
        swap(&waiting, &held)
        transfer.received(waiting.bytes)
    }

    /// Closes the connection.
    func close() {
        socket.close()
    }

    // The request

    /// Sends what the socket takes; the rest when it takes more.
    func send() {
        while !isSent {
            let count = transfer.withRequestBody { body in
                let headByteCount = max(0, requestHead.count - sentByteCount)
                let bodyOffset = max(0, sentByteCount - requestHead.count)
                return ccurl_send(
                    socket.descriptor,
                    requestHead.unsafeStart.map { $0 + (requestHead.count - headByteCount) },
                    headByteCount,
                    body.baseAddress.map { $0 + bodyOffset },
                    body.count - bodyOffset
                )
            }
            if count == Int(ccurl_nothing_yet) { break }
            guard count >= 0 else { return transfer.exchangeFailed(CurlError(CURLE_SEND_ERROR)) }
            sentByteCount += count
            guard sentByteCount == requestHead.count + transfer.requestBodyByteCount else {
                continue
            }
            isSent = true
            requestHead = ByteBuffer()
        }
        watch()
    }

    // The answer

    private func read() {
        // Both may end in what the bytes bring about.
        let transfer = transfer
        let reception = socket.poller.receive(upTo: Self.readByteCountMax) { bytes in
            received(bytes, transfer)
        }
        switch reception {
        case .bytes, .nothing: break
        case .end: transfer.connectionEnded()
        case .failure: transfer.exchangeFailed(CurlError(CURLE_RECV_ERROR))
        }
    }

    private func received(_ bytes: Span<UInt8>, _ transfer: Transfer) {
        guard !transfer.hasHead else { return transfer.received(bytes) }
        var position = 0
        while transfer.isRunning, !transfer.hasHead {
            guard let end = bytes.firstIndex(of: ASCII.lineFeed, from: position) else {
                line.append(bytes.extracting(position..<bytes.count))
                // A line without end counts too.
                return transfer.headGrows(to: line.count)
            }
            if line.isEmpty {
                transfer.received(headerLine: bytes.extracting(position..<end + 1))
            } else {
                line.append(bytes.extracting(position..<end + 1))
                var whole = ByteBuffer()
                swap(&whole, &line)
                transfer.received(headerLine: whole.bytes)
            }
            position = end + 1
        }
        guard transfer.isRunning else { return }
        let content = bytes.extracting(position..<bytes.count)
        guard isPaused, !content.isEmpty else { return transfer.received(content) }
        held.append(content)
        watch()
    }
}

extension SocketExchange: SocketPollerDelegate {
    func poller(_ poller: SocketPoller, isReadable: Bool, isWritable: Bool, hasFailed: Bool) {
        if isWritable, !isSent { send() }
        guard isReadable || hasFailed, poller.isOpen, poller.delegate === self else { return }
        read()
    }
}
