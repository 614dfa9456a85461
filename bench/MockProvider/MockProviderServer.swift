// The mock as a program: several workers, each a thread with a loop, on one port.

public import Reactor

/// A mock provider that runs on threads of its own until it is stopped.
public struct MockProviderServer: ~Copyable {
    /// The address that all workers listen on.
    public let address: SocketAddress
    /// What all workers have done so far.
    public let counters: MockCounters

    private let workers: [MockWorker]

    /// Starts the workers and returns when all of them listen.
    ///
    /// - Parameters:
    ///   - script: What is answered to requests without a directive, and what directives change.
    ///   - host: A numeric address or `localhost`.
    ///   - port: The port, or 0 for any that is free.
    ///   - workerCount: The number of threads, 1 to 64.
    public static func start(
        _ script: MockScript = MockScript(),
        host: String = "127.0.0.1",
        port: Int = 0,
        workers workerCount: Int = 1
    ) throws(UVError) -> MockProviderServer {
        precondition(1...64 ~= workerCount, "a mock has 1 to 64 workers")
        let counters = MockCounters()
        var address = try SocketAddress(host: host, port: port)
        var workers: [MockWorker] = []
        do throws(UVError) {
            for number in 0..<workerCount {
                let socket = try BoundSocket(to: address)
                // All others share the port that the first was given.
                address = socket.address
                workers.append(
                    try MockWorker(
                        MockWorker.Plan(
                            socket: socket,
                            script: script,
                            counters: counters,
                            number: number
                        )
                    )
                )
            }
        } catch {
            for worker in workers { worker.stop() }
            throw error
        }
        return MockProviderServer(address: address, counters: counters, workers: workers)
    }

    private init(address: SocketAddress, counters: MockCounters, workers: [MockWorker]) {
        self.address = address
        self.counters = counters
        self.workers = workers
    }

    /// The port that all workers listen on.
    public var port: Int { address.port }

    /// Closes all connections, whatever they do, and waits for the threads to end.
    public consuming func stop() {
        for worker in workers { worker.stop() }
    }

    /// Waits on the calling thread for SIGINT or SIGTERM, then stops.
    public consuming func stopOnSignal() throws(UVError) {
        let loop = try Loop()
        defer { loop.finish() }
        // A watcher alone does not keep a loop running.
        let anchor = try Mailbox(on: loop)
        defer { anchor.close() }
        let interrupt = try SignalWatcher(on: loop, for: .interrupt) { anchor.close() }
        defer { interrupt.close() }
        let terminate = try SignalWatcher(on: loop, for: .terminate) { anchor.close() }
        defer { terminate.close() }
        loop.run()
        stop()
    }
}
