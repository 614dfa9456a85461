// How many answers the provider gives at once: for small ones, which fail or crawl when they are asked for more.

internal import Policy
internal import Reactor
internal import System

/// The bound of calls under way to one provider, for the whole process.
///
/// Workers ask for a permit before they call. A permit that has to wait is granted by a message to its worker's loop.
final class ConcurrencyLimiter: Sendable {
    private struct State: Sendable {
        var queue: FairQueue<ClientKey>
        /// Where the permits that wait live.
        var workers: [UInt64: WorkerAddress] = [:]
    }

    private let state: Locked<State>

    init(_ policy: FairQueue<ClientKey>.Policy) {
        state = Locked(State(queue: FairQueue(policy)))
    }

    /// The calls that wait.
    var waitingCount: Int { state.withLock(\.queue.waitingCount) }
    /// The calls that were granted and are not over, if they are counted.
    var heldCount: Int { state.withLock(\.queue.heldCount) }

    /// Goes by other numbers.
    func adopt(_ policy: FairQueue<ClientKey>.Policy) {
        announce(
            state.withLock { state in
                let granted = state.queue.adopt(policy)
                return Self.takeWorkers(of: granted, &state)
            }
        )
    }

    fileprivate func enter(
        _ client: ClientKey,
        from worker: WorkerAddress
    ) -> (id: UInt64, entry: FairQueue<ClientKey>.Entry) {
        state.withLock { state in
            let (id, entry) = state.queue.enter(client)
            if entry == .waiting { state.workers[id] = worker }
            return (id, entry)
        }
    }

    fileprivate func leave(_ id: UInt64) {
        announce(
            state.withLock { state in
                state.workers[id] = nil
                let granted = state.queue.leave(id)
                return Self.takeWorkers(of: granted, &state)
            }
        )
    }

    private static func takeWorkers(
        of granted: [UInt64],
        _ state: inout State
    ) -> [(UInt64, WorkerAddress)] {
        granted.map { id in
            guard let worker = state.workers.removeValue(forKey: id) else {
                preconditionFailure("what waits has a worker")
            }
            return (id, worker)
        }
    }

    private func announce(_ granted: [(UInt64, WorkerAddress)]) {
        for (id, worker) in granted {
            let isTold = worker.post { $0.permitWasGranted(id) }
            // A worker that has ended has no calls any more.
            if !isTold { leave(id) }
        }
    }
}

/// The leave to call the provider, held for as long as the call lasts; on one loop.
final class ProviderPermit {
    private let limiter: ConcurrencyLimiter
    private let id: UInt64
    private weak var pending: PendingPermits?
    fileprivate var whenGranted: (() -> Void)?

    fileprivate init(_ limiter: ConcurrencyLimiter, _ id: UInt64, _ pending: PendingPermits) {
        self.limiter = limiter
        self.id = id
        self.pending = pending
    }

    deinit {
        pending?.forget(id)
        limiter.leave(id)
    }
}

/// The permits of one worker that wait to be granted; on its loop only.
final class PendingPermits {
    /// What came of asking for a permit.
    enum Answer {
        /// The call may begin; the permit is nil where there is no bound.
        case granted(ProviderPermit?)
        /// The call waits for its turn, or gives its place up by letting go of the permit.
        case waiting(ProviderPermit)
        /// Too many calls wait already.
        case refused
    }

    /// A place in the table, which does not keep a permit that its call has let go of.
    private struct Waiting {
        weak var permit: ProviderPermit?
    }

    private let worker: WorkerAddress
    private var waiting: [UInt64: Waiting] = [:]

    init(worker: WorkerAddress) {
        self.worker = worker
    }

    /// Asks for a permit.
    ///
    /// - Parameter whenGranted: Called once on a later turn if the permit has to wait, unless it is let go of before.
    func ask(
        _ limiter: ConcurrencyLimiter,
        for client: ClientKey,
        whenGranted: @escaping () -> Void
    ) -> Answer {
        let (id, entry) = limiter.enter(client, from: worker)
        switch entry {
        case .refused: return .refused
        case .granted: return .granted(ProviderPermit(limiter, id, self))
        case .waiting:
            let permit = ProviderPermit(limiter, id, self)
            permit.whenGranted = whenGranted
            waiting[id] = Waiting(permit: permit)
            return .waiting(permit)
        }
    }

    /// Hears that a permit has been granted.
    func granted(_ id: UInt64) {
        // It may have been let go of meanwhile, which has passed it on.
        guard let permit = waiting.removeValue(forKey: id)?.permit else { return }
        let act = permit.whenGranted
        permit.whenGranted = nil
        act?()
    }

    fileprivate func forget(_ id: UInt64) {
        waiting[id] = nil
    }
}
