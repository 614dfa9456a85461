// A transfer on a connection of ours, which libcurl does not know.

internal import Bytes
internal import Reactor

extension Transfer {
    /// Sends the request on a kept connection.
    func exchange(on socket: ConnectedSocket, head: consuming ByteBuffer, loop: Loop) {
        phase = .exchanging
        let exchange = SocketExchange(of: self, head: head, on: socket, loop: loop)
        self.exchange = exchange
        exchange.send()
    }

    /// Tells whether libcurl, when it has returned, has nothing left of what came, so that its socket can be taken.
    var canTakeSocket: Bool {
        phase == .connected && hasHead && plainURL != nil && body.capacity == 0
            && !decoder.isComplete && !wantsPause && !isPaused
    }

    /// Reads the rest of the body from its socket; the driver has taken it out of libcurl.
    func readOn(from poller: SocketPoller) {
        guard let client, let plainURL else {
            preconditionFailure("a transfer is taken out of libcurl while it runs on plain HTTP")
        }
        phase = .exchanging
        driver = nil
        let socket = ConnectedSocket(poller: poller, origin: plainURL.origin)
        exchange = client.readOn(self, from: socket, takeHandle())
    }

    /// The lines of the request's head, without their ends.
    func writeHead(commonLines: Span<UInt8>, into output: inout ByteBuffer) {
        guard let plainURL else { preconditionFailure("only plain HTTP is written here") }
        output.append(isPost ? "POST " : "GET ")
        output.append(plainURL.target)
        output.append(" HTTP/1.1\r\nHost: ")
        output.append(plainURL.authority)
        output.append("\r\n")
        output.append(commonLines)
        for line in headerLines {
            output.append(line)
            output.append("\r\n")
        }
        if isPost {
            output.append("Content-Length: ")
            output.appendDecimal(requestBodyByteCount)
            output.append("\r\n")
        }
        output.append("\r\n")
    }

    /// Throws if one of its own header lines holds a line end, with which a value could smuggle in headers.
    func checkHeaderLines() throws(CurlError) {
        guard headerLines.allSatisfy(HeaderList.isLine) else {
            throw .headerCannotBeSent
        }
    }

    /// Lends the request body for a C call.
    func withRequestBody(_ send: (UnsafeRawBufferPointer) -> Int) -> Int {
        send(UnsafeRawBufferPointer(start: body.unsafeStart, count: body.count))
    }

    /// The beginning of a line of the head has come.
    func headGrows(to byteCount: Int) {
        lineByteCount = byteCount
        if headByteCount + byteCount > Self.headByteCountMax { failAtOnce(.headTooLarge) }
    }

    /// Takes what came behind the head.
    func received(_ bytes: Span<UInt8>) {
        deliver(bytes)
        guard isRunning, decoder.isComplete else { return }
        if leavesConnectionUsable, let exchange {
            self.exchange = nil
            client?.keep(exchange.socket)
        }
        didLeave(nil)
    }

    /// The provider has closed the connection.
    func connectionEnded() {
        guard hasHead else { return didLeave(.nothingReceived) }
        didLeave(decoder.endsWithConnection ? nil : .bodyIsCut)
    }

    /// The connection has broken.
    func exchangeFailed(_ error: CurlError) {
        didLeave(error)
    }

    /// Tells whether a failure means that a kept connection had died before the request came.
    ///
    /// RFC 9112 section 9.3.1: then a request may be sent again even if it is not idempotent.
    func mayBeSentAgain(after error: CurlError) -> Bool {
        phase == .exchanging && headByteCount + lineByteCount == 0 && !isCancelled
            && error.isBrokenConnection
    }

    func sendAgain(by client: UpstreamClient) {
        exchange?.close()
        exchange = nil
        phase = .waiting
        retryCount += 1
        client.startAgain(self)
    }
}
