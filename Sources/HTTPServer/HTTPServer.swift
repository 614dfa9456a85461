// The HTTP server of one loop: its listener and its connections.

public import Bytes
internal import HTTP
public import Reactor
internal import System

/// Serves HTTP/1.1 on a loop, for an application.
public final class HTTPServer {
    /// The bounds; a change holds for what begins after it, of the bounds of requests for new connections.
    public var limits: ServerLimits

    let application: any HTTPApplication
    private let loop: Loop
    private let openCount: ConnectionCount
    private let bodyMemory: MemoryAccount
    /// This server, as those of other loops see it; nil if none can ask it.
    private let neighbour: Neighbour?
    private var listener: TCPListener?
    private var connections: [ServerConnection] = []
    /// The connections of each standing but `busy`, by its raw value.
    private var queues = [ConnectionQueue](
        repeating: ConnectionQueue(),
        count: Standing.allCases.count
    )
    /// The most connections beyond the limit.
    private static let reservedMax = 64
    /// The most connections of which the kernel is asked, each time that one is to make room, whether they still rest.
    private static let askedMax = 16
    /// The largest body that is small, and the part of all memory for bodies that is kept for small ones.
    private static let smallBodyByteCountMax = 64 * 1024
    private static let smallBodiesPart = 8
    private var date: [UInt8] = []
    private var dateSecond = -1

    /// Tells whether the server takes new connections.
    private(set) var isAccepting = false

    /// Tells whether the server is ending: every response is then the last of its connection.
    public private(set) var isDraining = false

    /// Creates a server that does not listen yet.
    ///
    /// - Parameters:
    ///   - openCount: The count of open connections, shared by the servers of a process.
    ///   - bodyMemory: What the memory of bodies is taken from, shared by the servers of a process.
    ///   - onNeedOfPlace: Called on any thread when the server of another loop has no place left for a connection: has
    ///     this loop call ``makeRoomForNeighbour()``, and tells whether it will.
    public init(
        on loop: Loop,
        limits: ServerLimits,
        openCount: ConnectionCount = ConnectionCount(),
        bodyMemory: MemoryAccount = MemoryAccount(),
        onNeedOfPlace: (@Sendable () -> Bool)? = nil,
        application: any HTTPApplication
    ) {
        self.loop = loop
        self.openCount = openCount
        self.bodyMemory = bodyMemory
        self.limits = limits
        self.application = application
        neighbour = onNeedOfPlace.map { Neighbour(post: $0) }
        if let neighbour { openCount.add(neighbour) }
    }

    /// Begins to accept connections on a bound socket.
    public func listen(on socket: BoundSocket) throws(UVError) {
        listener = try TCPListener(on: loop, socket: socket) { [unowned self] in accept($0) }
        isAccepting = true
    }

    /// The connections that are open now, without those that are beyond the limit.
    public var connectionCount: Int { connections.count { $0.hasPlace } }

    // Places

    private func accept(_ tcp: TCPConnection) {
        let connection = ServerConnection(tcp, server: self)
        connection.index = connections.count
        connections.append(connection)
        move(connection, to: .reserved)
        if givePlace(to: connection) != nil { boundReserve() }
    }

    /// Gives a connection a place among those of the limit, if there is or can be made one.
    ///
    /// - Returns: The status to refuse it with, or nil if it has a place.
    func givePlace(to connection: ServerConnection) -> Status? {
        guard takePlaceOfClient(connection) else { return .tooManyRequests }
        guard hasRoom || makeRoom() else {
            givePlaceOfClientBack(connection)
            return .serviceUnavailable
        }
        // Two for one, if there are too many: the limit has been lowered, or a neighbour has promised in vain.
        if !hasRoom { _ = makeRoom() }
        openCount.opened()
        connection.tookPlace()
        return nil
    }

    private var hasRoom: Bool { openCount.hasRoom(max: limits.connectionsMax) }

    /// Closes the connection that is missed least, or has the server of another loop do so; false if each serves a
    /// request.
    ///
    /// Whoever keeps connections open and asks for nothing so keeps nobody else out.
    private func makeRoom() -> Bool {
        if makeRoom(among: Standing.resting) { return true }
        if let neighbour, openCount.askNeighbours(of: neighbour) { return true }
        return makeRoom(among: Standing.yielding)
    }

    private func makeRoom(among standings: [Standing]) -> Bool {
        for standing in standings {
            guard let connection = unneeded(of: standing) else { continue }
            openCount.madeRoom(standing)
            connection.makeRoom()
            return true
        }
        return false
    }

    /// The connection of a standing that is missed least: the one that has stood there for the longest time, but for
    /// those whose request has come and only waits to be read.
    private func unneeded(of standing: Standing) -> ServerConnection? {
        let queue = queues[standing.rawValue]
        guard Standing.resting.contains(standing) else { return queue.front }
        return queue.first(of: Self.askedMax) { !$0.tcp.hasUnreadInput }
    }

    /// Does what the server of another loop has asked for: closes a connection that serves no request, if there still
    /// is one.
    public func makeRoomForNeighbour() {
        guard let neighbour else { return }
        openCount.wasAsked(neighbour)
        _ = makeRoom(among: Standing.yielding)
    }

    private func tellNeighbours() {
        guard let neighbour else { return }
        var count = 0
        for standing in Standing.yielding { count += queues[standing.rawValue].count }
        neighbour.hasYielding(count)
    }

    /// Bounds the connections beyond the limit, which are read only to see what they ask for.
    private func boundReserve() {
        let reserve = queues[Standing.reserved.rawValue]
        guard reserve.count > Self.reservedMax else { return }
        reserve.first { !$0.isAnswering }?.makeRoom()
    }

    /// Counts a connection as its client's; false if the client has as many as it may.
    private func takePlaceOfClient(_ connection: ServerConnection) -> Bool {
        guard limits.connectionsPerClientMax > 0, let address = connection.tcp.peerAddress
        else { return true }
        let client = PeerNetwork(address)
        guard openCount.takePlace(of: client, max: limits.connectionsPerClientMax)
        else { return false }
        connection.network = client
        return true
    }

    private func givePlaceOfClientBack(_ connection: ServerConnection) {
        guard let network = connection.network else { return }
        connection.network = nil
        openCount.givePlace(of: network)
    }

    /// Notes what a connection does now.
    func move(_ connection: ServerConnection, to standing: Standing) {
        let last = connection.standing
        if last.isQueued { queues[last.rawValue].remove(connection) }
        connection.standing = standing
        if standing.isQueued { queues[standing.rawValue].append(connection) }
        tellNeighbours()
        guard standing == .lingering, queues[standing.rawValue].count > limits.lingeringMax
        else { return }
        // The one that has had the most time.
        openCount.madeRoom(.lingering)
        queues[standing.rawValue].front?.makeRoom()
    }

    func wasTurnedAway() { openCount.wasTurnedAway() }

    func forget(_ connection: ServerConnection) {
        guard connection.index >= 0 else { return }
        let last = connections.removeLast()
        if last !== connection {
            connections[connection.index] = last
            last.index = connection.index
        }
        connection.index = -1
        move(connection, to: .busy)
        if connection.hasPlace { openCount.closed() }
        givePlaceOfClientBack(connection)
        emptyIfLast()
    }

    /// Takes memory for a body, of which some has been granted; nil if there is none left for it.
    ///
    /// To be charged to the body's buffer, which gives it back. A part is kept for small bodies, so that a few large
    /// ones that come slowly do not keep everybody out.
    public func takeBodyMemory(_ byteCount: Int, beside granted: Int) -> MemoryAccount? {
        let isSmall = granted + byteCount <= Self.smallBodyByteCountMax
        let all = limits.bodiesBytesMax
        let max = isSmall ? all : all - all / Self.smallBodiesPart
        return bodyMemory.take(byteCount, max: max) ? bodyMemory : nil
    }

    // The end

    private func emptyIfLast() {
        guard connections.isEmpty, !isAccepting else { return }
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
        for connection in connections { connection.serverStopped() }
    }

    /// Closes all connections whatever they do.
    public func close() {
        stopAccepting()
        for connection in connections { connection.closeNow() }
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
