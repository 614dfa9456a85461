// One answer under way: the script's beats at their time, and its fault.

internal import Bytes
internal import HTTP
internal import HTTPServer
internal import Reactor
internal import Synchronization
internal import System
internal import Timing

/// Sends one scripted answer at the script's pace.
///
/// Kept alive by whoever reports the client to it: the exchange or the raw response. Beat `k` is
/// due at a fixed instant after the request, so a late one is not followed by late others.
final class MockAnswer {
    private let script: MockScript
    private let fault: MockFault?
    private let dialect: MockDialect
    private let isStream: Bool
    private let outlet: Outlet
    private let counters: MockCounters
    private let loop: Loop
    private let startedAt: Instant
    private let interval: UInt64
    private let firstDue: UInt64
    private let beatCount: Int
    private let requestID: String
    private var encoder: any MockAnswerEncoder
    private var timer: Timer?
    private var beat = 0
    private var hasOpened = false
    private var faultIsDone = false
    private var isHeldBack = false
    private var isOver = false

    /// Above this many bytes that the client does not take, the stream waits.
    private static let queuedByteCountMax = 256 * 1024
    /// The most beats of one stream in one turn, so that a late one does not starve the others.
    private static let beatsPerTurnMax = 64
    /// How late a beat may be before it counts as late.
    private static let lateness: UInt64 = 5_000_000
    /// The time that what was sent has to arrive before the connection is broken: a reset destroys
    /// unread bytes.
    private static let breakDelay = Duration.milliseconds(20)

    init(
        script: MockScript,
        fault: MockFault?,
        request: MockRequest,
        outlet: Outlet,
        place: Place
    ) {
        self.script = script
        self.fault = fault
        self.outlet = outlet
        dialect = request.dialect
        isStream = request.isStream
        counters = place.counters
        loop = place.loop
        startedAt = place.loop.now
        interval = UInt64(clamping: script.interval.wholeNanoseconds)
        firstDue = (startedAt + script.firstTokenDelay).nanoseconds
        let plan = AnswerPlan(
            script: script,
            request: request,
            created: WallClock.seconds,
            serial: place.serial,
            hasWholeCalls: request.dialect.hasWholeCalls
        )
        beatCount = plan.beatCount
        requestID = request.dialect.requestID(place.serial)
        encoder = request.dialect.encoder(plan, request: request)
        timer = Timer(on: loop) { [unowned self] in advance() }
    }

    /// Where an answer is made.
    struct Place {
        let loop: Loop
        let counters: MockCounters
        /// Tells the answers of one id apart.
        let serial: Int
    }

    /// Begins, once the outlet knows whom to tell about its client.
    func start() {
        switch fault {
        case .silence: return
        case .status, .blocked, .close, .reset: break
        case .drop, .cut, .stall, .garbage, .error, nil:
            if isStream { outlet.beginStream(encoder.headLine) }
        }
        advance()
    }

    private func due(_ beat: Int) -> UInt64 {
        firstDue &+ UInt64(beat) &* interval
    }

    /// Does what is due and arms the timer for what is not.
    private func advance() {
        guard !isOver, !isHeldBack else { return }
        guard isStream else { return advanceWhole() }
        guard isDue(firstDue) else { return }
        if let fault, fault.tokenCount == nil { return breakOff(fault) }
        if !hasOpened {
            hasOpened = true
            outlet.write { encoder.appendOpening(into: &$0) }
        }
        advanceStream()
    }

    private func isDue(_ instant: UInt64) -> Bool {
        let now = loop.now.nanoseconds
        guard now >= instant else {
            timer?.schedule(at: Instant(nanoseconds: instant))
            return false
        }
        return true
    }

    // Streams

    private func advanceStream() {
        var sentCount = 0
        while beat < beatCount {
            if let fault, !faultIsDone, beat >= fault.tokenCount ?? .max {
                guard meet(fault) else { return }
            }
            let groupEnd = min(beat + script.wire.eventsPerWrite, beatCount)
            guard isDue(due(groupEnd - 1)) else { return }
            guard hasRoom() else { return }
            sendBeats(to: min(groupEnd, faultIsDone ? groupEnd : fault?.tokenCount ?? groupEnd))
            sentCount += script.wire.eventsPerWrite
            // Without pace each group is to be a write of its own, and what is late must leave room
            // for others.
            guard interval > 0, sentCount < Self.beatsPerTurnMax else {
                outlet.flush()
                return loop.afterTurn { [self] in advance() }
            }
        }
        if let fault, !faultIsDone, beatCount >= fault.tokenCount ?? .max {
            guard meet(fault) else { return }
        }
        guard isDue(due(beatCount)) else { return }
        outlet.write { encoder.appendClosing(into: &$0) }
        end(counters.completed) { outlet.endStream() }
    }

    /// Tells whether the client keeps up; if not, the stream goes on when it has caught up.
    private func hasRoom() -> Bool {
        guard outlet.queuedByteCount >= Self.queuedByteCountMax else { return true }
        // What has not been offered yet is no sign of a slow client.
        outlet.flush()
        isHeldBack = outlet.queuedByteCount >= Self.queuedByteCountMax
        return !isHeldBack
    }

    private func sendBeats(to groupEnd: Int) {
        if loop.now.nanoseconds &- due(groupEnd - 1) > Self.lateness, interval > 0 {
            MockCounters.increment(counters.lateBeats)
        }
        outlet.write { output in
            while beat < groupEnd {
                encoder.appendBeat(beat, into: &output)
                beat += 1
            }
        }
    }

    /// Does what a fault does to a stream; true if the stream goes on at once.
    private func meet(_ fault: MockFault) -> Bool {
        switch fault {
        case .stall: return false
        case .garbage:
            outlet.write { encoder.appendGarbage(into: &$0) }
        case .error(_, let status):
            let error = scriptedError(status)
            outlet.write { encoder.appendError(error, into: &$0) }
            end(counters.failed) { outlet.endStream() }
        case .drop, .cut:
            let timer = Timer(on: loop) { [unowned self] in breakOff(fault) }
            timer.schedule(after: Self.breakDelay)
            self.timer = timer
        case .status, .blocked, .silence, .close, .reset: break
        }
        faultIsDone = true
        if case .garbage = fault { return true }
        return false
    }

    private func breakOff(_ fault: MockFault) {
        guard !isOver else { return }
        switch (fault, outlet) {
        case (.status(let code), _): respond(scriptedError(code))
        case (.blocked, _): respond(dialect.blockedPrompt)
        case (.cut, .raw(let response)):
            end(counters.failed) {
                guard isStream else { return response.cutBody(whole().bytes) }
                response.cutStream { output in
                    if beat < beatCount {
                        encoder.appendBeat(beat, into: &output)
                    } else {
                        encoder.appendClosing(into: &output)
                    }
                }
            }
        case (.close, .raw(let response)): end(counters.failed) { response.close() }
        default: end(counters.failed) { outlet.reset() }
        }
    }

    // Whole answers

    private func advanceWhole() {
        switch fault {
        case .status, .blocked, .close, .reset:
            guard isDue(firstDue), let fault else { return }
            breakOff(fault)
        case .drop(let count), .cut(let count):
            guard isDue(due(count)), let fault else { return }
            breakOff(fault)
        case .silence, .stall: break
        case .garbage, .error, nil:
            guard isDue(due(beatCount)) else { return }
            beat = beatCount
            respondWhole()
        }
    }

    private func respondWhole() {
        let body = whole()
        switch fault {
        case .error(_, let status): respond(scriptedError(status))
        case .garbage:
            end(counters.failed) {
                outlet.respond(.ok, body: body.bytes.extracting(0..<body.count / 2))
            }
        default: end(counters.completed) { outlet.respond(.ok, body: body.bytes) }
        }
    }

    private func whole() -> ByteBuffer {
        var body = ByteBuffer()
        encoder.appendWhole(into: &body)
        return body
    }

    private func scriptedError(_ status: Int) -> MockError {
        var error = dialect.scriptedError(status, script)
        error.requestID = requestID
        return error
    }

    private func respond(_ error: MockError) {
        end(counters.failed) {
            if dialect.hasRetryAfter, let retryAfter = script.retryAfter,
                case .exchange(let exchange) = outlet
            {
                exchange.fields.append((name: "Retry-After", value: retryAfter))
            }
            outlet.respond(error.status, body: error.body.bytes)
        }
    }

    // The end

    private func end(_ counter: borrowing Atomic<Int>, _ send: () -> Void) {
        guard !isOver else { return }
        isOver = true
        timer = nil
        MockCounters.increment(counter)
        MockCounters.increment(counters.sentBeats, by: beat)
        send()
    }

    private func clientLeft() {
        guard !isOver else { return }
        isOver = true
        timer = nil
        counters.countCancel(of: script.id, atNanoseconds: Instant.now.nanoseconds)
        MockCounters.increment(counters.sentBeats, by: beat)
    }

    private func clientTookOutput() {
        guard isHeldBack else { return }
        isHeldBack = false
        advance()
    }
}

extension MockAnswer: ExchangeObserver {
    func clientLeft(_ exchange: Exchange) { clientLeft() }
    func clientTookOutput(_ exchange: Exchange) { clientTookOutput() }
}

extension MockAnswer: RawResponseObserver {
    func clientLeft(_ response: RawResponse) { clientLeft() }
    func clientTookOutput(_ response: RawResponse) { clientTookOutput() }
}
