// Whether the provider can be reached, asked rarely and for everybody at once.

internal import Bytes
internal import Configuration
internal import Reactor
internal import Upstream

/// What a check of the provider showed.
enum ProviderCheck: Equatable, Sendable {
    /// Nobody has asked yet.
    case notChecked
    /// The settings say not to ask.
    case disabled
    /// It answered well, in so many milliseconds.
    case healthy(milliseconds: Double)
    /// It answered, but late.
    case slow(milliseconds: Double)
    /// It did not answer well; the reason is the original's.
    case unhealthy(reason: String)
}

/// Asks the provider for its models, at most once in an interval, and shares the answer.
///
/// There is one for the whole process, on the supervisor's loop: however many workers and callers there are, the
/// provider is asked once.
final class ProviderProbe {
    private let loop: Loop
    private var upstream: UpstreamClient
    private var url: String
    private var settings: Settings.Health
    private var timer: Timer?
    private var transfer: Transfer?
    private var startedAt = Instant(nanoseconds: 0)
    private var status: Int?
    private var checkedAt: Instant?
    private var waiting: [(ProviderCheck) -> Void] = []

    private var last = ProviderCheck.notChecked

    private static let slowMilliseconds = 2000.0

    /// - Throws: When libcurl lacks memory.
    init(on loop: Loop, _ settings: Settings) throws(CurlError) {
        self.loop = loop
        self.settings = settings.health
        upstream = try UpstreamClient(on: loop, configuration: .init(settings.openai))
        url = settings.openai.url("/models")
        timer = Timer(on: loop) { [unowned self] in timedOut() }
    }

    /// Goes on with other settings; those who wait get the last answer there was.
    ///
    /// - Throws: When libcurl lacks memory; nothing has changed then.
    func adopt(_ settings: Settings) throws(CurlError) {
        let next = try UpstreamClient(on: loop, configuration: .init(settings.openai))
        if transfer != nil {
            transfer?.cancel()
            finish(last)
        }
        upstream.close()
        upstream = next
        url = settings.openai.url("/models")
        self.settings = settings.health
        last = .notChecked
        checkedAt = nil
    }

    /// Gives up what runs.
    func close() {
        timer = nil
        upstream.close()
    }

    /// Answers with the last check if it is fresh, else when a new one is done.
    func check(_ answer: @escaping (ProviderCheck) -> Void) {
        if let checkedAt, loop.now - checkedAt < settings.checkInterval { return answer(last) }
        waiting.append(answer)
        guard transfer == nil else { return }
        start()
    }

    private func start() {
        startedAt = .now
        status = nil
        do throws(UpstreamFailure) {
            transfer = try upstream.start(.get(url, opensConnection: true), delegate: self)
            timer?.schedule(after: settings.timeout)
        } catch {
            finish(.unhealthy(reason: "Unexpected error"))
        }
    }

    private func timedOut() {
        transfer?.cancel()
        finish(.unhealthy(reason: "Connection timeout"))
    }

    private func finish(_ check: ProviderCheck) {
        timer?.cancel()
        transfer = nil
        last = check
        checkedAt = loop.now
        let answers = waiting
        waiting = []
        for answer in answers { answer(check) }
    }

    private func outcome(status: Int) -> ProviderCheck {
        switch status {
        case 200:
            let milliseconds = (Instant.now - startedAt).inMilliseconds
            return milliseconds > Self.slowMilliseconds
                ? .slow(milliseconds: milliseconds) : .healthy(milliseconds: milliseconds)
        // A provider without a list of models is there all the same.
        case 404, 405: return .healthy(milliseconds: (Instant.now - startedAt).inMilliseconds)
        case 401: return .unhealthy(reason: "Invalid API key")
        default: return .unhealthy(reason: "Unexpected status code: \(status)")
        }
    }
}

extension ProviderProbe: TransferDelegate {
    func transfer(_ transfer: Transfer, didReceive head: UpstreamHead) { status = head.status }

    func transfer(_ transfer: Transfer, didReceive bytes: Span<UInt8>) {}

    func transfer(_ transfer: Transfer, didFinish failure: UpstreamFailure?) {
        guard let failure else { return finish(outcome(status: status ?? 0)) }
        switch failure {
        case .connectionFailed, .nameNotResolved:
            finish(.unhealthy(reason: "Connection failed: All connection attempts failed"))
        case .connectTimeout: finish(.unhealthy(reason: "Connection timeout"))
        // The names that the original's HTTP library gives such failures.
        case .tlsFailed: finish(.unhealthy(reason: "Unexpected error: ConnectError"))
        case .closedBeforeHead, .bodyCut, .malformedAnswer, .notStarted:
            finish(.unhealthy(reason: "Unexpected error: RemoteProtocolError"))
        }
    }
}
