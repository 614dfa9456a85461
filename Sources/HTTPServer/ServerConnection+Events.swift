// What happens to a connection: bytes, the end, output that waits, time that passes.

internal import Bytes
internal import HTTP
internal import Reactor
internal import Timing

extension ServerConnection {
    // Time limits

    func armTimer() {
        guard let timer else { return }
        var deadline = phaseDeadline
        if let stall { deadline = min(stall.deadline, deadline ?? stall.deadline) }
        guard let deadline else { return timer.cancel() }
        timer.schedule(at: deadline)
    }

    func timerFired() {
        let now = loop.now
        if let stall, stall.deadline <= now {
            guard tcp.sentByteCount > stall.sentByteCount else { return leave(.clientStalled) }
            beginStall()
        }
        if let phaseDeadline, phaseDeadline <= now { phaseTimedOut() }
        armTimer()
    }

    private func phaseTimedOut() {
        phaseDeadline = nil
        switch machine.phase {
        case .idle where !hasPlace, .head where !hasPlace: turnAway(.serviceUnavailable)
        case .body where loop.now < pace.deadline: phaseDeadline = pace.deadline
        case .body where isDiscarding: closeIdle()
        case .head, .body:
            machine.close()
            reject(.requestTimeout)
        case .idle: closeIdle()
        // What waits is bounded by the write timeout; the time to close begins when it has left.
        case .closing where tcp.queuedByteCount > 0: break
        case .closing:
            guard let lingering, loop.now < lingering.deadline else { return leave(.clientLeft) }
            phaseDeadline = lingering.deadline
        case .deciding, .answering: break
        }
    }

    private func beginStall() {
        stall = Stall(
            sentByteCount: tcp.sentByteCount,
            deadline: loop.now + server.limits.writeTimeout
        )
    }
}

extension ServerConnection: TCPConnectionDelegate {
    func connection(_ connection: TCPConnection, didReceive bytes: Span<UInt8>) {
        process(bytes)
    }

    func connectionDidReachEnd(_ connection: TCPConnection) {
        // A client that has stopped sending while it is answered is taken as gone, as by nginx and Go: most are,
        // and there is no other sign of it. Answers that are complete already are still sent.
        guard exchange == nil else { return leave(.clientLeft) }
        closeIdle()
    }

    func connection(_ connection: TCPConnection, didFail error: UVError) {
        leave(.clientLeft)
    }

    func connection(_ connection: TCPConnection, willFlush output: inout ByteBuffer) {
        exchange?.closeChunk(in: &output)
    }

    func connectionDidBlock(_ connection: TCPConnection) {
        beginStall()
        armTimer()
        noteStanding()
    }

    func connectionDidAdvance(_ connection: TCPConnection) {
        tellObserver()
        resumeIfHeldUp()
    }

    func connectionDidDrain(_ connection: TCPConnection) {
        stall = nil
        if machine.phase == .closing {
            lingering?.answerLeft(at: loop.now)
            phaseDeadline = lingering?.deadline
        }
        armTimer()
        noteStanding()
        tellObserver()
        resumeIfHeldUp()
    }

    private func tellObserver() {
        guard let exchange else { return }
        exchange.observer?.clientTookOutput(exchange)
    }
}
