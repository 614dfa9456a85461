// What all workers together know of the provider: whether it fails, and how often it was asked again.

internal import Chat
internal import Policy
internal import Synchronization
internal import System
internal import Timing
internal import Upstream

/// The circuit breaker and the retry budget of one provider's origin, for the whole process.
///
/// Not one for each worker: what one has learned spares the others' clients the wait, a half-open circuit lets one
/// call through and not one per core, and a ratio means something only over all requests. A lock for each costs tens
/// of nanoseconds, once for a model call.
final class ProviderHealth: Sendable {
    private let circuit: Locked<CircuitBreaker>
    private let budget: Locked<RetryBudget>
    /// Until when others are asked before it, if there are others.
    private let restEnd = Locked<Instant?>(nil)
    /// Whether it has refused a request for what it does not know of streams.
    private let refusedStreamOptions = Atomic(false)

    init(_ circuit: CircuitBreaker.Policy, _ budget: RetryBudget.Policy) {
        self.circuit = Locked(CircuitBreaker(circuit))
        self.budget = Locked(RetryBudget(budget))
    }

    /// How the circuit stands.
    var state: CircuitBreaker.State { circuit.withLock(\.state) }

    /// Lets a call begin, or nil if the circuit is open.
    ///
    /// - Parameter isFirstTry: False for a try again, for which the budget was asked before.
    func begin(isFirstTry: Bool, at now: Instant) -> ProviderAttempt? {
        guard let call = circuit.withLock({ $0.begin(at: now) }) else { return nil }
        if isFirstTry { budget.withLock { $0.requestBegan(at: now) } }
        return ProviderAttempt(self, call)
    }

    /// Tells whether the provider takes `stream_options`, as far as is known.
    var takesStreamOptions: Bool { !refusedStreamOptions.load(ordering: .relaxed) }

    /// Remembers that the provider refuses `stream_options`.
    func refusesStreamOptions() { refusedStreamOptions.store(true, ordering: .relaxed) }

    /// Has others asked before it for a while, if there are others.
    func rest(until instant: Instant) {
        restEnd.withLock { $0 = max($0 ?? instant, instant) }
    }

    /// Tells whether others are to be asked before it.
    func isResting(at now: Instant) -> Bool { restEnd.withLock { $0.map { now < $0 } ?? false } }

    /// Takes one try again from the budget, if one is left.
    func takeRetry(at now: Instant) -> Bool { budget.withLock { $0.takeRetry(at: now) } }

    fileprivate func end(_ call: CircuitBreaker.Call, _ outcome: CircuitBreaker.Outcome) {
        circuit.withLock { $0.end(call, outcome, at: .now) }
    }
}

/// One call to the provider, as the circuit sees it; let go without a word it counts as neither success nor failure.
final class ProviderAttempt {
    private let provider: ProviderHealth
    private let call: CircuitBreaker.Call
    private var isReported = false

    fileprivate init(_ provider: ProviderHealth, _ call: CircuitBreaker.Call) {
        self.provider = provider
        self.call = call
    }

    deinit { report(.unknown) }

    /// Hears that content has come: for the circuit to close that is enough, and its rest may take minutes; for the
    /// ratio of failures the end counts.
    func contentCame() {
        if call.isProbe { report(.succeeded) }
    }

    /// Reports the outcome; only the first one counts.
    func report(_ outcome: CircuitBreaker.Outcome) {
        guard !isReported else { return }
        isReported = true
        provider.end(call, outcome)
    }
}

extension TryFailure {
    /// Whose fault it is: the provider's, if it was not there or says that it failed; refusals show that it works.
    var outcome: CircuitBreaker.Outcome {
        switch self {
        case .status(let head) where head.status >= 500 || head.status == 498: .failed
        // Busy is not broken, and of other refusals the cause is the request or our key.
        case .status(let head) where head.status == 408 || head.status == 429: .unknown
        case .status: .succeeded
        case .failure(.notStarted): .unknown
        case .failure: .failed
        }
    }
}

extension ChatError {
    /// Whose fault the end of an answer is that had begun with a status of success.
    var outcome: CircuitBreaker.Outcome {
        switch self {
        case .connectTimeout, .providerUnreachable, .providerFailed, .firstTokenTimeout,
            .idleTimeout, .answerCut, .answerInvalid:
            .failed
        // Busy is not broken, and the rest is ours or our account's.
        case .rateLimited, .providerUnavailable, .providerBusy, .providerAuthentication,
            .accountExhausted,
            .providerMisconfigured, .totalTimeout, .shuttingDown, .internalError:
            .unknown
        case .modelNotFound, .requestRefused, .answerEmpty, .contentFiltered, .toolFailed,
            .stepLimit, .answerTooLong:
            .succeeded
        }
    }
}
