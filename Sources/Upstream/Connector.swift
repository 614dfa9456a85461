// One libcurl multi handle on a loop: names, addresses, TLS, and the connections that come of them.

internal import CCurl
internal import Reactor
internal import Timing

/// Hears of the connections of a connector, on its loop; not to call the connector back from these.
protocol ConnectorDelegate: AnyObject {
    /// A connection has left a phase for the next.
    func connectionMoved(from phase: Connection.Phase)
    /// A connection has left its multi handle in a phase; what opened it may open another.
    func connectionLeft(_ easy: EasyHandle, from phase: Connection.Phase)
}

/// Opens connections by a multi handle that the events of a loop drive, and owns them to their end.
///
/// libcurl resolves names, tries addresses, keeps the time limit and does the handshakes, for many connections at
/// once; an open connection with TLS stays in its multi handle (`CURLOPT_CONNECT_ONLY`), a plain one leaves it. libcurl
/// forbids calls into a multi handle from its callbacks, so these only record ("curl_multi_socket_action",
/// "CURLMOPT_SOCKETFUNCTION").
final class Connector {
    /// How many connections one may have: libcurl looks through those of a multi handle at each call for one of them.
    static let connectionsMax = 128

    /// When a connection last left.
    private(set) var lastUsed: Instant
    private(set) var isOpen = true

    private let multi: UnsafeMutableRawPointer
    private let loop: Loop
    private unowned let delegate: any ConnectorDelegate
    private var timer: Timer?
    private var connections: [Connection] = []
    private var isInsideCurl = false
    private var isCleanedUp = false
    private var isTimeoutQueued = false
    /// Sockets that libcurl wants watched.
    private var pollers: [Int32: SocketPoller] = [:]

    init(on loop: Loop, delegate: any ConnectorDelegate) throws(CurlError) {
        guard let multi = curl_multi_init() else { throw CurlError(CURLE_OUT_OF_MEMORY) }
        self.multi = multi
        self.loop = loop
        self.delegate = delegate
        lastUsed = loop.now
        timer = Timer(on: loop) { [unowned self] in timeoutPassed() }
        let context = Unmanaged.passUnretained(self).toOpaque()
        let results = [
            ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context),
            ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context),
            ccurl_multi_set_socket_callback(multi) { easy, descriptor, what, context, _ in
                Connector.recover(context).socketChanged(descriptor, what, of: easy)
                // An error here would end the whole multi handle, not one connection.
                return 0
            },
            ccurl_multi_set_timer_callback(multi) { _, milliseconds, context in
                Connector.recover(context).timeoutChanged(milliseconds)
                return 0
            },
            // More than there are, because libcurl would close what it takes for the oldest idle one.
            ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.connectionsMax * 2),
            ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING)),
        ]
        guard results.allSatisfy({ $0 == CURLM_OK }) else {
            curl_multi_cleanup(multi)
            isCleanedUp = true
            throw CurlError(CURLE_OUT_OF_MEMORY)
        }
    }

    deinit { precondition(isCleanedUp, "a multi handle was released before it was closed") }

    private static func recover(_ context: UnsafeMutableRawPointer?) -> Connector {
        guard let context else { preconditionFailure("libcurl called back without its context") }
        return Unmanaged<Connector>.fromOpaque(context).takeUnretainedValue()
    }

    /// The connections that are opening, or open with TLS.
    var connectionCount: Int { connections.count }

    // Connections

    /// Begins to open a connection; the opener hears of it on a later turn, or at the end of this one.
    func open(
        _ url: ProviderURL,
        for opener: any ConnectionOpener,
        by easy: EasyHandle
    ) throws(CurlError) -> Connection {
        precondition(isOpen, "a connection was asked of a multi handle that is closed")
        let connection = Connection(to: url, for: opener, easy, self)
        do throws(CurlError) {
            easy.forgetError()
            try easy.set(CURLOPT_URL, "\(url.origin)/")
            try setCallbacks(of: easy, connection)
            let result = insideCurl { curl_multi_add_handle(multi, easy.pointer) }
            guard result == CURLM_OK else { throw CurlError(CURLE_OUT_OF_MEMORY) }
        } catch {
            connection.neverBegan()
            throw error
        }
        connection.index = connections.count
        connections.append(connection)
        return connection
    }

    private func setCallbacks(of easy: EasyHandle, _ connection: Connection) throws(CurlError) {
        let context = Unmanaged.passUnretained(connection).toOpaque()
        try easy.set(CURLOPT_PRIVATE, context)
        try easy.set(CURLOPT_SOCKOPTDATA, context)
        let opened = ccurl_easy_set_sockopt_callback(easy.pointer) { context, descriptor, _ in
            guard let context else { return CURL_SOCKOPT_ERROR }
            let connection = Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
            connection.connector.socketOpened(descriptor, of: connection)
            return CURL_SOCKOPT_OK
        }
        try CurlError.check(opened)
        // libcurl keeps both with the connection.
        try easy.set(CURLOPT_CLOSESOCKETDATA, Unmanaged.passUnretained(self).toOpaque())
        let closed = ccurl_easy_set_closesocket_callback(easy.pointer) { context, descriptor in
            Connector.recover(context).unwatch(descriptor)
            return ccurl_close_socket(descriptor)
        }
        try CurlError.check(closed)
    }

    /// Takes a connection out, whose socket libcurl then closes; the handle may open another.
    func remove(_ connection: Connection, from phase: Connection.Phase) {
        guard let easy = connection.easy else { preconditionFailure("it has left before") }
        let result = insideCurl { curl_multi_remove_handle(multi, easy.pointer) }
        precondition(result == CURLM_OK, "curl_multi_remove_handle: \(result.rawValue)")
        lastUsed = loop.now
        let last = connections.removeLast()
        if last !== connection {
            connections[connection.index] = last
            last.index = connection.index
        }
        connection.left()
        delegate.connectionLeft(easy, from: phase)
    }

    /// Closes every connection and ends the multi handle; idempotent.
    ///
    /// The users of the connections are not told.
    func close() {
        guard isOpen else { return }
        isOpen = false
        while let connection = connections.last { connection.close() }
        timer?.cancel()
        timer = nil
        _ = insideCurl { curl_multi_cleanup(multi) }
        isCleanedUp = true
        for poller in pollers.values { poller.close() }
        pollers = [:]
    }

    /// Ends the multi handle after libcurl has failed to keep account of its own sockets, for want of memory.
    ///
    /// A connection whose socket was not entered would never open, and libcurl 7.88 divides by zero when it looks into
    /// a table that it could not fill; so nothing more is asked of this multi handle than to let go.
    private func breakDown() {
        guard isOpen else { return }
        // Those that are open are told so.
        takeCompletions()
        while isOpen, let connection = connections.last {
            if let opener = connection.opener {
                connection.close()
                opener.connectionFailed(.multiIsBroken)
            } else {
                connection.breakDown()
                connection.close()
            }
        }
        close()
    }

    private func takeCompletions() {
        var left: Int32 = 0
        while isOpen, let message = insideCurl({ curl_multi_info_read(multi, &left) }) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            // The message dies with the removal.
            let code = message.pointee.data.result
            guard let connection = Self.connection(of: message.pointee.easy_handle) else {
                continue
            }
            if code == CURLE_OK {
                opened(connection)
            } else {
                fail(connection, CurlError(code, sentence: connection.easy?.errorSentence))
            }
        }
    }

    private func opened(_ connection: Connection) {
        guard let easy = connection.easy?.pointer else { return }
        var descriptor: curl_socket_t = -1
        ccurl_easy_get_socket(easy, CURLINFO_ACTIVESOCKET, &descriptor)
        ccurl_easy_set_pointer(easy, CURLOPT_PRIVATE, nil)
        guard descriptor >= 0 else { return fail(connection, CurlError(CURLE_COULDNT_CONNECT)) }
        do throws(UVError) {
            let last = connection.phase
            let poller =
                if !connection.isEncrypted {
                    try takeOver(descriptor, of: connection)
                } else if let poller = pollers.removeValue(forKey: descriptor) {
                    poller
                } else {
                    try SocketPoller(on: loop, descriptor: descriptor, delegate: self)
                }
            let opener = connection.opened(poller)
            if connection.easy != nil { delegate.connectionMoved(from: last) }
            opener?.connectionOpened(connection)
        } catch {
            fail(connection, CurlError(CURLE_COULDNT_CONNECT))
        }
    }

    /// Makes a plain connection independent of libcurl, by a descriptor of its own for the same socket.
    ///
    /// libcurl would keep a handle and more for it, three times what a stream needs besides.
    private func takeOver(
        _ descriptor: curl_socket_t,
        of connection: Connection
    ) throws(UVError) -> SocketPoller {
        let own = ccurl_duplicate(descriptor)
        guard own >= 0 else { throw UVError(code: own, operation: "fcntl") }
        do throws(UVError) {
            let poller = try SocketPoller(on: loop, descriptor: own, delegate: self)
            // libcurl counts a connection as one to keep until the first call for it.
            if let easy = connection.easy {
                var count = 0
                _ = curl_easy_recv(easy.pointer, loop.readBuffer.baseAddress, 0, &count)
            }
            unwatch(descriptor)
            remove(connection, from: connection.phase)
            return poller
        } catch {
            _ = ccurl_close_socket(own)
            throw error
        }
    }

    private func fail(_ connection: Connection, _ error: CurlError) {
        let opener = connection.opener
        connection.close()
        opener?.connectionFailed(error)
    }

    private static func connection(of easy: UnsafeMutableRawPointer?) -> Connection? {
        var context: UnsafeMutableRawPointer?
        ccurl_easy_get_pointer(easy, CURLINFO_PRIVATE, &context)
        return context.map { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue() }
    }

    // Events of the loop

    private func insideCurl<Result>(_ body: () -> Result) -> Result {
        precondition(!isInsideCurl, "libcurl was entered from its own callback")
        isInsideCurl = true
        defer { isInsideCurl = false }
        return body()
    }

    private func act(on descriptor: curl_socket_t, _ events: Int32) {
        guard isOpen else { return }
        var running: Int32 = 0
        let result = insideCurl { curl_multi_socket_action(multi, descriptor, events, &running) }
        guard result == CURLM_OK else { return breakDown() }
        takeCompletions()
    }

    private func timeoutPassed() {
        act(on: CURL_SOCKET_TIMEOUT, 0)
    }

    // Callbacks of libcurl

    private func timeoutChanged(_ milliseconds: Int) {
        switch milliseconds {
        case ..<0: timer?.cancel()
        case 0:
            // As soon as possible, but never from inside a callback.
            guard !isTimeoutQueued else { return }
            isTimeoutQueued = true
            loop.afterTurn { [self] in
                isTimeoutQueued = false
                timeoutPassed()
            }
        default: timer?.schedule(after: .milliseconds(milliseconds))
        }
    }

    fileprivate func socketOpened(_ descriptor: curl_socket_t, of connection: Connection) {
        // libcurl 7.88 closes a socket that never connected without a word; this may have its number.
        unwatch(descriptor)
        let last = connection.phase
        connection.socketOpened()
        delegate.connectionMoved(from: last)
    }

    private func socketChanged(
        _ descriptor: curl_socket_t,
        _ what: Int32,
        of easy: UnsafeMutableRawPointer?
    ) {
        guard what != CURL_POLL_REMOVE else {
            // Here and now: the descriptor may be closed and given out again as soon as we return.
            return unwatch(descriptor)
        }
        do throws(UVError) {
            let poller =
                if let poller = pollers[descriptor] { poller } else {
                    try makePoller(for: descriptor)
                }
            poller.watch(readable: what & CURL_POLL_IN != 0, writable: what & CURL_POLL_OUT != 0)
        } catch {
            guard let connection = Self.connection(of: easy) else { return }
            loop.afterTurn { [weak self, weak connection] in
                guard let self, let connection, connection.opener != nil else { return }
                fail(connection, CurlError(CURLE_COULDNT_CONNECT))
            }
        }
    }

    private func makePoller(for descriptor: curl_socket_t) throws(UVError) -> SocketPoller {
        let poller = try SocketPoller(on: loop, descriptor: descriptor, delegate: self)
        pollers[descriptor] = poller
        return poller
    }

    private func unwatch(_ descriptor: Int32) {
        pollers.removeValue(forKey: descriptor)?.close()
    }
}

extension Connector: SocketPollerDelegate {
    func poller(_ poller: SocketPoller, isReadable: Bool, isWritable: Bool, hasFailed: Bool) {
        var events: Int32 = 0
        if isReadable { events |= CURL_CSELECT_IN }
        if isWritable { events |= CURL_CSELECT_OUT }
        // With the error alone libcurl would not read what came before it.
        if hasFailed { events |= CURL_CSELECT_ERR | CURL_CSELECT_IN }
        act(on: poller.descriptor, events)
    }
}
