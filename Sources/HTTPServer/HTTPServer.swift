// The HTTP server of one loop: its listener and its connections.

internal import Bytes
public import HTTP
public import Reactor

/// The bounds of a server, by what they bound.
public struct ServerLimits: Sendable {
    /// Bounds of requests.
    public var http = HTTPLimits()
    /// The most connections of all loops that share a count; more are answered 503 and closed.
    public var connectionsMax = 10_000
    /// The most exchanges of one connection.
    public var exchangesPerConnectionMax = 1000
    /// How long a request head may take.
    public var headTimeout = Duration.seconds(10)
    /// How long a request body may take, beside a second for every 16 KiB that have come.
    public var bodyTimeout = Duration.seconds(10)
    /// How long a connection may wait for its next request.
    public var keepAliveTimeout = Duration.seconds(75)
    /// How long a client may take nothing of what waits for it.
    public var writeTimeout = Duration.seconds(60)
    /// How long a client may take to close its side after the last answer of a connection.
    public var lingerTimeout = Duration.seconds(1)

    /// Creates the default limits.
    public init() {}
}

/// Serves HTTP/1.1 on a loop, for an application.
public final class HTTPServer {
    /// The bounds; a change holds for what begins after it, of the bounds of requests for new connections.
    public var limits: ServerLimits

    let application: any HTTPApplication
    private let loop: Loop
    private let openCount: ConnectionCount
    private var listener: TCPListener?
    private var connections: [ServerConnection] = []
    /// Clients beyond the limit, who are given time to read that there is no room.
    private var turnedAway: [TurnedAwayClient] = []
    private static let turnedAwayMax = 64
    private var date: [UInt8] = []
    private var dateSecond = -1

    private var isAccepting = false

    /// Tells whether the server is ending: every response is then the last of its connection.
    public private(set) var isDraining = false

    /// Creates a server that does not listen yet.
    ///
    /// - Parameter openCount: The count of open connections, shared by the servers of a process.
    public init(
        on loop: Loop,
        limits: ServerLimits,
        openCount: ConnectionCount = ConnectionCount(),
        application: any HTTPApplication
    ) {
        self.loop = loop
        self.openCount = openCount
        self.limits = limits
        self.application = application
    }

    /// Begins to accept connections on a bound socket.
    public func listen(on socket: BoundSocket) throws(UVError) {
        listener = try TCPListener(on: loop, socket: socket) { [unowned self] in accept($0) }
        isAccepting = true
    }

    /// The connections that are open now.
    public var connectionCount: Int { connections.count }

    private func accept(_ tcp: TCPConnection) {
        guard openCount.value < limits.connectionsMax else { return turnAway(tcp) }
        openCount.opened()
        let connection = ServerConnection(tcp, server: self)
        connection.index = connections.count
        connections.append(connection)
    }

    private func turnAway(_ tcp: TCPConnection) {
        openCount.wasTurnedAway()
        tcp.withOutput { output in
            ResponseEncoder.statusLine(.serviceUnavailable, into: &output)
            ResponseEncoder.field("Retry-After", "1" as StaticString, into: &output)
            ResponseEncoder.field("Connection", "close" as StaticString, into: &output)
            ResponseEncoder.contentLength(0, into: &output)
            ResponseEncoder.endOfHead(into: &output)
        }
        // Of a flood some are not waited for: the limit is there to be kept.
        guard turnedAway.count < Self.turnedAwayMax else { return tcp.closeAfterFlush() }
        let client = TurnedAwayClient(tcp, timeout: limits.lingerTimeout) { [unowned self] client in
            turnedAway.removeAll { $0 === client }
            emptyIfLast()
        }
        turnedAway.append(client)
    }

    func forget(_ connection: ServerConnection) {
        guard connection.index >= 0 else { return }
        let last = connections.removeLast()
        if last !== connection {
            connections[connection.index] = last
            last.index = connection.index
        }
        connection.index = -1
        openCount.closed()
        emptyIfLast()
    }

    private func emptyIfLast() {
        guard connections.isEmpty, turnedAway.isEmpty, !isAccepting else { return }
        application.serverDidEmpty()
    }

    /// Tells clients that each response is the last of its connection from now on; goes on to accept.
    public func beginDraining() {
        isDraining = true
    }

    /// Accepts no more connections and closes those that wait for a request.
    public func stopAccepting() {
        guard isAccepting else { return }
        isAccepting = false
        listener?.close()
        listener = nil
        guard !connections.isEmpty else { return emptyIfLast() }
        for connection in connections where connection.isIdle { connection.closeIdle() }
    }

    /// Closes all connections whatever they do.
    public func close() {
        stopAccepting()
        for connection in connections { connection.closeNow() }
        for client in turnedAway { client.close() }
    }

    /// Appends a `Date` field, made once a second.
    func appendDate(into output: inout ByteBuffer) {
        let second = WallClock.seconds
        if second != dateSecond {
            dateSecond = second
            var field = ByteBuffer()
            field.append("Date: ")
            HTTPDate.append(unixSeconds: second, into: &field)
            field.append("\r\n")
            date = Array(field.bytes)
        }
        let date = date
        output.append(date.span)
    }
}

@available(*, unavailable)
extension HTTPServer: Sendable {}
