// One client: asks for one stream after another and checks each.

internal import Bytes
internal import Reactor
internal import System
internal import Timing

/// Who deals out streams and takes their records.
protocol LoadClientOwner: AnyObject {
    /// A stream has ended.
    func client(_ client: LoadClient, ended record: StreamRecord)
    /// Pieces of text have arrived at once, so long after the ones before; nil for the first of a
    /// stream.
    func client(_ client: LoadClient, received pieceCount: Int, after gap: Duration?)
    /// A connection is being opened.
    func clientConnects(_ client: LoadClient)
    /// The client has no stream and may be given the next; called on a job of its own.
    func clientIsFree(_ client: LoadClient)
}

/// A client of one arm, with one connection and one stream at a time.
final class LoadClient {
    /// How a client behaves.
    struct Behaviour {
        var usesNewConnections: Bool
        /// What it reads, or nil for all it can.
        var bytesPerSecond: Int?
        var timeout: Duration
        var tokenCount: Int
        var tokenByteCount: Int
    }

    private unowned let owner: any LoadClientOwner
    private let loop: Loop
    private let address: SocketAddress
    private let encoder: RequestEncoder
    private let behaviour: Behaviour
    private var connection: TCPConnection?
    private var parser = LoadResponseParser()
    private var checker: AnswerChecker
    private var timeoutTimer: Timer?
    private var pauseTimer: Timer?
    private var abortTimer: Timer?

    private var plan: StreamPlan?
    private var statusCode = 0
    private var errorBody = ByteBuffer()
    private var isPersistent = true
    private var isReused = false
    private var startedAt = Instant(nanoseconds: 0)
    private var heardAt = Instant(nanoseconds: 0)
    private var firstTextAt: Instant?
    private var lastTextAt = Instant(nanoseconds: 0)
    private var gapMax = Duration.zero
    private var receivedByteCount = 0

    private static let errorBodyByteCountMax = 200

    init(
        on loop: Loop,
        arm: Arm,
        encoder: RequestEncoder,
        behaviour: Behaviour,
        owner: any LoadClientOwner
    ) {
        self.loop = loop
        self.owner = owner
        self.encoder = encoder
        self.behaviour = behaviour
        address = arm.address
        checker = AnswerChecker(arm.wireProtocol)
        timeoutTimer = Timer(on: loop) { [unowned self] in checkSilence() }
        pauseTimer = Timer(on: loop) { [unowned self] in connection?.startReading() }
        abortTimer = Timer(on: loop) { [unowned self] in abort() }
    }

    // The start of a stream

    /// Begins a stream; the client has none.
    func begin(_ plan: StreamPlan) {
        precondition(self.plan == nil, "a client has one stream at a time")
        self.plan = plan
        startedAt = Instant.now
        checker.begin(
            id: plan.id,
            tokenCount: behaviour.tokenCount,
            tokenByteCount: behaviour.tokenByteCount
        )
        firstTextAt = nil
        lastTextAt = startedAt
        gapMax = .zero
        receivedByteCount = 0
        isReused = connection != nil
        if case .after(let delay)? = plan.departure { abortTimer?.schedule(at: startedAt + delay) }
        send()
    }

    /// Closes the connection that was kept for the next stream.
    func close() {
        precondition(plan == nil, "a client ends its stream first")
        drop()
    }

    private func send() {
        guard let plan else { return }
        parser.begin()
        errorBody.removeAll()
        statusCode = 0
        heardAt = Instant.now
        timeoutTimer?.schedule(at: heardAt + behaviour.timeout)
        do throws(UVError) {
            if connection == nil {
                owner.clientConnects(self)
                connection = try TCPConnection(connectingTo: address, on: loop, delegate: self)
            }
            connection?.withOutput { encoder.append(id: plan.id, into: &$0) }
        } catch {
            end(.failed(.connect, detail: error.description))
        }
    }

    // What arrives

    private func receive(_ bytes: Span<UInt8>) {
        guard plan != nil else { return drop() }
        heardAt = Instant.now
        receivedByteCount += bytes.count
        let seenTextEventCount = checker.textEventCount
        var position = 0
        do throws(ResponseError) {
            read: while true {
                switch try parser.next(bytes, at: &position) {
                case .needMore: break read
                case .head(let head):
                    statusCode = head.statusCode
                    isPersistent = head.isPersistent
                case .content(let range): take(bytes.extracting(range))
                case .end:
                    recordText(after: seenTextEventCount)
                    return endResponse(hasMore: position < bytes.count)
                }
            }
            recordText(after: seenTextEventCount)
            if isToLeave { return abort() }
            pauseIfSlow(bytes.count)
        } catch {
            end(.failed(.framing, detail: error.description))
        }
    }

    private func take(_ content: Span<UInt8>) {
        guard statusCode != 200 else { return checker.check(content) }
        let room = max(0, Self.errorBodyByteCountMax - errorBody.count)
        errorBody.append(content.extracting(0..<min(room, content.count)))
    }

    /// Notes the time of the pieces of text that have just arrived.
    private func recordText(after seenCount: Int) {
        let count = checker.textEventCount - seenCount
        guard count > 0 else { return }
        let gap = firstTextAt == nil ? nil : heardAt - lastTextAt
        owner.client(self, received: count, after: gap)
        if let gap { gapMax = max(gapMax, gap) }
        if firstTextAt == nil { firstTextAt = heardAt }
        lastTextAt = heardAt
    }

    private var isToLeave: Bool {
        guard case .afterTokens(let count)? = plan?.departure else { return false }
        return checker.textEventCount >= count
    }

    private func pauseIfSlow(_ byteCount: Int) {
        guard let bytesPerSecond = behaviour.bytesPerSecond, let connection else { return }
        connection.stopReading()
        pauseTimer?.schedule(
            at: heardAt + .nanoseconds(Int64(byteCount) * 1_000_000_000 / Int64(bytesPerSecond))
        )
    }

    // The end of a stream

    private func endResponse(hasMore: Bool) {
        guard statusCode == 200 else {
            let body = String(errorBody.bytes)
            return end(.failed(.status, detail: "\(statusCode) \(body)"))
        }
        checker.end()
        if let failure = checker.failure {
            end(.failed(failure, detail: checker.detail))
        } else if hasMore {
            end(.failed(.framing, detail: "bytes follow the end of the response"))
        } else {
            end(.complete)
        }
    }

    private func end(_ outcome: StreamRecord.Outcome) {
        guard let plan else { return }
        self.plan = nil
        timeoutTimer?.cancel()
        pauseTimer?.cancel()
        abortTimer?.cancel()
        let record = StreamRecord(
            plan: plan,
            outcome: outcome,
            startedAt: startedAt,
            endedAt: Instant.now,
            firstTextAt: firstTextAt,
            lastTextAt: lastTextAt,
            gapMax: gapMax,
            textEventCount: checker.textEventCount,
            tokenCount: checker.seenTokenCount,
            receivedByteCount: receivedByteCount
        )
        if case .complete = outcome, isPersistent, !behaviour.usesNewConnections {
            connection?.startReading()
        } else {
            drop()
        }
        owner.client(self, ended: record)
        // On a later job, so that streams that fail at once do not recurse.
        loop.afterTurn { [self] in owner.clientIsFree(self) }
    }

    private func drop() {
        connection?.close()
        connection = nil
    }

    private func abort() {
        guard plan != nil else { return }
        let now = Instant.now
        drop()
        end(.aborted(now))
    }

    private func checkSilence() {
        guard plan != nil, let timeoutTimer else { return }
        // A client that reads slowly does not blame the server for its own pauses.
        if pauseTimer?.isScheduled == true { heardAt = Instant.now }
        let deadline = heardAt + behaviour.timeout
        guard deadline <= Instant.now else { return timeoutTimer.schedule(at: deadline) }
        end(.failed(.timeout, detail: "after \(checker.textEventCount) pieces of text"))
    }

    private func connectionEnded(_ failure: LoadFailure, detail: String) {
        drop()
        guard plan != nil else { return }
        // A kept connection may be closed by the server at the moment it is used again; that is no
        // failure. RFC 9112 section 9.3.1.
        if isReused, parser.isUntouched, statusCode == 0, failure != .connect {
            isReused = false
            return send()
        }
        end(.failed(failure, detail: detail))
    }
}

extension LoadClient: TCPConnectionDelegate {
    func connection(_ connection: TCPConnection, didReceive bytes: Span<UInt8>) {
        receive(bytes)
    }

    func connectionDidReachEnd(_ connection: TCPConnection) {
        if plan != nil, parser.endsWithConnection, statusCode != 0 {
            isPersistent = false
            return endResponse(hasMore: false)
        }
        connectionEnded(.truncated, detail: "closed after \(receivedByteCount) bytes")
    }

    func connection(_ connection: TCPConnection, didFail error: UVError) {
        let isConnecting = error.operation == "uv_tcp_connect"
        connectionEnded(isConnecting ? .connect : .reset, detail: error.description)
    }

    func connection(_ connection: TCPConnection, willFlush output: inout ByteBuffer) {}

    func connectionDidBlock(_ connection: TCPConnection) {}

    func connectionDidAdvance(_ connection: TCPConnection) {}
    func connectionDidDrain(_ connection: TCPConnection) {}
}
