// What `mamba health` asks a server: one request, one deadline.

internal import Bytes
public import Configuration
public import Reactor
internal import Upstream

/// One question to a server on this machine about its health.
public struct HealthQuery {
    /// What came of a question.
    public enum Outcome: Equatable, Sendable, CustomStringConvertible {
        /// The server answered with a status.
        case status(Int)
        /// There was no answer in time.
        case timedOut
        /// There was no whole answer, for a reason in words.
        case failed(String)

        /// Tells whether the server says that it is well.
        public var isHealthy: Bool { self == .status(200) }

        /// The outcome in words.
        public var description: String {
            switch self {
            case .status(let code): "status \(code)"
            case .timedOut: "no answer in time"
            case .failed(let reason): reason
            }
        }
    }

    /// The address that is asked.
    public let url: String

    /// A question to the server that has these settings.
    ///
    /// A server that listens on every address of the machine is asked at its loopback address.
    ///
    /// - Parameter path: The path of a health endpoint.
    /// - Throws: When the host is no address.
    public init(_ settings: Settings.Server, path: String) throws(UVError) {
        let listening = try SocketAddress(host: settings.host, port: settings.port)
        let host =
            switch listening.host {
            case "0.0.0.0": "127.0.0.1"
            case "::": "::1"
            default: listening.host
            }
        url = "http://\(try SocketAddress(host: host, port: settings.port))\(path)"
    }

    /// Asks, on a loop of its own, and waits for the answer.
    ///
    /// - Parameter timeout: The longest wait.
    /// - Throws: When the system gives no loop.
    public func ask(timeout: Duration) throws(UVError) -> Outcome {
        let loop = try Loop()
        let inquiry = Inquiry(on: loop)
        inquiry.start(url, timeout: timeout)
        loop.run()
        loop.finish()
        return inquiry.outcome
    }
}

/// A question under way.
private final class Inquiry: TransferDelegate {
    private(set) var outcome = HealthQuery.Outcome.timedOut
    private let loop: Loop
    private var upstream: UpstreamClient?
    private var timer: Timer?
    private var status = 0

    init(on loop: Loop) {
        self.loop = loop
    }

    func start(_ url: String, timeout: Duration) {
        do {
            let upstream = try UpstreamClient(
                on: loop,
                configuration: .init(headerLines: [], connectTimeout: timeout)
            )
            self.upstream = upstream
            timer = Timer(on: loop) { [unowned self] in end(.timedOut) }
            timer?.schedule(after: timeout)
            _ = try upstream.start(.get(url, opensConnection: true), delegate: self)
        } catch {
            end(.failed("\(error)"))
        }
    }

    private func end(_ outcome: HealthQuery.Outcome) {
        self.outcome = outcome
        timer?.cancel()
        upstream?.close()
        upstream = nil
    }

    func transfer(_ transfer: Transfer, didReceive head: UpstreamHead) { status = head.status }

    func transfer(_ transfer: Transfer, didReceive bytes: Span<UInt8>) {}

    func transfer(_ transfer: Transfer, didFinish failure: UpstreamFailure?) {
        guard let failure else { return end(.status(status)) }
        if case .connectTimeout = failure { return end(.timedOut) }
        end(.failed("\(failure)"))
    }
}
