// Faults that are put into the machines on purpose, to see that the simulation notices.

import AnswerKit
import Bytes
import Chat
import HTTP
import Providers
import Policy
import Timing

@testable import Gateway

/// What may be wrong with a machine that decides; each must be found by an invariant of the simulation.
enum Defect: CaseIterable {
    /// Some of the provider's events are dropped.
    case losesEvents
    /// Some of the provider's events are taken twice.
    case repeatsEvents
    /// An answer whose body ended early is called finished.
    case finishesWhatWasCut
    /// An answer that fails ends without its error.
    case failsSilently
    /// A sign of life is not a whole line.
    case breaksSignsOfLife
    /// What a failed try has told is kept, although it is asked again.
    case triesAgainAfterText
    /// The limit between two events is forgotten.
    case forgetsIdleLimit
    /// The limit of the whole answer is forgotten.
    case forgetsTotalLimit
    /// Signs of life are owed and not given.
    case forgetsSignsOfLife
    /// The limit of the first token is forgotten.
    case forgetsFirstTokenLimit
    /// The limit of the wait for a permit is forgotten.
    case forgetsQueueLimit
    /// A try that is due is not made.
    case forgetsTries
    /// The wait before a try is longer than the policy has it.
    case waitsTooLong
    /// A try is made although the budget is used up.
    case overdrawsBudget
    /// A transfer stays paused although the client has taken everything.
    case staysPaused
    /// The transfer of an answer that has ended stays open.
    case leaksTransfers
    /// The last byte of a request's body is lost.
    case losesBodyBytes
    /// A connection that must be closed is kept.
    case keepsConnections
    /// A connection that may be kept is closed.
    case dropsConnections
    /// What a client sends before it has its answer is dropped.
    case dropsEarlyRequests

    static let ofStreams: [Defect] = [
        .losesEvents, .repeatsEvents, .finishesWhatWasCut, .failsSilently, .breaksSignsOfLife,
        .triesAgainAfterText, .forgetsIdleLimit, .forgetsTotalLimit, .forgetsSignsOfLife,
        .forgetsFirstTokenLimit, .forgetsQueueLimit, .forgetsTries, .waitsTooLong,
        .overdrawsBudget, .staysPaused, .leaksTransfers,
    ]
    static let ofConnections: [Defect] = [
        .losesBodyBytes, .keepsConnections, .dropsConnections, .dropsEarlyRequests,
    ]
}

/// The engine of an answer with a defect, or with none.
final class SuspectEngine: AnswerEngine {
    private let engine: ConversationEngine
    private let defect: Defect?
    private var count = 0

    init(_ engine: ConversationEngine, defect: Defect?) {
        self.engine = engine
        self.defect = defect
    }

    func received(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> AnswerVerdict {
        count += 1
        let isChosen = count.isMultiple(of: 5)
        if defect == .losesEvents, isChosen { return .proceed }
        if defect == .repeatsEvents, isChosen { _ = engine.received(bytes, into: &output) }
        return engine.received(bytes, into: &output)
    }

    func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        guard defect == .finishesWhatWasCut else { return engine.providerEnded(into: &output) }
        let stop = ProviderEvent.stream([ProviderEvent.finish("stop")])
        let verdict = engine.received(stop.span, into: &output)
        guard case .proceed = verdict else { return verdict }
        return engine.providerEnded(into: &output)
    }

    func wasWhole(into output: inout ByteBuffer) -> AnswerVerdict {
        engine.wasWhole(into: &output)
    }

    func fail(_ error: ChatError, into output: inout ByteBuffer) -> AnswerVerdict {
        guard defect == .failsSilently else { return engine.fail(error, into: &output) }
        var nowhere = ByteBuffer()
        return engine.fail(error, into: &nowhere)
    }

    func keepAlive(into output: inout ByteBuffer) {
        engine.keepAlive(into: &output)
        if defect == .breaksSignsOfLife { output.append(": " as StaticString) }
    }

    func requestBody(_ form: ModelCallForm, _ translator: (any EventTranslator)?) -> ByteBuffer {
        engine.requestBody(form, translator)
    }

    func providerTold(_ members: ErrorMembers) { engine.providerTold(members) }

    var hasBegun: Bool { engine.hasBegun }
    var callHasBegun: Bool { defect == .triesAgainAfterText ? false : engine.callHasBegun }
    var isWhole: Bool { engine.isWhole }
    var isFinal: Bool { engine.isFinal }
    var form: ResponseForm { engine.form }
    var targets: [ModelTarget] { engine.targets }
    var mayOmitSignatures: Bool { engine.mayOmitSignatures }
    var mayOmitStreamOptions: Bool { engine.mayOmitStreamOptions }
    var errorMembers: ErrorMembers { engine.errorMembers }
    var eventCount: Int { engine.eventCount }
    var failureDetail: String? { engine.failureDetail }
    var summary: AnswerSummary { engine.summary }
}

/// The machine of an answer with a defect, or with none.
struct SuspectRun: ~Copyable {
    var machine: AnswerRun
    private let defect: Defect?

    init(_ machine: consuming AnswerRun, defect: Defect?) {
        self.machine = machine
        self.defect = defect
    }

    mutating func timerFired(at now: Instant, into output: inout ByteBuffer) -> AnswerRun.Action {
        let due = machine.deadlines.due(at: now)
        switch (defect, due) {
        case (.forgetsIdleLimit, .exceeded(.idle)),
            (.forgetsFirstTokenLimit, .exceeded(.firstToken)),
            (.forgetsTotalLimit, .exceeded(.total)),
            (.forgetsQueueLimit, .exceeded(.permit)),
            (.forgetsSignsOfLife, .keepAlive), (.forgetsTries, .retry):
            return .wait
        default: return machine.timerFired(at: now, into: &output)
        }
    }

    mutating func settleFailure(
        at now: Instant,
        random: Double,
        takeRetry: () -> Bool,
        into output: inout ByteBuffer
    ) -> AnswerRun.Action {
        machine.settleFailure(
            at: now,
            unixSeconds: 0,
            random: defect == .waitsTooLong ? random + 2 : random,
            takeRetry: defect == .overdrawsBudget ? { true } : takeRetry,
            into: &output
        )
    }

    mutating func outputWaits(byteCount: Int, at now: Instant) -> AnswerRun.Action {
        let action = machine.outputWaits(byteCount: byteCount, at: now)
        if defect == .staysPaused, case .resumeTransfer = action { return .proceed }
        return action
    }
}

/// The machine of a connection with a defect, or with none.
struct SuspectConnection: ~Copyable {
    private var machine = ConnectionMachine(limits: HTTPLimits())
    private let defect: Defect?

    init(defect: Defect?) { self.defect = defect }

    var phase: ConnectionMachine.Phase { machine.phase }

    var isPersistent: Bool {
        switch defect {
        case .keepsConnections: true
        case .dropsConnections: false
        default: machine.isPersistent
        }
    }

    mutating func next(_ bytes: Span<UInt8>, at position: inout Int) -> ConnectionMachine.Action {
        if defect == .dropsEarlyRequests, machine.phase == .answering {
            position = bytes.count
            return .awaitBytes
        }
        return machine.next(bytes, at: &position)
    }

    mutating func admitBody(byteCountMax: Int) {
        machine.admitBody(byteCountMax: byteCountMax)
    }

    mutating func grantBody(byteCount: Int) {
        machine.grantBody(byteCount: byteCount, of: nil)
    }

    mutating func takeBody() -> ByteBuffer {
        guard defect == .losesBodyBytes else { return machine.takeBody() }
        let body = machine.takeBody()
        return ByteBuffer(copying: body.bytes.extracting(first: max(0, body.count - 1)))
    }

    mutating func responseEnded() { machine.responseEnded() }
    mutating func endAfterResponse() { machine.endAfterResponse() }
    mutating func close() { machine.close() }
}
