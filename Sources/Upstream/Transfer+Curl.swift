// A transfer in libcurl's hands: how it is set up, and what libcurl calls back.

internal import Bytes
internal import CCurl
internal import Reactor

extension Transfer {
    /// Sets a handle up for this transfer.
    func prepare(_ easy: EasyHandle) throws(CurlError) {
        guard let client else { return }
        self.easy = easy
        try easy.set(CURLOPT_URL, url)
        try easy.useHeaders(headerLines.isEmpty ? nil : client.headers(adding: headerLines))
        // A connection of plain HTTP is ours when the answer is whole.
        let isNotKept = opensConnection || plainURL != nil
        try easy.set(CURLOPT_FRESH_CONNECT, isNotKept ? 1 : 0)
        try easy.set(CURLOPT_FORBID_REUSE, isNotKept ? 1 : 0)
        if isPost {
            try easy.set(CURLOPT_POSTFIELDS, body.unsafeStart)
            try easy.set(CURLOPT_POSTFIELDSIZE_LARGE, size: requestBodyByteCount)
            try easy.set(CURLOPT_POST, 1)
        } else {
            try easy.set(CURLOPT_HTTPGET, 1)
        }
        try setCallbacks(of: easy)
    }

    private func setCallbacks(of easy: EasyHandle) throws(CurlError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        for option in [
            CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_SOCKOPTDATA,
            CURLOPT_PREREQDATA,
        ] {
            try easy.set(option, context)
        }
        try easy.set(CURLOPT_WRITEFUNCTION) { data, _, count, context in
            Transfer.recover(context).receivedFromCurl(data, count)
        }
        try easy.set(CURLOPT_HEADERFUNCTION) { data, _, count, context in
            Transfer.recover(context).receivedLineFromCurl(data, count)
        }
        let opened = ccurl_easy_set_sockopt_callback(easy.pointer) { context, _, _ in
            Transfer.recover(context).openedSocket()
            return CURL_SOCKOPT_OK
        }
        try CurlError.check(opened)
        let prepared = ccurl_easy_set_prereq_callback(easy.pointer) { context, _, _, _, localPort in
            Transfer.recover(context).connected(localPort)
            return CURL_PREREQFUNC_OK
        }
        try CurlError.check(prepared)
    }

    static func recover(_ context: UnsafeMutableRawPointer?) -> Transfer {
        guard let context else { preconditionFailure("libcurl called back without its context") }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    static func recover(from easy: UnsafeMutableRawPointer?) -> Transfer {
        recover(context(of: easy))
    }

    /// Tells whether a handle is that of a transfer that is paused; libcurl has handles of its own, for what it closes.
    static func isPaused(_ easy: UnsafeMutableRawPointer?) -> Bool {
        context(of: easy).map { recover($0).isPaused } ?? false
    }

    private static func context(of easy: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        var context: UnsafeMutableRawPointer?
        ccurl_easy_get_pointer(easy, CURLINFO_PRIVATE, &context)
        return context
    }

    /// The handle that libcurl knows it by.
    var handle: EasyHandle {
        guard let easy else { preconditionFailure("libcurl does not know this transfer") }
        return easy
    }

    func didEnter(_ driver: MultiDriver) {
        self.driver = driver
        phase = .choosing
    }

    /// Keeps the connection of an answer that libcurl has read to its end.
    func keepConnection(_ poller: SocketPoller) {
        guard let client, let plainURL else {
            preconditionFailure("only the connections of plain HTTP are kept here")
        }
        client.keep(ConnectedSocket(poller: poller, origin: plainURL.origin))
    }

    /// Makes libcurl deliver again, from what it held back on; called outside of its callbacks.
    func goOn() -> CURLcode {
        guard isPaused, !wantsPause else { return CURLE_OK }
        isPaused = false
        return curl_easy_pause(handle.pointer, CURLPAUSE_CONT)
    }

    // Callbacks of libcurl. A count other than the one offered makes it end the transfer.

    /// libcurl has opened a socket, about to connect.
    private func openedSocket() {
        if phase == .choosing { driver?.foundNoIdleConnection() }
        enter(.connecting)
    }

    /// libcurl has a connection and is about to send.
    private func connected(_ localPort: Int32) {
        if phase != .connecting { driver?.willUseKeptConnection(localPort: localPort) }
        enter(.connected)
    }

    private func enter(_ next: Phase) {
        let last = phase
        phase = next
        if last == .choosing { client?.didChoose() }
        if last == .connected { retryCount += 1 }
    }

    private func receivedFromCurl(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard !isCancelled else { return 0 }
        guard let data, count > 0 else { return count }
        guard !wantsPause else {
            isPaused = true
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        let start = UnsafeRawPointer(data).assumingMemoryBound(to: UInt8.self)
        deliver(Span(_unsafeStart: start, count: count))
        return endsInCallback ? 0 : count
    }

    private func receivedLineFromCurl(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard !isCancelled else { return 0 }
        guard let data else { return count }
        let start = UnsafeRawPointer(data).assumingMemoryBound(to: UInt8.self)
        let hadHead = hasHead
        received(headerLine: Span(_unsafeStart: start, count: count))
        // The rest costs less without libcurl, once it has returned.
        if hasHead, !hadHead, plainURL != nil { driver?.settle(self) }
        return endsInCallback ? 0 : count
    }

    private var endsInCallback: Bool { isCancelled || failure != nil }
}
