// A worker of the server on its own thread, its provider on another, and clients on the test's.

import Configuration
import Foundation
import Log
import MockProvider
import Policy
import Reactor
import Synchronization
import TestKit
import Testing

@testable import Gateway

/// The real server of one worker between a mock provider and the clients of a test.
final class GatewayScene {
    let harness: LoopHarness
    /// What the provider has done so far.
    let counters: MockCounters
    /// What the server is doing.
    let counts: LiveCounts
    /// What clients have used up.
    let rateStore: MemoryRateStore

    /// Where the server listens.
    let address: SocketAddress
    private let mailbox: Mailbox
    private let log: FileHandle
    private var thread: WorkerThread?
    private var worker: OwnerAddress<Worker>?
    private let hasEnded: Flag
    private var clients: [GatewayClient] = []

    /// Told by the worker's thread as the last it does.
    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }

    private init(
        _ harness: LoopHarness,
        _ settings: Settings,
        _ counters: MockCounters,
        log: FileHandle
    ) throws {
        self.harness = harness
        self.counters = counters
        self.log = log
        mailbox = try Mailbox(on: harness.loop)
        let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
        address = socket.address
        let process = try ProcessState(settings, sink: LogSink(descriptor: log.fileDescriptor))
        counts = process.counts
        rateStore = try #require(process.rateStore as? MemoryRateStore)
        let flag = Flag()
        hasEnded = flag
        let scene = LoopBound(self, on: harness.loop)
        let supervisor = mailbox.address
        thread = try WorkerThread(name: "worker") {
            do {
                let worker = try Worker(
                    process,
                    socket: socket,
                    supervisor: SupervisorAddress(supervisor)
                )
                let address = worker.address
                supervisor.post { scene.open(on: $0).worker = address }
                // Traps if a handle is left open.
                worker.run()
            } catch {
                preconditionFailure("the worker could not start: \(error)")
            }
            flag.isSet.store(true, ordering: .releasing)
        }
        try harness.run { worker != nil }
    }

    /// Runs a test, then ends the server and checks that it leaves nothing behind.
    ///
    /// - Parameter settings: Changes settings that are made for tests: no waiting between tries, no
    ///   signs of life, every other limit out of reach.
    static func run(
        _ settings: (inout Settings) -> Void = { _ in },
        _ body: (GatewayScene) throws -> Void
    ) throws {
        let mock = try MockProviderServer.start()
        let counters = mock.counters
        var chosen = Settings()
        chosen.openai.baseURL = "http://127.0.0.1:\(mock.port)/v1"
        chosen.openai.apiKey = Secret("test-key")
        chosen.retry.base = .milliseconds(2)
        chosen.stream.keepalive = .zero
        chosen.health.openaiCheckEnabled = false
        settings(&chosen)
        let result = Result {
            try LoopHarness.run { harness in
                let scene = try GatewayScene(harness, chosen, counters, log: try Self.newLog())
                defer { scene.mailbox.close() }
                let result = Result { try body(scene) }
                try scene.stop()
                #expect(scene.counts.streams.load(ordering: .acquiring) == 0)
                try result.get()
            }
        }
        mock.stop()
        try result.get()
    }

    private static func newLog() throws -> FileHandle {
        let name = "mamba-test-\(UUID().uuidString).log"
        let file = FileManager.default.temporaryDirectory.appending(path: name)
        #expect(FileManager.default.createFile(atPath: file.path(), contents: nil))
        let handle = try FileHandle(forUpdating: file)
        // The open descriptor is all that is needed of it.
        try FileManager.default.removeItem(at: file)
        return handle
    }

    // Clients

    /// Connects a client.
    func connect() throws -> GatewayClient {
        let client = try GatewayClient(to: address, on: harness.loop)
        clients.append(client)
        return client
    }

    /// Sends a request on a connection of its own, and waits for the whole response.
    func response(to request: GatewayRequest) throws -> GatewayResponse {
        let client = try connect()
        client.send(request)
        return try response(of: client)
    }

    /// Waits for the whole response to a client's request.
    func response(of client: GatewayClient) throws -> GatewayResponse {
        try wait {
            client.mayBeComplete && client.response?.isComplete == true || client.hasEnded
        }
        return try #require(client.response)
    }

    /// Waits for a condition that other threads bring about.
    func wait(_ condition: () -> Bool) throws {
        // Nothing wakes this loop when another thread counts, so it looks again and again.
        var timer: Reactor.Timer?
        timer = Reactor.Timer(on: harness.loop) { timer?.schedule(after: .milliseconds(1)) }
        timer?.schedule(after: .milliseconds(1))
        defer { timer = nil }
        try harness.run(until: condition)
    }

    /// The number of open streams.
    var streamCount: Int { counts.streams.load(ordering: .relaxed) }

    // The server

    /// Gives an order of the supervisor.
    func order(_ order: DrainOrder) {
        worker?.post { $0.obey(order) }
    }

    /// Tells whether the worker has ended, with all its handles closed.
    var workerHasEnded: Bool { hasEnded.isSet.load(ordering: .acquiring) }

    /// Ends the server the hard way, if it has not ended yet.
    private func stop() throws {
        for client in clients { client.close() }
        for order in [DrainOrder.stopAccepting, .endStreams, .closeConnections] {
            self.order(order)
        }
        try wait { workerHasEnded }
        if let thread = thread.take() { thread.join() }
    }

    /// The fields of the access log's lines so far, in the order of the exchanges' ends.
    func logLines() throws -> [LogLine] {
        try log.seek(toOffset: 0)
        let data = try log.readToEnd() ?? Data()
        return try data.split(separator: 0x0A).map {
            try JSONDecoder().decode(LogLine.self, from: $0)
        }
    }

    /// Waits for the lines of so many exchanges: a line leaves after its response.
    func logLines(_ count: Int) throws -> [LogLine] {
        try wait { (try? logLines().count) == count }
        return try logLines()
    }

    /// Waits for the line of the one exchange of a test, and gives all of the log as it stands.
    func logText() throws -> String {
        _ = try logLine()
        try log.seek(toOffset: 0)
        return String(decoding: try log.readToEnd() ?? Data(), as: UTF8.self)
    }

    /// Waits for the line of the one exchange of a test.
    func logLine() throws -> LogLine {
        try wait { (try? logLines().isEmpty) == false }
        return try logLines()[0]
    }
}

/// What tests look at in a line of the access log.
struct LogLine: Decodable {
    let level: String
    let request_id: String
    let status_code: Int?
    let outcome: String?
    let attempts: Int?
    let steps: Int?
    let text_events: Int?
    let error_type: String?
    let error_detail: String?
    let finish_reason: String?
    let prompt_tokens: Int?
    let requested_model: String?
}
