// One libcurl multi handle on a loop: its sockets, its timer, its completions.

internal import CCurl
internal import Reactor

/// Drives the transfers of one multi handle by the events of a loop.
///
/// libcurl forbids calls into the multi from its callbacks, so these only record; everything else happens when
/// `curl_multi_socket_action` has returned (libcurl: "curl_multi_socket_action", "CURLMOPT_SOCKETFUNCTION").
final class MultiDriver {
    /// How many kept connections are thought to wait for a transfer.
    ///
    /// libcurl does not tell when it drops one of them, so this may be too high until the next transfer finds out.
    private(set) var idleConnectionCount = 0
    /// When a transfer last left.
    private(set) var lastUsed: Instant

    private let multi: UnsafeMutableRawPointer
    private let loop: Loop
    private var timer: Timer?
    private var active: [Transfer] = []
    private var isInsideCurl = false
    private var isSettling = false
    private var isClosing = false
    private var isClosed = false
    private var isTimeoutQueued = false
    /// The socket that libcurl is to let go of without closing it.
    private var socketGivenAway: Int32?
    /// Transfers that changed their mind, perhaps inside a callback: to be dealt with once libcurl has returned.
    private var unsettled: [Transfer] = []
    private var unsettledInHand: [Transfer] = []
    /// Sockets that libcurl wants watched, and those of connections that no transfer uses, which are idle.
    ///
    /// The latter are watched on, because stopping and starting costs five system calls for each transfer.
    private var pollers: [Int32: SocketPoller] = [:]
    /// Sockets of connections that were ready to use, each with its local port.
    ///
    /// Of these libcurl tells when it closes them; of others, such as a resolver's or the slower one's of two
    /// addresses, it does not.
    private var connections: [Int32: Int32] = [:]
    /// The same by the port, which several have if they lead to several addresses of the provider.
    private var connectionsByPort: [Int32: [Int32]] = [:]

    /// - Parameter idleConnectionsMax: How many connections are kept for later transfers.
    init(on loop: Loop, idleConnectionsMax: Int) throws(CurlError) {
        guard let multi = curl_multi_init() else { throw CurlError(CURLE_OUT_OF_MEMORY) }
        self.multi = multi
        self.loop = loop
        lastUsed = loop.now
        timer = Timer(on: loop) { [unowned self] in timeoutPassed() }
        let context = Unmanaged.passUnretained(self).toOpaque()
        let results = [
            ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context),
            ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context),
            ccurl_multi_set_socket_callback(multi) { easy, descriptor, what, context, _ in
                MultiDriver.recover(context).socketChanged(descriptor, what, of: easy)
                // An error here would end the whole multi handle, not one transfer.
                return 0
            },
            ccurl_multi_set_timer_callback(multi) { _, milliseconds, context in
                MultiDriver.recover(context).timeoutChanged(milliseconds)
                return 0
            },
            ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, idleConnectionsMax),
            ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING)),
        ]
        guard results.allSatisfy({ $0 == CURLM_OK }) else {
            curl_multi_cleanup(multi)
            isClosed = true
            throw CurlError(CURLE_OUT_OF_MEMORY)
        }
    }

    deinit { precondition(isClosed, "a multi handle was released before it was closed") }

    private static func recover(_ context: UnsafeMutableRawPointer?) -> MultiDriver {
        guard let context else { preconditionFailure("libcurl called back without its context") }
        return Unmanaged<MultiDriver>.fromOpaque(context).takeUnretainedValue()
    }

    /// The number of transfers that run.
    var activeCount: Int { active.count }

    /// Tells whether it takes transfers.
    var isOpen: Bool { !isClosing }

    /// Ends the multi handle: cancels what runs and closes every connection and poller, once libcurl has returned.
    func close() {
        guard !isClosing else { return }
        isClosing = true
        for transfer in active { transfer.cancel() }
        settleAll()
    }

    /// Ends the multi handle after libcurl has failed to keep account of its own sockets, for want of memory.
    ///
    /// A transfer whose socket was not entered would never hear of it, and libcurl 7.88 divides by zero when it looks
    /// into a table that it could not fill; so nothing more is asked of this multi handle than to let go.
    private func breakDown() {
        // Those that are complete are told so.
        settleAll()
        guard !isClosing else { return }
        isClosing = true
        for transfer in active { transfer.fail(.multiIsBroken) }
        settleAll()
    }

    private func cleanUp() {
        isClosed = true
        timer?.cancel()
        timer = nil
        _ = insideCurl { curl_multi_cleanup(multi) }
        for poller in pollers.values { poller.close() }
        pollers = [:]
    }

    // Transfers

    func add(_ transfer: Transfer) throws(CurlError) {
        precondition(!isClosing, "a transfer was given to a multi handle that is closed")
        // libcurl keeps both with each connection, which may outlive the transfer that opened it.
        try transfer.handle.setCloseCallback(context: Unmanaged.passUnretained(self).toOpaque()) {
            context,
            descriptor in
            MultiDriver.recover(context).closeConnection(descriptor)
        }
        let result = insideCurl { curl_multi_add_handle(multi, transfer.handle.pointer) }
        guard result == CURLM_OK else { throw CurlError(CURLE_FAILED_INIT) }
        transfer.index = active.count
        active.append(transfer)
        if !transfer.opensConnection { idleConnectionCount = max(0, idleConnectionCount - 1) }
        transfer.didEnter(self)
    }

    /// Takes a transfer out or lets it go on, at once or when libcurl has returned.
    func settle(_ transfer: Transfer) {
        unsettled.append(transfer)
        settleAll()
    }

    /// Carries out what was recorded, and tells of transfers that are complete, until nothing is left of either.
    private func settleAll() {
        // The delegate's calls come back here; the loop below sees to what they ask for.
        guard !isInsideCurl, !isSettling, !isClosed else { return }
        isSettling = true
        repeat {
            if !unsettled.isEmpty { applyAll() }
            takeCompletions()
        } while !unsettled.isEmpty
        isSettling = false
        if isClosing, active.isEmpty { cleanUp() }
    }

    private func applyAll() {
        swap(&unsettled, &unsettledInHand)
        for transfer in unsettledInHand { apply(transfer) }
        unsettledInHand.removeAll(keepingCapacity: true)
    }

    private func apply(_ transfer: Transfer) {
        guard transfer.phase != .over else { return }
        if transfer.isCancelled { return remove(transfer, nil) }
        if let failure = transfer.failure { return remove(transfer, failure) }
        // What was held back is delivered within the call, and with it anything may happen.
        let result = insideCurl { transfer.goOn() }
        guard !transfer.isCancelled else { return }
        guard result == CURLE_OK else { return remove(transfer, CurlError(result)) }
        if transfer.canTakeSocket { letGo(of: transfer) }
    }

    /// Takes a transfer out of libcurl in the midst of its body, and its socket with it.
    ///
    /// libcurl closes the connection of a transfer that is taken out before its end, by the function that was given to
    /// it for that, which leaves this one open ("CURLOPT_CLOSESOCKETFUNCTION").
    private func letGo(of transfer: Transfer) {
        // Without one the connection has ended, and libcurl is about to say so.
        guard let descriptor = transfer.descriptor,
            let poller = pollers.removeValue(forKey: descriptor)
        else { return }
        socketGivenAway = descriptor
        take(transfer)
        guard socketGivenAway == nil else {
            preconditionFailure("libcurl kept the connection of a transfer that it has to close")
        }
        transfer.readOn(from: poller)
    }

    private func takeCompletions() {
        var left: Int32 = 0
        while let message = insideCurl({ curl_multi_info_read(multi, &left) }) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            // The message dies with the removal.
            let code = message.pointee.data.result
            let transfer = Transfer.recover(from: message.pointee.easy_handle)
            if code == CURLE_OK, !transfer.opensConnection { idleConnectionCount += 1 }
            // What it could say of a callback that broke it off is less than what that has found.
            remove(transfer, code == CURLE_OK ? nil : transfer.failure ?? CurlError(code))
        }
    }

    private func remove(_ transfer: Transfer, _ error: CurlError?) {
        take(transfer)
        transfer.didLeave(error)
    }

    private func take(_ transfer: Transfer) {
        let result = insideCurl { curl_multi_remove_handle(multi, transfer.handle.pointer) }
        precondition(result == CURLM_OK, "curl_multi_remove_handle: \(result.rawValue)")
        lastUsed = loop.now
        let last = active.removeLast()
        if last !== transfer {
            active[transfer.index] = last
            last.index = transfer.index
        }
    }

    // Events of the loop

    private func insideCurl<Result>(_ body: () -> Result) -> Result {
        precondition(!isInsideCurl, "libcurl was entered from its own callback")
        isInsideCurl = true
        defer { isInsideCurl = false }
        return body()
    }

    private func act(on descriptor: curl_socket_t, _ events: Int32) {
        guard !isClosed else { return }
        var running: Int32 = 0
        let result = insideCurl { curl_multi_socket_action(multi, descriptor, events, &running) }
        guard result == CURLM_OK else { return breakDown() }
        settleAll()
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

    private func socketChanged(
        _ descriptor: curl_socket_t,
        _ what: Int32,
        of easy: UnsafeMutableRawPointer?
    ) {
        guard what != CURL_POLL_REMOVE else {
            // What comes for a transfer that is paused was asked for.
            if !Transfer.isPaused(easy), connections[descriptor] != nil,
                let poller = pollers[descriptor]
            {
                poller.isIdle = true
                return poller.watch(readable: true, writable: false)
            }
            // Closed here and now: the descriptor may be closed and given out again as soon as we return.
            pollers.removeValue(forKey: descriptor)?.close()
            return
        }
        let transfer = Transfer.recover(from: easy)
        // Once connected, a transfer has no socket but its connection's.
        if transfer.phase == .connected {
            transfer.descriptor = descriptor
            noteConnection(descriptor)
        }
        do throws(UVError) {
            let poller =
                if let poller = pollers[descriptor] { poller } else {
                    try makePoller(for: descriptor)
                }
            poller.isIdle = false
            poller.watch(readable: what & CURL_POLL_IN != 0, writable: what & CURL_POLL_OUT != 0)
        } catch {
            transfer.fail(CurlError(CURLE_COULDNT_CONNECT))
        }
    }

    private func noteConnection(_ descriptor: Int32) {
        guard connections[descriptor] == nil else { return }
        let port = ccurl_local_port(descriptor)
        connections[descriptor] = port
        connectionsByPort[port, default: []].append(descriptor)
    }

    private func makePoller(for descriptor: curl_socket_t) throws(UVError) -> SocketPoller {
        let poller = try SocketPoller(on: loop, descriptor: descriptor, delegate: self)
        pollers[descriptor] = poller
        return poller
    }

    private func closeConnection(_ descriptor: Int32) -> Int32 {
        if let port = connections.removeValue(forKey: descriptor) {
            connectionsByPort[port]?.removeAll { $0 == descriptor }
            if connectionsByPort[port]?.isEmpty == true { connectionsByPort[port] = nil }
        }
        let transfer = active.first { $0.descriptor == descriptor }
        transfer?.descriptor = nil
        if descriptor == socketGivenAway {
            socketGivenAway = nil
            return 0
        }
        if let transfer, transfer.leavesConnectionUsable,
            let poller = pollers.removeValue(forKey: descriptor)
        {
            transfer.keepConnection(poller)
            return 0
        }
        unwatch(descriptor)
        return ccurl_close_socket(descriptor)
    }

    private func unwatch(_ descriptor: Int32) {
        pollers.removeValue(forKey: descriptor)?.close()
    }

    /// The provider has closed a kept connection, or says on it what nobody asked for.
    ///
    /// libcurl 7.88 would use the latter again, and give what came to the next request as its answer. Of a connection
    /// that has ended it lets go when it looks for one.
    private func endIdle(_ descriptor: Int32) {
        unwatch(descriptor)
        ccurl_shut_down(descriptor)
        idleConnectionCount = max(0, idleConnectionCount - 1)
    }

    /// A transfer is about to send on a kept connection: it must not, if something came there since the last look.
    ///
    /// Then nothing can be sent, and libcurl takes another connection.
    func willUseKeptConnection(localPort: Int32) {
        for descriptor in connectionsByPort[localPort] ?? []
        where pollers[descriptor]?.isIdle == true && ccurl_has_input(descriptor) != 0 {
            ccurl_shut_down(descriptor)
        }
    }

    /// A transfer that looked for a kept connection opened a socket instead: there are none left.
    func foundNoIdleConnection() {
        idleConnectionCount = 0
    }
}

extension MultiDriver: SocketPollerDelegate {
    func poller(_ poller: SocketPoller, isReadable: Bool, isWritable: Bool, hasFailed: Bool) {
        guard !poller.isIdle else { return endIdle(poller.descriptor) }
        var events: Int32 = 0
        if isReadable { events |= CURL_CSELECT_IN }
        if isWritable { events |= CURL_CSELECT_OUT }
        // With the error alone libcurl would not read what came before it.
        if hasFailed { events |= CURL_CSELECT_ERR | CURL_CSELECT_IN }
        act(on: poller.descriptor, events)
    }
}
