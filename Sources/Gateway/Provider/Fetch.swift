// One question to the provider whose short answer is wanted whole.

internal import Bytes
internal import Reactor
internal import System
internal import Timing
internal import Upstream

/// A GET within a time, on a connection of its own, so that the answer tells whether one can be opened.
///
/// Held by its owner; kept alive by its transfer while it runs. Calls back once, unless it is cancelled.
final class Fetch {
    /// How it ends.
    enum Outcome {
        /// With a status, after a time.
        case answered(status: Int, after: Duration)
        /// Without an answer in time.
        case timedOut
        /// With a failure of the connection or the exchange.
        case failed(UpstreamFailure)
    }

    private let byteCountMax: Int
    private let startedAt = Instant.now
    private let done: (Outcome, Span<UInt8>) -> Void
    private var timer: Timer?
    private var transfer: Transfer?
    private var status = 0
    private var body = ByteBuffer()
    private var isOver = false

    /// - Parameters:
    ///   - byteCountMax: How much of the answer's body is kept; what is longer is given as an empty one.
    ///   - done: Gets the outcome and the body, which is valid during the call; on a later turn than this one.
    init(
        _ url: String,
        by upstream: UpstreamClient,
        on loop: Loop,
        within timeout: Duration,
        byteCountMax: Int,
        done: @escaping (Outcome, Span<UInt8>) -> Void
    ) throws(UpstreamFailure) {
        self.byteCountMax = byteCountMax
        self.done = done
        timer = Timer(on: loop) { [unowned self] in finish(.timedOut) }
        timer?.schedule(after: timeout)
        do throws(UpstreamFailure) {
            transfer = try upstream.start(.get(url, opensConnection: true), delegate: self)
        } catch {
            timer = nil
            throw error
        }
    }

    /// Ends it without a word.
    func cancel() {
        isOver = true
        timer = nil
        transfer?.cancel()
        transfer = nil
    }

    private func finish(_ outcome: Outcome) {
        guard !isOver else { return }
        cancel()
        var whole = ByteBuffer()
        swap(&whole, &body)
        if whole.count > byteCountMax { whole.removeAll() }
        done(outcome, whole.bytes)
    }
}

extension Fetch: TransferDelegate {
    func transfer(_ transfer: Transfer, didReceive head: UpstreamHead) { status = head.status }

    func transfer(_ transfer: Transfer, didReceive bytes: Span<UInt8>) {
        guard body.count <= byteCountMax else { return }
        body.append(bytes)
    }

    func transfer(_ transfer: Transfer, didFinish failure: UpstreamFailure?) {
        if let failure { return finish(.failed(failure)) }
        finish(.answered(status: status, after: Instant.now - startedAt))
    }
}
