// The whole server: its sockets, its workers, its end.

internal import Auth
internal import Chat
public import Configuration
public import Log
public import Reactor
internal import Synchronization
internal import Upstream

/// Why a server could not start.
public enum ServerError: Error, CustomStringConvertible {
    /// The authentication settings do not hold together.
    case authentication(String)
    /// The address is taken, or not ours to bind.
    case cannotBind(String, UVError)
    /// A worker could not be set up.
    case worker(String)

    /// A sentence for the operator.
    public var description: String {
        switch self {
        case .authentication(let reason): reason
        case .cannotBind(let address, let error): "cannot listen on \(address): \(error)"
        case .worker(let reason): "a worker could not start: \(reason)"
        }
    }
}

/// The chat server of a process: bound when it is made, serving while ``run(whenReady:)`` runs.
///
/// The thread that runs it supervises: it takes signals, tells the workers what to do, and waits for them. It never
/// touches a client's byte.
public final class Server {
    /// The address that it is bound to, with the real port.
    public let address: SocketAddress
    /// The number of worker threads.
    public let workerCount: Int
    /// Where `/metrics` has a port of its own; nil if it has none.
    public let metricsAddress: SocketAddress?

    private let process: ProcessState
    private let origin: SettingsOrigin?
    private let loaded: LoadedSettings
    private var sockets: [BoundSocket]
    private let metricsSocket: BoundSocket?

    /// Binds one socket for each worker.
    ///
    /// - Parameters:
    ///   - loaded: The settings, and what is known of their sources.
    ///   - origin: Where they come from, to be read again; nil never does.
    /// - Throws: When the authentication settings are no good or the address cannot be bound.
    public init(
        _ loaded: LoadedSettings,
        origin: SettingsOrigin?,
        sink: LogSink
    ) throws(ServerError) {
        self.origin = origin
        self.loaded = loaded
        let settings = loaded.settings
        do throws(AuthenticatorError) {
            process = try ProcessState(settings, sink: sink)
        } catch {
            throw .authentication("\(error)")
        }
        workerCount = process.workerCount
        metricsSocket = try Self.metricsSocket(settings.metrics)
        metricsAddress = metricsSocket?.address
        let host = settings.server.host
        do throws(UVError) {
            let wanted = try SocketAddress(host: host, port: settings.server.port)
            // Shared sockets would let a second server take a part of the first one's clients, in silence.
            try BoundSocket(to: wanted, isShared: false).close()
            let first = try BoundSocket(to: wanted)
            address = first.address
            sockets = [first]
            for _ in 1..<workerCount { sockets.append(try BoundSocket(to: first.address)) }
        } catch {
            throw .cannotBind("\(host):\(settings.server.port)", error)
        }
    }

    /// Asks the provider of some settings for its models; runs until it has answered or its time is up.
    ///
    /// - Throws: When the system lacks memory or descriptors.
    public static func askProvider(_ settings: Settings) throws -> ProviderReport {
        let loop = try Loop()
        var report: ProviderReport?
        var check: ModelListCheck?
        check = try ModelListCheck(on: loop, settings) { result in
            report = result
            check?.close()
            check = nil
        }
        loop.run()
        loop.finish()
        guard let report else { preconditionFailure("a check ends with a report") }
        return report
    }

    private static func metricsSocket(
        _ settings: Settings.Metrics
    ) throws(ServerError) -> BoundSocket? {
        guard settings.isEnabled, let port = settings.port else { return nil }
        do throws(UVError) {
            let wanted = try SocketAddress(host: settings.host, port: port)
            return try BoundSocket(to: wanted, isShared: false)
        } catch {
            throw .cannotBind("\(settings.host):\(port)", error)
        }
    }

    /// Serves until a signal has ended it and the last stream is over.
    ///
    /// - Parameter whenReady: Runs on this thread once every worker listens.
    /// - Throws: When a worker could not start.
    public func run(whenReady: @escaping () -> Void) throws(ServerError) {
        let supervisor: Supervisor
        do {
            supervisor = try Supervisor(
                process,
                origin: origin,
                loaded: loaded,
                metricsSocket: metricsSocket,
                whenReady: whenReady
            )
            for (index, socket) in sockets.enumerated() {
                try supervisor.startWorker(index, socket: socket)
            }
        } catch {
            throw .worker("\(error)")
        }
        sockets = []
        if let failure = supervisor.run() { throw .worker(failure) }
    }
}
