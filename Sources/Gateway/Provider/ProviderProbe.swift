// Whether the provider can be reached, asked rarely and for everybody at once.

internal import Configuration
internal import Reactor
internal import Timing
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
    private var fetch: Fetch?
    private var checkedAt: Instant?
    private var waiting: [(ProviderCheck) -> Void] = []

    private var last = ProviderCheck.notChecked

    private static let slowMilliseconds = 2000.0

    /// - Throws: When libcurl lacks memory.
    init(on loop: Loop, _ settings: Settings) throws(CurlError) {
        self.loop = loop
        self.settings = settings.health
        upstream = try UpstreamClient(on: loop, configuration: .init(settings.mainProvider))
        url = settings.mainProvider.modelListURL
    }

    /// Goes on with other settings; those who wait get the last answer there was.
    ///
    /// - Throws: When libcurl lacks memory; nothing has changed then.
    func adopt(_ settings: Settings) throws(CurlError) {
        let next = try UpstreamClient(on: loop, configuration: .init(settings.mainProvider))
        if let fetch {
            fetch.cancel()
            finish(last)
        }
        upstream.close()
        upstream = next
        url = settings.mainProvider.modelListURL
        self.settings = settings.health
        last = .notChecked
        checkedAt = nil
    }

    /// Gives up what runs.
    func close() {
        fetch?.cancel()
        fetch = nil
        upstream.close()
    }

    /// Answers with the last check if it is fresh, else when a new one is done.
    func check(_ answer: @escaping (ProviderCheck) -> Void) {
        if let checkedAt, loop.now - checkedAt < settings.checkInterval { return answer(last) }
        waiting.append(answer)
        guard fetch == nil else { return }
        start()
    }

    private func start() {
        do throws(UpstreamFailure) {
            // Of the answer only the status counts.
            fetch = try Fetch(
                url,
                by: upstream,
                on: loop,
                within: settings.timeout,
                byteCountMax: 0
            ) { [unowned self] outcome, _ in finish(Self.check(outcome)) }
        } catch {
            finish(.unhealthy(reason: "Unexpected error"))
        }
    }

    private func finish(_ check: ProviderCheck) {
        fetch = nil
        last = check
        checkedAt = loop.now
        let answers = waiting
        waiting = []
        for answer in answers { answer(check) }
    }

    private static func check(_ outcome: Fetch.Outcome) -> ProviderCheck {
        switch outcome {
        case .answered(200, let time):
            let milliseconds = time.inMilliseconds
            return milliseconds > slowMilliseconds
                ? .slow(milliseconds: milliseconds) : .healthy(milliseconds: milliseconds)
        // A provider without a list of models is there all the same.
        case .answered(404, let time), .answered(405, let time):
            return .healthy(milliseconds: time.inMilliseconds)
        case .answered(401, _): return .unhealthy(reason: "Invalid API key")
        case .answered(let status, _):
            return .unhealthy(reason: "Unexpected status code: \(status)")
        case .timedOut, .failed(.connectTimeout): return .unhealthy(reason: "Connection timeout")
        case .failed(.connectionFailed), .failed(.nameNotResolved):
            return .unhealthy(reason: "Connection failed: All connection attempts failed")
        // The names that the original's HTTP library gives such failures.
        case .failed(.tlsFailed): return .unhealthy(reason: "Unexpected error: ConnectError")
        case .failed(.closedBeforeHead), .failed(.bodyCut), .failed(.malformedAnswer),
            .failed(.notStarted):
            return .unhealthy(reason: "Unexpected error: RemoteProtocolError")
        }
    }
}
