// The client's side of an answer: when its response begins, and with which status.

internal import Bytes
internal import Chat
internal import HTTP
internal import HTTPServer
internal import Reactor
internal import Upstream

/// Writes one answer to its client, beginning the response as its form says.
///
/// What is written before the response has begun is kept here: at most what one read of the provider's bytes gives, or
/// in the form ``ResponseForm/whole`` the answer itself.
struct AnswerReply: ~Copyable {
    let exchange: Exchange
    private let form: ResponseForm
    private var early = ByteBuffer()
    /// The provider's status of success, which is that of a whole answer too.
    var status = Status.ok

    /// No delay and no date is longer.
    private static let retryAfterByteCountMax = 64

    init(to exchange: Exchange, as form: ResponseForm) {
        self.exchange = exchange
        self.form = form
    }

    /// Tells whether the answer is a stream.
    var isStream: Bool {
        switch form {
        case .streamAtOnce, .streamWithContent: true
        case .whole: false
        }
    }

    /// Begins the response if its form says so.
    func start() {
        guard case .streamAtOnce(let headLines) = form else { return }
        exchange.beginStream(.ok, headLines: headLines)
    }

    /// Begins a stream that has not begun, with what has been written so far.
    mutating func begin() {
        guard case .streamWithContent(let headLines) = form, !exchange.hasBegun else { return }
        exchange.beginStream(.ok, headLines: headLines)
        var written = ByteBuffer()
        swap(&written, &early)
        exchange.write { $0.append(written.bytes) }
    }

    /// Writes a part of the answer.
    mutating func write(
        _ encode: (inout ByteBuffer) -> AnswerMachine.Verdict
    ) -> AnswerMachine.Verdict {
        guard exchange.hasBegun else { return encode(&early) }
        var verdict = AnswerMachine.Verdict.goOn
        exchange.write { verdict = encode(&$0) }
        return verdict
    }

    /// Forgets what a try has written that failed before the response began.
    mutating func forget() {
        early.removeAll()
    }

    /// Completes the response.
    func finish() {
        guard !exchange.hasBegun else { return exchange.endStream() }
        exchange.respond(status, json: early)
    }

    /// Ends the response for an error that has been written if the response has begun, and is told by status and body
    /// if it has not.
    ///
    /// - Parameters:
    ///   - isCut: Whether the connection is cut, because the client's protocol has no word for failure.
    ///   - refusal: The head of the provider's refusal, if it was one, which may say when to ask again.
    ///   - members: What a client may know of the provider's error.
    func fail(
        _ error: ChatError,
        cutting isCut: Bool,
        refusal: UpstreamHead?,
        members: ErrorMembers
    ) {
        guard !exchange.hasBegun else {
            return isCut ? exchange.cutStream() : exchange.endStream()
        }
        switch error {
        case .rateLimited, .providerFailed: if let refusal { tellWait(of: refusal) }
        case .shuttingDown, .providerBusy: exchange.fields.append(("Retry-After", "1"))
        default: break
        }
        exchange.refuse(error, members)
    }

    /// Passes on when the provider wants to be asked again.
    private func tellWait(of refusal: UpstreamHead) {
        guard let wait = refusal.wait(at: WallClock.seconds) else { return }
        if let milliseconds = refusal.retryAfterMilliseconds {
            exchange.fields.append(("retry-after-ms", milliseconds))
        }
        // A date or a fraction may be what the client understands as well as the provider.
        let told = refusal.retryAfter.flatMap {
            $0.utf8.count <= Self.retryAfterByteCountMax ? $0 : nil
        }
        exchange.fields.append(("Retry-After", told ?? "\(wait.secondsRoundedUp)"))
    }
}
