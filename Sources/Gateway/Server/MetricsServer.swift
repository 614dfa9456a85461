// GET /metrics on a port of its own, for those who collect metrics and for nobody else.

internal import Bytes
internal import HTTP
internal import HTTPServer
internal import Reactor

/// Serves the metrics on the supervisor's loop; asks for no credentials, because only the operator reaches its port.
final class MetricsServer {
    private let loop: Loop
    private let text: () -> [UInt8]
    private var server: HTTPServer?

    private static let connectionsMax = 64

    /// - Parameter text: Writes the metrics as of now.
    init(
        on loop: Loop,
        socket: BoundSocket,
        text: @escaping () -> [UInt8]
    ) throws(UVError) {
        self.loop = loop
        self.text = text
        var limits = ServerLimits()
        limits.connectionsMax = Self.connectionsMax
        let server = HTTPServer(on: loop, limits: limits, application: self)
        self.server = server
        try server.listen(on: socket)
    }

    /// Ends at once.
    func close() {
        server?.close()
    }
}

extension MetricsServer: HTTPApplication {
    func decide(about exchange: Exchange, head: RequestHead) -> Admission {
        exchange.context = RequestContext(head: head)
        guard head.path == "/metrics" else {
            exchange.respond(.notFound, detail: "Not Found")
            return .answered
        }
        guard head.method.isAnswered(like: .get) else {
            exchange.fields.append(("Allow", "GET"))
            exchange.respond(.methodNotAllowed, detail: "Method Not Allowed")
            return .answered
        }
        return .admitted(bodyByteCountMax: 0)
    }

    /// A scrape finds a place, whoever keeps those of this port.
    func isAnsweredWhenFull(_ head: RequestHead) -> Bool { head.path == "/metrics" }

    func answer(_ exchange: Exchange, head: RequestHead, body: consuming ByteBuffer) {
        exchange.respondWithMetrics(text())
    }

    func reject(_ exchange: Exchange, error: HTTPError) {
        if exchange.context == nil { exchange.context = RequestContext(head: nil) }
        exchange.respond(error.status, detail: error.description)
    }

    func exchangeEnded(_ exchange: Exchange) {}

    func serverDidEmpty() {
        // Not here and now: the connection that was the last is still on the stack.
        loop.afterTurn { [self] in server = nil }
    }
}
