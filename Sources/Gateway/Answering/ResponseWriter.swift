// The client's side of an answer: when its response begins, and with which status.

internal import Bytes
internal import Chat
internal import HTTP
internal import HTTPServer
internal import System
internal import Upstream

/// Writes one answer to its outlet, beginning the response as its form says.
///
/// What is written before the response has begun is kept here: at most what one read of the provider's bytes gives, or
/// in the form ``ResponseForm/whole`` the answer itself.
struct ResponseWriter: ~Copyable {
    let outlet: any AnswerOutlet
    private let form: ResponseForm
    private var early = ByteBuffer()
    /// The provider's status of success, which is that of a whole answer too.
    var status = Status.ok

    /// No delay and no date is longer.
    private static let retryAfterByteCountMax = 64

    init(to outlet: any AnswerOutlet, as form: ResponseForm) {
        self.outlet = outlet
        self.form = form
    }

    /// Begins the response if its form says so.
    func start() {
        guard case .streamAtOnce(let headLines) = form else { return }
        outlet.beginStream(.ok, headLines: headLines)
    }

    /// Begins a stream that has not begun, with what has been written so far.
    mutating func begin() {
        guard case .streamWithContent(let headLines) = form, !outlet.hasBegun else { return }
        outlet.beginStream(.ok, headLines: headLines)
        var written = ByteBuffer()
        swap(&written, &early)
        outlet.write { $0.append(written.bytes) }
    }

    /// Writes a part of the answer.
    ///
    /// - Returns: What the encoder returned; nil if it was not called, because the client has left.
    @inline(__always)
    mutating func write<Result>(_ encode: (inout ByteBuffer) -> Result) -> Result? {
        guard outlet.hasBegun else { return encode(&early) }
        var result: Result?
        outlet.write { result = encode(&$0) }
        return result
    }

    /// Forgets what a try has written that failed before the response began.
    mutating func forget() {
        early.removeAll()
    }

    /// Completes the response.
    func finish() {
        guard !outlet.hasBegun else { return outlet.endStream() }
        // A body of ours has our status, whatever the provider's of success was.
        if case .wholeWithFallback = form { return outlet.respond(.ok, json: early) }
        outlet.respond(status, json: early)
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
        guard !outlet.hasBegun else { return isCut ? outlet.cutStream() : outlet.endStream() }
        if case .wholeWithFallback = form { return outlet.respond(.ok, json: early) }
        var fields: [Exchange.Field] = []
        switch error {
        case .rateLimited, .providerFailed: fields = refusal.map(Self.waitFields) ?? []
        case .shuttingDown, .providerBusy: fields = [("Retry-After", "1")]
        default: break
        }
        outlet.refuse(error, members, fields: fields)
    }

    /// When the provider wants to be asked again, for the client.
    private static func waitFields(of refusal: UpstreamHead) -> [Exchange.Field] {
        guard let wait = refusal.wait(at: WallClock.seconds) else { return [] }
        var fields: [Exchange.Field] = []
        if let milliseconds = refusal.retryAfterMilliseconds {
            fields.append(("retry-after-ms", milliseconds))
        }
        // A date or a fraction may be what the client understands as well as the provider.
        let told = refusal.retryAfter.flatMap {
            $0.utf8.count <= Self.retryAfterByteCountMax ? $0 : nil
        }
        fields.append(("Retry-After", told ?? "\(wait.secondsRoundedUp)"))
        return fields
    }
}
