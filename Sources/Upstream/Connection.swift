// One connection to a provider: the layer of bytes below an exchange, plain or TLS.

internal import CCurl
internal import Reactor

/// Hears of the readiness of a connection, on its loop.
protocol ConnectionUser: AnyObject {
    /// It is ready; where it has failed, reading will tell.
    func connection(_ connection: Connection, isReadable: Bool, isWritable: Bool)
}

/// Waits for a connection to open; called on its loop, never from within the call that asked for it.
protocol ConnectionOpener: AnyObject {
    /// It carries bytes from now on, and belongs to the opener, who sends first.
    func connectionOpened(_ connection: Connection)
    /// It could not be opened, and is closed.
    func connectionFailed(_ error: CurlError)
}

/// A connection that libcurl has opened, or is opening, and whose bytes its user sends and receives.
///
/// TLS is a property of it: under TLS bytes go through `curl_easy_send` and `curl_easy_recv`, and its ``Connector``
/// owns it until ``close()``. Else they go to a descriptor of its own, and libcurl has no part in it any more once it
/// is open. Used by one exchange at a time, or kept by the pool.
///
/// **The rule of reuse.** A connection carries another request only if it is known to be silent: the answer before was
/// framed, began after its whole request had been acknowledged, and ended exactly where it said (``ResponseParser``);
/// it is watched while it is idle, for a moment at least; and just before the request is written it is asked whether
/// the kernel or the TLS layer holds a byte (``isSilent()``). Any other is closed.
final class Connection {
    enum Phase {
        /// The name is being resolved; this may cost a thread.
        case resolving
        /// A socket of it is connecting, or the TLS handshake is under way.
        case connecting
        /// It carries bytes.
        case open
        case closed
    }

    /// What there is to read besides bytes.
    enum Reception: Equatable {
        /// Bytes were there and have been lent.
        case bytes
        /// Nothing has come yet.
        case nothing
        /// The peer has sent the end.
        case end
        /// The connection has broken.
        case failure
        /// It has broken because the peer had sent the end before it got what was sent last.
        case wasClosed
    }

    /// How much a send took.
    enum Transmission: Equatable {
        /// So many bytes.
        case sent(Int)
        /// Nothing yet; the poller tells when it takes more.
        case nothing
        /// The connection has broken.
        case failure
    }

    /// Where it leads: ``ProviderURL/origin``.
    let origin: String
    let isEncrypted: Bool
    /// What opens it, and stands for it as long as it is encrypted.
    private(set) var easy: EasyHandle?
    private let handle: UnsafeMutableRawPointer
    /// Its place among those of its connector.
    var index = 0
    private(set) var phase = Phase.resolving
    /// Who waits for it to open.
    private(set) var opener: (any ConnectionOpener)?

    let connector: Connector
    /// Watches the socket once it is open.
    private var openPoller: SocketPoller?
    /// Who uses it, set before it is watched.
    private unowned(unsafe) var user: (any ConnectionUser)?
    /// OpenSSL's object, if libcurl stands on OpenSSL; libcurl tells it once bytes have been sent or received.
    private lazy var ssl = ccurl_ssl_of(handle)
    private var isBroken = false

    init(
        to url: ProviderURL,
        for opener: any ConnectionOpener,
        _ easy: EasyHandle,
        _ connector: Connector
    ) {
        origin = url.origin
        isEncrypted = url.isEncrypted
        self.opener = opener
        self.easy = easy
        handle = easy.pointer
        self.connector = connector
    }

    deinit { precondition(phase == .closed, "a connection was released before it was closed") }

    private var poller: SocketPoller {
        guard let openPoller else { preconditionFailure("only an open connection carries bytes") }
        return openPoller
    }

    /// Tells a user from now on when the connection can be read or written without waiting.
    ///
    /// The user outlives its use of the connection, which ends with another user or the close.
    func watch(for user: any ConnectionUser, readable: Bool, writable: Bool) {
        self.user = user
        poller.watch(readable: readable, writable: writable)
    }

    // Opening, as the connector goes on with it

    /// A socket of it exists, so its name is resolved.
    func socketOpened() {
        if phase == .resolving { phase = .connecting }
    }

    /// It carries bytes from now on; the socket is watched by nobody else, and the connection's own without libcurl.
    func opened(_ poller: SocketPoller) -> (any ConnectionOpener)? {
        phase = .open
        openPoller = poller
        poller.delegate = self
        easy?.setReadSize(isOpen: true)
        return opener.take()
    }

    /// libcurl has no part in it any more.
    func left() {
        easy = nil
    }

    /// libcurl has not taken it.
    func neverBegan() {
        phase = .closed
        opener = nil
    }

    /// Its multi handle is of no use any more: reading tells a failure from now on.
    func breakDown() {
        isBroken = true
        user?.connection(self, isReadable: true, isWritable: false)
    }

    /// Closes the connection, or gives its opening up; idempotent.
    func close() {
        guard phase != .closed else { return }
        let last = phase
        phase = .closed
        opener = nil
        // Before the socket: the number may be another's as soon as libcurl has closed it.
        openPoller?.close()
        user = nil
        if let easy {
            connector.remove(self, from: last)
            if last == .open { easy.setReadSize(isOpen: false) }
        } else {
            _ = ccurl_close_socket(poller.descriptor)
        }
    }

    // Bytes

    /// Reads what has come, without waiting, into the buffer of the loop, and lends it for the call.
    func receive(_ body: (Span<UInt8>) -> Void) -> Reception {
        guard !isBroken else { return .failure }
        let room = poller.loop.readBuffer
        var count = 0
        if isEncrypted {
            let result = curl_easy_recv(
                handle,
                room.baseAddress,
                EasyHandle.readByteCountMax,
                &count
            )
            guard result == CURLE_OK else { return result == CURLE_AGAIN ? .nothing : .failure }
        } else {
            count = ccurl_receive(poller.descriptor, room.baseAddress, EasyHandle.readByteCountMax)
        }
        switch count {
        case 1...:
            let bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
            body(bytes.assumingMemoryBound(to: UInt8.self).span)
            return .bytes
        case 0: return .end
        case Int(ccurl_nothing_yet): return .nothing
        case Int(ccurl_was_closed): return .wasClosed
        default: return .failure
        }
    }

    /// Why it has broken, behind a reception that told a failure.
    var failure: CurlError {
        guard !isBroken, let sentence = easy?.errorSentence else { return .connectionBroke }
        return CurlError(CURLE_RECV_ERROR, sentence: sentence)
    }

    /// Tells whether bytes may wait in the TLS layer, where the poller does not see them.
    ///
    /// To be asked behind a reception of bytes: then it is exact with OpenSSL, else true until nothing comes.
    var mayHoldMore: Bool {
        guard isEncrypted else { return false }
        guard let ssl, let hasPending = EasyHandle.openSSL.has_pending else { return true }
        return hasPending(ssl) != 0
    }

    /// Sends what the connection takes of two blocks, without waiting.
    ///
    /// Under TLS a block whose send took nothing must be the same, at the same place, at the next call.
    func send(
        _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer
    ) -> Transmission {
        guard !isBroken else { return .failure }
        guard isEncrypted else {
            let count = ccurl_send(
                poller.descriptor,
                first.baseAddress,
                first.count,
                second.baseAddress,
                second.count
            )
            guard count < 0 else { return .sent(count) }
            return count == Int(ccurl_nothing_yet) ? .nothing : .failure
        }
        var count = 0
        let block = first.isEmpty ? second : first
        let result = curl_easy_send(handle, block.baseAddress, block.count, &count)
        switch result {
        case CURLE_OK: return .sent(count)
        case CURLE_AGAIN: return .nothing
        default: return .failure
        }
    }

    /// Frees the records that OpenSSL has read and sent in, 32 KiB, which it would keep for the next.
    ///
    /// It lets go of them after their use; but it takes both to read the session tickets that come at the beginning.
    func freeRecords() {
        guard isEncrypted, let ssl, let free = EasyHandle.openSSL.free_buffers else { return }
        _ = free(ssl)
    }

    /// Tells whether nothing has come that has not been read, neither to the kernel nor to the TLS layer.
    ///
    /// What only the TLS layer has to know of, such as a session ticket, is no word of the provider. Reads what there
    /// is, so that a connection of which it is false can only be closed.
    func isSilent() -> Bool {
        guard phase == .open, !isBroken else { return false }
        guard isEncrypted else { return !hasInput }
        return receive { _ in } == .nothing
    }

    /// Tells whether something has come to the kernel that has not been read; under TLS that may be no word of the
    /// provider.
    var hasInput: Bool { isBroken || ccurl_has_input(poller.descriptor) != 0 }

    /// The bytes that were sent and that the peer's TCP has not acknowledged; 0 where that is not known.
    var unacknowledgedByteCount: Int {
        Int(ccurl_unacknowledged(poller.descriptor))
    }
}

extension Connection: SocketPollerDelegate {
    func poller(_ poller: SocketPoller, isReadable: Bool, isWritable: Bool, hasFailed: Bool) {
        user?.connection(self, isReadable: isReadable || hasFailed, isWritable: isWritable)
    }
}
