// The part of a scripted provider that lives on its own thread.

internal import Bytes
internal import Reactor

/// Accepts connections and plays the script on each.
final class ScriptedServer {
    let loop: Loop
    let moment: ScriptedProvider.Moment
    let script: ScriptedProvider.Script
    let reports: ScriptedProvider.Reports
    private var mailbox: Mailbox?
    private var listener: TCPListener?
    private var connections: [ScriptedConnection] = []

    private init(
        on loop: Loop,
        askedAt moment: ScriptedProvider.Moment,
        script: @escaping ScriptedProvider.Script,
        reports: ScriptedProvider.Reports
    ) {
        self.loop = loop
        self.moment = moment
        self.script = script
        self.reports = reports
    }

    /// The body of the provider's thread.
    static func serve(
        on socket: BoundSocket,
        askedAt moment: ScriptedProvider.Moment,
        script: @escaping ScriptedProvider.Script,
        reports: ScriptedProvider.Reports
    ) {
        do {
            let loop = try Loop()
            let server = ScriptedServer(on: loop, askedAt: moment, script: script, reports: reports)
            let mailbox = try Mailbox(on: loop)
            server.mailbox = mailbox
            server.listener = try TCPListener(on: loop, socket: socket) { [unowned server] in
                server.accept($0)
            }
            reports.started(LoopBound(server, on: loop), mailbox.address)
            loop.run()
            loop.finish()
        } catch {
            preconditionFailure("the provider could not start: \(error)")
        }
    }

    private func accept(_ tcp: TCPConnection) {
        reports.accepted()
        let connection = ScriptedConnection(tcp, server: self, number: connections.count)
        connections.append(connection)
        connection.begin()
        for other in connections { other.proceed(connectionCount: connections.count) }
    }

    var connectionCount: Int { connections.count }

    func stop() {
        listener?.close()
        listener = nil
        for connection in connections { connection.leave(byReset: false) }
        mailbox?.close()
        mailbox = nil
    }
}

/// One connection of the provider: reads requests, plays the steps for each.
final class ScriptedConnection: TCPConnectionDelegate {
    private let tcp: TCPConnection
    private unowned let server: ScriptedServer
    private let number: Int
    private var input: [UInt8] = []
    private var request: ScriptedProvider.Request?
    private var missingByteCount = 0
    private var steps: ArraySlice<ScriptedProvider.Step> = []
    private var isBusy = false
    /// How many connections it waits for, if it does.
    private var awaitedCount: Int?
    private var timer: Timer?

    init(_ tcp: TCPConnection, server: ScriptedServer, number: Int) {
        self.tcp = tcp
        self.server = server
        self.number = number
        timer = Timer(on: server.loop) { [unowned self] in play() }
    }

    func begin() {
        tcp.delegate = self
        tcp.startReading()
        guard server.moment == .connected else { return }
        answer(ScriptedProvider.Request(connection: number))
    }

    func leave(byReset: Bool) {
        guard tcp.isOpen else { return }
        timer?.cancel()
        tcp.close()
        server.reports.closed(byReset: byReset)
    }

    private func read() {
        while tcp.isOpen, !isBusy || request != nil {
            guard request != nil || readHead() else { return }
            guard readBody() else { return }
        }
    }

    private func readHead() -> Bool {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        guard
            let start = input.indices.first(where: { input[$0...].starts(with: end) })
        else { return false }
        let text = String(decoding: input[..<start], as: UTF8.self)
        input.removeSubrange(..<(start + 4))
        var head = ScriptedProvider.Request(connection: number)
        head.lines = text.split(separator: "\r\n").map { String($0) }
        missingByteCount = head.field("Content-Length").flatMap { Int($0) } ?? 0
        request = head
        if server.moment == .head { answer(head) }
        return true
    }

    private func readBody() -> Bool {
        let part = input.prefix(missingByteCount)
        request?.body.append(contentsOf: part)
        missingByteCount -= part.count
        input.removeFirst(part.count)
        guard missingByteCount == 0, let complete = request else { return false }
        request = nil
        server.reports.received(complete)
        if server.moment == .request { answer(complete) }
        return true
    }

    private func answer(_ request: ScriptedProvider.Request) {
        isBusy = true
        steps = server.script(request)[...]
        play()
    }

    /// Goes on with the steps if it was waiting for so many connections.
    func proceed(connectionCount: Int) {
        guard let awaitedCount, connectionCount >= awaitedCount, tcp.isOpen else { return }
        self.awaitedCount = nil
        play()
    }

    private func play() {
        while let step = steps.popFirst() {
            switch step {
            case .send(let bytes): tcp.withOutput { $0.append(bytes.span) }
            case .wait(let duration):
                timer?.schedule(after: duration)
                return
            case .waitForConnections(let count):
                guard server.connectionCount < count else { continue }
                awaitedCount = count
                return
            case .stall: return
            case .end:
                // Nobody to tell: the connection then closes itself whatever comes first.
                tcp.delegate = nil
                tcp.closeAfterFlush()
                server.reports.closed(byReset: false)
                return
            case .reset:
                tcp.reset()
                server.reports.closed(byReset: false)
                return
            }
        }
        isBusy = false
        // The next request on the connection may be here already.
        server.loop.afterTurn { [self] in read() }
    }

    func connection(_ connection: TCPConnection, didReceive bytes: Span<UInt8>) {
        input.append(contentsOf: [UInt8](bytes))
        read()
    }

    func connectionDidReachEnd(_ connection: TCPConnection) {
        leave(byReset: false)
    }

    func connection(_ connection: TCPConnection, didFail error: UVError) {
        leave(byReset: true)
    }

    func connection(_ connection: TCPConnection, willFlush output: inout ByteBuffer) {}
    func connectionDidBlock(_ connection: TCPConnection) {}
    func connectionDidAdvance(_ connection: TCPConnection) {}
    func connectionDidDrain(_ connection: TCPConnection) {}
}
