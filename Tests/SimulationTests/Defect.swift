// Faults that are put into the machines on purpose, to see that the simulation notices.

import Bytes
import Chat
import HTTP
import Reactor

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
        .leaksTransfers,
    ]
    static let ofConnections: [Defect] = [
        .losesBodyBytes, .keepsConnections, .dropsConnections, .dropsEarlyRequests,
    ]
}

/// The machine of an answer with a defect, or with none.
struct SuspectAnswer: ~Copyable, EventMachine {
    private var machine: AnswerMachine
    private let defect: Defect?
    private var count = 0

    init(_ machine: consuming AnswerMachine, defect: Defect?) {
        self.machine = machine
        self.defect = defect
    }

    mutating func appendStep(to request: inout CompletionRequest) {
        machine.appendStep(to: &request)
    }

    mutating func received(
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerMachine.Verdict {
        count += 1
        let isChosen = count.isMultiple(of: 5)
        if defect == .losesEvents, isChosen { return .goOn }
        if defect == .repeatsEvents, isChosen { _ = machine.received(event, into: &output) }
        return machine.received(event, into: &output)
    }

    mutating func receivedFailure(
        _ report: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerMachine.Verdict {
        machine.receivedFailure(report, into: &output)
    }

    mutating func providerEnded(into output: inout ByteBuffer) -> AnswerMachine.Verdict {
        guard defect == .finishesWhatWasCut else { return machine.providerEnded(into: &output) }
        let stop = #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
        let verdict = machine.received(stop.utf8.span, into: &output)
        guard case .goOn = verdict else { return verdict }
        return machine.providerEnded(into: &output)
    }

    mutating func fail(
        _ error: ChatError,
        into output: inout ByteBuffer
    ) -> AnswerMachine.Verdict {
        guard defect == .failsSilently else { return machine.fail(error, into: &output) }
        var nowhere = ByteBuffer()
        return machine.fail(error, into: &nowhere)
    }

    mutating func willTryAgain() { machine.willTryAgain() }

    func keepAlive(into output: inout ByteBuffer) {
        machine.keepAlive(into: &output)
        if defect == .breaksSignsOfLife { output.append(": " as StaticString) }
    }

    var hasBegun: Bool { defect == .triesAgainAfterText ? false : machine.hasBegun }
    var isWhole: Bool { machine.isWhole }
    var isFinal: Bool { machine.isFinal }
    var eventCount: Int { machine.eventCount }
    var stepCount: Int { machine.stepCount }
    var textEventCount: Int { machine.textEventCount }
    var model: String? { machine.model }
    var finishReason: FinishReason? { machine.finishReason }
    var usage: TokenUsage? { machine.usage }
    var failureDetail: String? { machine.failureDetail }
}

/// The deadlines of an answer with a defect, or with none.
struct SuspectDeadlines {
    private var deadlines: StreamDeadlines
    private let defect: Defect?

    init(_ deadlines: StreamDeadlines, defect: Defect?) {
        self.deadlines = deadlines
        self.defect = defect
    }

    var phase: StreamDeadlines.Phase { deadlines.phase }
    var next: Instant { deadlines.next }

    mutating func begin(_ phase: StreamDeadlines.Phase, at now: Instant) {
        deadlines.begin(phase, at: now)
    }

    mutating func eventArrived(at now: Instant) { deadlines.eventArrived(at: now) }

    mutating func outputWritten(at now: Instant) { deadlines.outputWritten(at: now) }

    mutating func due(at now: Instant) -> StreamDeadlines.Due {
        let due = deadlines.due(at: now)
        switch (defect, due) {
        case (.forgetsIdleLimit, .failure(.idleTimeout)):
            // As if something had come, so that the stream waits on in good faith.
            deadlines.eventArrived(at: now)
            return .nothing
        case (.forgetsTotalLimit, .failure(.totalTimeout)), (.forgetsSignsOfLife, .keepAlive):
            return .nothing
        default: return due
        }
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
