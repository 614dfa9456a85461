// One worker of a mock: a thread, its loop, its provider.

internal import Reactor
internal import Synchronization

/// A thread that serves one socket of the mock until it is told to stop.
final class MockWorker {
    private let control = Control()
    private let mailbox: Mailbox.Address
    private var thread: WorkerThread?

    /// What a worker is made of.
    struct Plan: Sendable {
        let socket: BoundSocket
        let script: MockScript
        let counters: MockCounters
        let number: Int
    }

    /// What starter and worker tell each other; the result may be read when `isReady` is set.
    private final class Control: Sendable {
        let isStopping = Atomic(false)
        let isReady = Atomic(false)
        let result = Mutex<Result<Mailbox.Address, UVError>?>(nil)

        func report(_ outcome: Result<Mailbox.Address, UVError>, to starter: Mailbox.Address) {
            result.withLock { $0 = outcome }
            isReady.store(true, ordering: .releasing)
            starter.post { _ in }
        }
    }

    /// Starts the thread and returns when it listens.
    init(_ plan: Plan) throws(UVError) {
        let loop = try Loop()
        defer { loop.finish() }
        let reports = try Mailbox(on: loop)
        defer { reports.close() }
        let control = control
        let starter = reports.address
        let thread = try WorkerThread(name: "mock-\(plan.number)") {
            Self.run(plan, control: control, starter: starter)
        }
        while !control.isReady.load(ordering: .acquiring) { loop.runOnce() }
        switch control.result.withLock({ $0 }) {
        case .success(let mailbox)?:
            self.mailbox = mailbox
            self.thread = consume thread
        case .failure(let error)?:
            thread.join()
            throw error
        case nil: preconditionFailure("a worker that is ready has a result")
        }
    }

    /// Closes all connections and waits for the thread to end.
    func stop() {
        control.isStopping.store(true, ordering: .releasing)
        mailbox.post { _ in }
        thread.take()?.join()
    }

    private static func run(_ plan: Plan, control: Control, starter: Mailbox.Address) {
        do throws(UVError) {
            let loop = try Loop()
            defer { loop.finish() }
            let mailbox = try Mailbox(on: loop)
            defer { mailbox.close() }
            let provider = MockProvider(on: loop, script: plan.script, counters: plan.counters)
            try provider.listen(on: plan.socket)
            defer { provider.stop() }
            control.report(.success(mailbox.address), to: starter)
            while !control.isStopping.load(ordering: .acquiring) { loop.runOnce() }
        } catch {
            control.report(.failure(error), to: starter)
        }
    }
}
