// One worker: a thread's loop with its server and its client of the provider.

internal import Bytes
internal import Chat
internal import Configuration
internal import ContentCoding
internal import HTTP
internal import HTTPServer
internal import Log
internal import Policy
internal import Reactor
internal import Upstream

/// Everything that one thread runs; built, used and torn down on that thread.
final class Worker {
    private let loop: Loop
    private let mailbox: Mailbox
    private let resources: WorkerResources
    /// What new requests are served by.
    private var generation: SettingsGeneration
    /// Those before it that still have exchanges.
    private var retired: [SettingsGeneration] = []
    private var server: HTTPServer?
    private let lagProbe: LoopLagProbe

    /// The most that a GET request may bring along: no handler reads it, and some answer everybody.
    private static let unreadBodyByteCountMax = 64 * 1024

    /// Listens on a socket and is ready to run.
    ///
    /// - Parameter index: The number of the worker, from 0.
    /// - Throws: When the system lacks memory or descriptors.
    init(
        _ process: ProcessState,
        socket: BoundSocket,
        supervisor: SupervisorAddress,
        index: Int = 0
    ) throws {
        loop = try Loop()
        mailbox = try Mailbox(on: loop)
        resources = WorkerResources(
            process,
            index: index,
            on: loop,
            worker: WorkerAddress(mailbox.address),
            supervisor: supervisor
        )
        generation = SettingsGeneration(try Service(process, resources))
        lagProbe = LoopLagProbe(on: loop, resources.metrics)
        let server = HTTPServer(
            on: loop,
            limits: ServerLimits(process.settings.limits),
            openCount: process.counts.connections,
            bodyMemory: process.counts.bodyMemory,
            onNeedOfPlace: { [address = mailbox.address] in
                address.post { loop in (loop.owner as? Worker)?.server?.makeRoomForNeighbour() }
            },
            application: self
        )
        self.server = server
        loop.owner = self
        try server.listen(on: socket)
    }

    /// Where other threads reach this worker.
    var address: OwnerAddress<Worker> { OwnerAddress(mailbox.address) }

    /// Runs until the worker has been told to end and its last connection is gone.
    func run() {
        loop.run()
        loop.finish()
    }

    /// Takes an order of the supervisor, on the worker's loop.
    func obey(_ order: DrainOrder) {
        switch order {
        case .announce:
            for generation in retired + [generation] { generation.service.isDraining = true }
            server?.beginDraining()
        case .stopAccepting: server?.stopAccepting()
        case .endStreams: generation.service.sessions.failAll(.shuttingDown)
        case .closeConnections: server?.close()
        }
    }

    /// Serves new requests by a new reading of the settings; those that have begun go on as they began.
    func adopt(_ process: ProcessState) {
        guard let server else { return }
        do throws(CurlError) {
            let service = try Service(process, resources, after: generation.service)
            retired.append(generation)
            generation = SettingsGeneration(service)
        } catch {
            let reason = error.description
            return resources.log.write(.error, "Settings not applied", logger: "mamba.server") {
                line in
                line.add("reason", reason)
            }
        }
        server.limits = ServerLimits(process.settings.limits)
        process.limiter.adopt(process.settings.limits.providerPolicy)
        resources.log.adopt(process.settings.logging)
        resources.probe.adopt(isEnabled: process.settings.health.openaiCheckEnabled)
        releaseRetired()
    }

    /// Lets go of generations without exchanges, and of their clients of the provider that no other uses.
    private func releaseRetired() {
        guard retired.contains(where: { $0.exchangeCount == 0 }) else { return }
        let done = retired.filter { $0.exchangeCount == 0 }
        retired.removeAll { $0.exchangeCount == 0 }
        let used = ([generation] + retired).flatMap(\.service.upstreams)
        for upstream in done.flatMap(\.service.upstreams)
        where !used.contains(where: { $0 === upstream }) {
            upstream.close()
        }
    }

    private func tearDown() {
        guard server != nil else { return }
        server = nil
        lagProbe.close()
        for upstream in (retired + [generation]).flatMap(\.service.upstreams) { upstream.close() }
        retired = []
        resources.log.close()
        mailbox.close()
    }
}

extension Worker: WorkerRole {
    func providerWasChecked(_ check: ProviderCheck) { resources.probe.checked(check) }

    func metricsWereWritten(_ text: [UInt8]) { resources.metricsClient.answered(text) }

    func permitWasGranted(_ id: UInt64) { resources.permits.granted(id) }
}

extension Worker: HTTPApplication {
    func decide(about exchange: Exchange, head: RequestHead) -> Admission {
        let generation = generation
        guard case .proceed = generation.begin(exchange, head: head),
            let handler = generation.handler(for: exchange, head),
            hasReadableBody(exchange, head)
        else { return .answered }
        exchange.request.handler = handler
        let byteCountMax = generation.service.settings.limits.bodyBytesMax
        guard head.method == .get else { return .admitted(bodyByteCountMax: byteCountMax) }
        return .admitted(bodyByteCountMax: min(byteCountMax, Self.unreadBodyByteCountMax))
    }

    /// Refuses bodies in a coding that is not known, or in several.
    ///
    /// RFC 9110 section 15.5.16.
    private func hasReadableBody(_ exchange: Exchange, _ head: RequestHead) -> Bool {
        let fields = head.fields
        guard let index = fields.firstIndex(of: "content-encoding") else { return true }
        if fields.firstIndex(of: "content-encoding", from: index + 1) == nil,
            let coding = ContentCoding(fields.valueBytes(at: index))
        {
            exchange.request.coding = coding
            return true
        }
        exchange.fields.append(("Accept-Encoding", ContentCoding.acceptable))
        exchange.respond(
            .unsupportedMediaType,
            detail: "Of content codings one of gzip and zstd is supported"
        )
        return false
    }

    func isAnsweredWhenFull(_ head: RequestHead) -> Bool { generation.isAnsweredWhenFull(head) }

    func answer(_ exchange: Exchange, head: RequestHead, body: consuming ByteBuffer) {
        resources.metrics.bodyArrived(byteCount: body.count)
        let request = exchange.request
        guard request.coding != .identity, let server else {
            return handle(exchange, head, body: body)
        }
        let byteCountMax = request.generation?.settings.limits.bodyBytesMax ?? 0
        do throws(ContentCodingError) {
            try CodedBody(
                body,
                request.coding,
                byteCountMax: byteCountMax,
                of: exchange,
                on: loop,
                server
            ) { [self] content in handle(exchange, head, body: content) }.decode()
        } catch {
            CodedBody.refuse(exchange, because: error)
        }
    }

    private func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer) {
        let request = exchange.request
        // RFC 8259 section 8.1 lets readers skip it, and some editors and shells write it; alone it is no JSON.
        if body.count > 3, body.bytes.hasPrefix("\u{FEFF}") { body.consume(3) }
        if request.generation?.settings.logging.includeRequestBody == true {
            let kept = min(body.count, AccessLog.bodyByteCountMax)
            request.recordedBody = String(body.bytes.extracting(0..<kept))
        }
        request.handler?.handle(exchange, head, body: body)
    }

    func reject(_ exchange: Exchange, error: HTTPError) {
        if exchange.context == nil { _ = generation.begin(exchange, head: nil) }
        exchange.request.errorCode = error.rawValue
        if error == .noRoomForBody { exchange.fields.append(("Retry-After", "1")) }
        exchange.respond(error.status, detail: error.description)
    }

    func exchangeEnded(_ exchange: Exchange) {
        guard exchange.context != nil else { return }
        exchange.request.generation?.end(exchange)
        releaseRetired()
    }

    func serverDidEmpty() {
        // Not here and now: the connection that was the last is still on the stack.
        loop.afterTurn { [self] in tearDown() }
    }
}

extension ServerLimits {
    /// The limits that the settings give.
    init(_ settings: Settings.Limits) {
        self.init()
        http.headBytesMax = settings.headBytesMax
        http.requestLineBytesMax = settings.requestLineBytesMax
        http.headerCountMax = settings.headerCountMax
        http.bodyBytesMax = settings.bodyBytesMax
        connectionsMax = settings.connectionsMax
        connectionsPerClientMax = settings.connectionsPerClientMax
        bodiesBytesMax = settings.bodiesBytesMax
        exchangesPerConnectionMax = settings.requestsPerConnectionMax
        headTimeout = settings.headTimeout
        bodyTimeout = settings.bodyTimeout
        writeTimeout = settings.writeTimeout
        keepAliveTimeout = settings.keepAliveTimeout
    }
}
