// All transfers of one loop to the provider.

internal import Bytes
public import Reactor

/// Starts transfers on a loop and keeps what they share: connections, resolved names, TLS sessions, easy handles.
///
/// To be closed by its owner, which ends what still runs.
public final class UpstreamClient {
    // Starting a transfer walks the connections of its multi handle: 135 µs with 100 live, 467 µs with 5,000
    // (measured with libcurl 7.88.1). So a loop has several multi handles, each filled up to this many transfers.
    private static let transfersPerDriverMax = 128
    private static let idleHandlesMax = 256
    // libcurl takes a thread for each name that it resolves; the first answer serves all that wait.
    private static let choosingMax = 16
    // Kept connections spare a handshake, but a burst must not leave thousands of them open.
    private static let sweepInterval = Duration.seconds(1)
    private static let fewConnectionsMax = 8
    private static let fewConnectionsKeptFor = Duration.seconds(50)
    private static let manyConnectionsKeptFor = Duration.seconds(3)

    /// The transfers that have been started and are not over.
    public private(set) var activeCount = 0

    let loop: Loop
    private let connectTimeout: Duration
    private let caFile: String?
    private let share: ShareHandle
    private let headers: HeaderList
    private let headerLines: [String]
    /// Whether the headers arrive as they were given: blanks at the ends of a value are no part of it on the wire, so
    /// a key that has some would arrive as another key.
    ///
    /// RFC 9110 section 5.5.
    private let areHeadersFaithful: Bool
    /// The same as bytes, for requests that are written here.
    private var headBytes = ByteBuffer()
    /// Transfers that libcurl does not know.
    private var exchanging: [Transfer] = []
    private let keptSockets = KeptSockets()
    private var lastURL: (text: String, plain: PlainURL?)?
    private var drivers: [MultiDriver] = []
    private var idleHandles: [EasyHandle] = []
    private var sweepTimer: Timer?
    private var isClosed = false
    /// Transfers that libcurl does not have yet, with the latest instant to give them to it.
    private var waiting: [(transfer: Transfer, deadline: Instant)] = []
    private var isStartQueued = false
    /// The transfers that look for a connection: each may cost a resolver thread.
    private var choosingCount = 0

    /// Creates a client for the loop of the calling thread.
    ///
    /// - Throws: When libcurl lacks memory, or a header line holds a line end.
    public init(on loop: Loop, configuration: Configuration) throws(CurlError) {
        self.loop = loop
        connectTimeout = configuration.connectTimeout
        caFile = configuration.caFile
        share = try ShareHandle()
        // libcurl would wait for a 100 Continue before bodies over 1 MiB.
        headerLines = configuration.headerLines + ["Expect:"]
        headers = try HeaderList(headerLines)
        areHeadersFaithful = configuration.headerLines.allSatisfy(Self.isFaithful)
        // libcurl sends this unasked, and a provider should get the same request by either way.
        for line in ["Accept: */*"] + configuration.headerLines where line.utf8.last != ASCII.colon
        {
            headBytes.append(line)
            headBytes.append("\r\n")
        }
        sweepTimer = Timer(on: loop) { [unowned self] in sweep() }
    }

    /// Starts a request; its first call to the delegate comes on a later turn or at the end of this one.
    ///
    /// May be called from within a delegate's methods.
    ///
    /// - Throws: When the transfer could not be set up; the delegate is not called then.
    public func start(
        _ request: consuming UpstreamRequest,
        delegate: any TransferDelegate
    ) throws(UpstreamFailure) -> Transfer {
        loop.assertIsCurrent()
        guard !isClosed else { throw .notStarted(.clientIsClosed) }
        guard areHeadersFaithful else { throw .notStarted(.headerCannotBeSent) }
        let transfer = Transfer(request, client: self, delegate: delegate)
        do throws(CurlError) {
            if let socket = try takeKeptSocket(for: transfer) {
                begin(transfer, on: socket)
            } else {
                try transfer.prepare(takeHandle())
                wait(transfer)
            }
        } catch {
            throw .notStarted(error)
        }
        activeCount += 1
        return transfer
    }

    private func wait(_ transfer: Transfer) {
        waiting.append((transfer, loop.now + connectTimeout))
        queueStart()
    }

    /// Cancels all transfers and closes all connections; the client is not to be used afterwards.
    ///
    /// May be called from within a delegate's methods; libcurl then closes the connections once it has returned.
    public func close() {
        isClosed = true
        sweepTimer?.cancel()
        let unstarted = waiting
        waiting = []
        for (transfer, _) in unstarted { transfer.cancel() }
        let closing = drivers
        drivers = []
        for driver in closing { driver.close() }
        for transfer in exchanging { transfer.cancel() }
        keptSockets.closeAll()
        idleHandles = []
    }

    private static func isFaithful(_ line: String) -> Bool {
        let value = line.utf8.drop { $0 != ASCII.colon }.dropFirst(2)
        return value.first != ASCII.space && value.last != ASCII.space
    }

    // Starting

    // Always as a job: libcurl must not be called from its callbacks, where delegates may start a transfer.
    private func queueStart() {
        guard !isStartQueued, !waiting.isEmpty, choosingCount < Self.choosingMax else { return }
        isStartQueued = true
        loop.afterTurn { [weak self] in
            guard let self else { return }
            isStartQueued = false
            startWaiting()
        }
    }

    private func startWaiting() {
        let count = min(waiting.count, max(0, Self.choosingMax - choosingCount))
        let next = Array(waiting.prefix(count))
        waiting.removeFirst(count)
        for (transfer, deadline) in next where transfer.phase == .waiting {
            if deadline < loop.now {
                transfer.didLeave(.connectTimeout)
            } else {
                start(transfer)
            }
        }
        queueStart()
    }

    private func start(_ transfer: Transfer) {
        do throws(CurlError) {
            try driverForNext().add(transfer)
            choosingCount += 1
        } catch {
            transfer.didLeave(error)
        }
    }

    /// One with a kept connection, else the least busy, so that starting costs the same however many transfers run.
    private func driverForNext() throws(CurlError) -> MultiDriver {
        var leastBusy: MultiDriver?
        for driver in drivers
        where driver.isOpen && driver.activeCount < Self.transfersPerDriverMax {
            if driver.idleConnectionCount > 0 { return driver }
            if driver.activeCount < leastBusy?.activeCount ?? .max { leastBusy = driver }
        }
        if let leastBusy { return leastBusy }
        let driver = try MultiDriver(on: loop, idleConnectionsMax: Self.transfersPerDriverMax)
        drivers.append(driver)
        armSweep()
        return driver
    }

    private func takeHandle() throws(CurlError) -> EasyHandle {
        if let handle = idleHandles.popLast() { return handle }
        return try EasyHandle(
            share: share,
            headers: headers,
            connectTimeoutMilliseconds: Int(connectTimeout.wholeNanoseconds / 1_000_000),
            caFile: caFile
        )
    }

    /// The header lines of all requests and those of one.
    func headers(adding lines: [String]) throws(CurlError) -> HeaderList {
        try HeaderList(headerLines + lines)
    }

    // Calls of transfers

    /// A transfer has found or begun a connection; it needs no resolver any more.
    func didChoose() {
        choosingCount -= 1
        queueStart()
    }

    /// A transfer is over, and its handle, if it has one, may serve another.
    func didLeave(_ transfer: Transfer, from phase: Transfer.Phase, _ handle: EasyHandle?) {
        activeCount -= 1
        switch phase {
        case .choosing: didChoose()
        case .exchanging: forget(transfer)
        case .waiting, .connecting, .connected, .over: break
        }
        keep(handle)
    }

    private func keep(_ handle: EasyHandle?) {
        guard let handle, !isClosed, idleHandles.count < Self.idleHandlesMax else { return }
        idleHandles.append(handle)
    }

    /// Sends a request anew that a kept connection did not carry.
    func startAgain(_ transfer: Transfer) {
        forget(transfer)
        do throws(CurlError) {
            guard !isClosed else { throw .clientIsClosed }
            try transfer.prepare(takeHandle())
            wait(transfer)
        } catch {
            transfer.didLeave(error)
        }
    }

    // Connections of ours

    /// The parts of a URL if requests to it may use kept connections.
    func plainURL(of url: String) -> PlainURL? {
        // All requests go to a few URLs, and most to the same.
        if let lastURL, lastURL.text == url { return lastURL.plain }
        let plain = PlainURL(url)
        lastURL = (url, plain)
        return plain
    }

    private func takeKeptSocket(for transfer: Transfer) throws(CurlError) -> ConnectedSocket? {
        guard !transfer.opensConnection, let url = transfer.plainURL, !keptSockets.isEmpty else {
            return nil
        }
        try transfer.checkHeaderLines()
        return keptSockets.take(for: url.origin)
    }

    private func begin(_ transfer: Transfer, on socket: ConnectedSocket) {
        remember(transfer)
        var head = ByteBuffer(minimumCapacity: headBytes.count + 512)
        transfer.writeHead(commonLines: headBytes.bytes, into: &head)
        transfer.exchange(on: socket, head: head, loop: loop)
    }

    /// Reads the rest of an answer that libcurl has begun, and keeps the handle for others.
    func readOn(
        _ transfer: Transfer,
        from socket: ConnectedSocket,
        _ handle: EasyHandle?
    ) -> SocketExchange {
        keep(handle)
        remember(transfer)
        return SocketExchange(readingBodyOf: transfer, on: socket, loop: loop)
    }

    func keep(_ socket: ConnectedSocket) {
        guard !isClosed else { return socket.close() }
        keptSockets.keep(socket, at: loop.now)
        armSweep()
    }

    private func remember(_ transfer: Transfer) {
        transfer.index = exchanging.count
        exchanging.append(transfer)
    }

    private func forget(_ transfer: Transfer) {
        let last = exchanging.removeLast()
        guard last !== transfer else { return }
        exchanging[transfer.index] = last
        last.index = transfer.index
    }

    // Upkeep

    private func armSweep() {
        guard let sweepTimer, !sweepTimer.isScheduled else { return }
        sweepTimer.schedule(after: Self.sweepInterval)
    }

    /// Ends multi handles that nobody has used for a while: libcurl would keep their connections, even dead ones.
    private func sweep() {
        let now = loop.now
        for driver in drivers where Self.isStale(driver, at: now) { driver.close() }
        drivers.removeAll { Self.isStale($0, at: now) }
        keptSockets.sweep(at: now)
        if !drivers.isEmpty || !keptSockets.isEmpty { armSweep() }
    }

    private static func isStale(_ driver: MultiDriver, at now: Instant) -> Bool {
        guard driver.isOpen else { return true }
        let isFew = driver.idleConnectionCount <= fewConnectionsMax
        let keptFor = isFew ? fewConnectionsKeptFor : manyConnectionsKeptFor
        return driver.activeCount == 0 && driver.lastUsed + keptFor <= now
    }
}

extension UpstreamClient {
    /// What is the same for all requests.
    ///
    /// Its description and its reflection tell no header, because one of them is a secret.
    public struct Configuration: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
        /// Header lines sent with each request, without their ends.
        public var headerLines: [String]
        /// The longest time to connect, names and TLS included.
        public var connectTimeout: Duration
        /// The PEM file of trusted authorities; nil takes the system's.
        public var caFile: String?

        /// Creates a configuration.
        public init(headerLines: [String], connectTimeout: Duration, caFile: String? = nil) {
            self.headerLines = headerLines
            self.connectTimeout = connectTimeout
            self.caFile = caFile
        }

        /// The number of header lines and the timeout.
        public var description: String {
            "\(headerLines.count) header lines, connect timeout \(connectTimeout)"
        }

        /// The description only.
        public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
    }
}

@available(*, unavailable)
extension UpstreamClient: Sendable {}
