// All transfers of one loop to the provider.

internal import Bytes
public import Reactor
internal import Timing

/// Starts transfers on a loop and keeps what they share: connections, resolved names, TLS sessions.
///
/// To be closed by its owner, which ends what still runs.
public final class UpstreamClient {
    private static let idleHandlesMax = 64
    // libcurl takes a thread for each name that it resolves; the first answer serves all that wait.
    private static let resolvingMax = 16
    private static let sweepInterval = Duration.seconds(1)
    private static let connectorKeptFor = Duration.seconds(50)

    let loop: Loop
    private let configuration: Configuration
    private let share: ShareHandle
    /// Whether the headers arrive as they were given: blanks at the ends of a value are no part of it on the wire, so
    /// a key that has some would arrive as another key.
    ///
    /// RFC 9110 section 5.5.
    private let areHeadersFaithful: Bool
    /// The header lines of all requests, with their ends.
    private(set) var headBytes = ByteBuffer()
    private var lastURL: (text: String, url: ProviderURL)?

    private var active: [Transfer] = []
    let pool: ConnectionPool
    private var connectors: [Connector] = []
    private var idleHandles: [EasyHandle] = []
    private var sweepTimer: Timer?
    private var isClosed = false
    /// Transfers that have to wait for a connection to be opened, with the latest instant for that.
    private var waiting: [(transfer: Transfer, deadline: Instant)] = []
    private var isOpeningQueued = false
    /// The connections whose name is being resolved: each may cost a thread.
    private var resolvingCount = 0

    /// Creates a client for the loop of the calling thread.
    ///
    /// - Throws: When libcurl lacks memory, or a header line holds a line end.
    public init(on loop: Loop, configuration: Configuration) throws(CurlError) {
        guard configuration.headerLines.allSatisfy(Self.isLine) else { throw .headerCannotBeSent }
        self.loop = loop
        self.configuration = configuration
        pool = ConnectionPool(
            countMax: configuration.keptConnectionsMax,
            keptFor: configuration.keepTime,
            quietFor: configuration.quietPeriod
        )
        share = try ShareHandle()
        areHeadersFaithful = configuration.headerLines.allSatisfy(Self.isFaithful)
        let hasAccept = configuration.headerLines.contains { $0.lowercased().hasPrefix("accept:") }
        for line in (hasAccept ? [] : ["Accept: */*"]) + configuration.headerLines {
            headBytes.append(line)
            headBytes.append("\r\n")
        }
        sweepTimer = Timer(on: loop) { [unowned self] in sweep() }
    }

    deinit {
        // Its connections and their multi handle hold each other until they are closed.
        precondition(
            isClosed || connectors.isEmpty,
            "an upstream client was released before it was closed"
        )
    }

    /// The transfers that have been started and are not over.
    public var activeCount: Int { active.count }

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
        guard areHeadersFaithful, request.fields.allSatisfy({ Self.isLine($0.value) })
        else {
            throw .notStarted(.headerCannotBeSent)
        }
        guard let url = url(request.url) else { throw .notStarted(.urlCannotBeUsed) }
        let opensConnection = request.opensConnection
        let transfer = Transfer(request, to: url, client: self, delegate: delegate)
        transfer.index = active.count
        active.append(transfer)
        if !opensConnection, let connection = pool.take(for: url.origin, at: loop.now) {
            transfer.begin(on: connection, isReused: true)
        } else {
            open(for: transfer)
        }
        return transfer
    }

    /// Cancels all transfers and closes all connections; the client is not to be used afterwards.
    ///
    /// May be called from within a delegate's methods.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        sweepTimer?.cancel()
        while let transfer = active.last { transfer.cancel() }
        waiting = []
        pool.closeAll()
        let closing = connectors
        connectors = []
        for connector in closing { connector.close() }
        idleHandles = []
        // One of them may be on the stack of this call.
        loop.afterTurn { withExtendedLifetime(closing) {} }
    }

    private func url(_ text: String) -> ProviderURL? {
        // All requests go to a few URLs, and most to the same.
        if let lastURL, lastURL.text == text { return lastURL.url }
        guard let url = ProviderURL(text) else { return nil }
        lastURL = (text, url)
        return url
    }

    private static func isFaithful(_ line: String) -> Bool {
        let value = line.utf8.drop { $0 != ASCII.colon }.dropFirst(2)
        return value.first != ASCII.space && value.last != ASCII.space
    }

    /// Tells whether a text is one line: with a line end a value could smuggle in headers.
    private static func isLine(_ text: String) -> Bool {
        let bytes = text.utf8.span
        // Most hold no control character at all, which is quicker to see.
        var index = bytes.firstIndexOfControl()
        while index < bytes.count {
            if [0, 0x0A, 0x0D].contains(bytes[index]) { return false }
            index = bytes.firstIndexOfControl(from: index + 1)
        }
        return true
    }

    // Opening connections

    /// Opens a connection for a transfer as soon as it may.
    func open(for transfer: Transfer) {
        waiting.append((transfer, loop.now + configuration.connectTimeout))
        queueOpening()
    }

    // Always as a job: the delegate is not called before `start` has returned.
    private func queueOpening() {
        guard !isOpeningQueued, !waiting.isEmpty, resolvingCount < Self.resolvingMax else { return }
        isOpeningQueued = true
        loop.afterTurn { [weak self] in
            guard let self else { return }
            isOpeningQueued = false
            openWaiting()
        }
    }

    private func openWaiting() {
        let count = min(waiting.count, max(0, Self.resolvingMax - resolvingCount))
        let next = Array(waiting.prefix(count))
        waiting.removeFirst(count)
        for (transfer, deadline) in next where transfer.phase == .waiting {
            if deadline < loop.now {
                transfer.end(.connectTimeout)
            } else {
                openNow(for: transfer)
            }
        }
        queueOpening()
    }

    private func openNow(for transfer: Transfer) {
        do throws(CurlError) {
            guard !isClosed else { throw .clientIsClosed }
            let connection = try connectorForNext().open(
                transfer.url,
                for: transfer,
                by: takeHandle()
            )
            resolvingCount += 1
            transfer.opens(connection)
        } catch {
            transfer.end(error)
        }
    }

    private func connectorForNext() throws(CurlError) -> Connector {
        for connector in connectors
        where connector.isOpen && connector.connectionCount < Connector.connectionsMax {
            return connector
        }
        let connector = try Connector(on: loop, delegate: self)
        connectors.append(connector)
        armSweep()
        return connector
    }

    private func takeHandle() throws(CurlError) -> EasyHandle {
        if let handle = idleHandles.popLast() { return handle }
        return try EasyHandle(share: share, configuration)
    }

    // Calls of transfers

    /// Keeps the connection of a whole answer for the next request, if it is silent.
    func keep(_ connection: Connection) {
        guard !isClosed else { return connection.close() }
        pool.keep(connection, at: loop.now)
        armSweep()
    }

    func transferEnded(_ transfer: Transfer) {
        let last = active.removeLast()
        guard last !== transfer else { return }
        active[transfer.index] = last
        last.index = transfer.index
    }

    // Upkeep

    private func armSweep() {
        guard let sweepTimer, !sweepTimer.isScheduled else { return }
        sweepTimer.schedule(after: Self.sweepInterval)
    }

    private func sweep() {
        let now = loop.now
        pool.sweep(at: now)
        // The first is kept, because it holds the authorities that certificates are judged by.
        for connector in connectors.dropFirst() where isStale(connector, at: now) {
            connector.close()
        }
        connectors.removeAll { !$0.isOpen }
        if connectors.count > 1 || !pool.isEmpty { armSweep() }
    }

    private func isStale(_ connector: Connector, at now: Instant) -> Bool {
        connector.connectionCount == 0 && connector.lastUsed + Self.connectorKeptFor <= now
    }
}

extension UpstreamClient: ConnectorDelegate {
    func connectionMoved(from phase: Connection.Phase) {
        guard phase == .resolving else { return }
        resolvingCount -= 1
        queueOpening()
    }

    func connectionLeft(_ easy: EasyHandle, from phase: Connection.Phase) {
        connectionMoved(from: phase)
        guard !isClosed, idleHandles.count < Self.idleHandlesMax else { return }
        idleHandles.append(easy)
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
        /// What the provider is shown if it asks for a certificate.
        public var clientCertificate: ClientCertificate?
        /// The URL of the proxy before the provider, with a name and a password if it asks for them; nil is none.
        ///
        /// `NO_PROXY` of the environment exempts hosts.
        public var proxy: String?
        /// The most idle connections that are kept for the next request.
        public var keptConnectionsMax: Int
        /// How long one is kept.
        public var keepTime: Duration
        /// How long a connection has to be silent behind an answer before it carries the next request.
        public var quietPeriod: Duration

        /// Creates a configuration.
        public init(
            headerLines: [String],
            connectTimeout: Duration,
            caFile: String? = nil,
            clientCertificate: ClientCertificate? = nil,
            keptConnectionsMax: Int = 100,
            keepTime: Duration = .seconds(50),
            proxy: String? = nil,
            quietPeriod: Duration = .milliseconds(10)
        ) {
            self.headerLines = headerLines
            self.connectTimeout = connectTimeout
            self.caFile = caFile
            self.clientCertificate = clientCertificate
            self.proxy = proxy
            self.keptConnectionsMax = keptConnectionsMax
            self.keepTime = keepTime
            self.quietPeriod = quietPeriod
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
