// When a stream is due for something: its time limits and its signs of life. No clock.

internal import Chat
internal import Configuration
internal import Reactor

/// The time limits of one answer, each its own setting.
///
/// An event costs no timer: it only moves an instant, and the one timer of a stream asks here what is due when it
/// fires.
struct StreamDeadlines {
    /// What the answer waits for.
    enum Phase {
        /// The leave to call the provider, until an instant.
        case permit(until: Instant)
        /// The first content of a model call.
        case firstToken
        /// More content.
        case nextToken
        /// The end of an answer of which nothing is missing but its cost.
        case ending
        /// An answer that comes in one piece, for which there is the total limit only and no sign of life.
        case wholeAnswer
        /// The next try.
        case retry(at: Instant)
        /// The client, which takes what is there too slowly; its own write timeout runs meanwhile.
        case client
    }

    /// What is due.
    enum Due: Equatable {
        /// Nothing yet.
        case nothing
        /// A sign of life to the client.
        case keepAlive
        /// The next try.
        case retry
        /// The end of an answer that is whole.
        case ended
        /// The answer has failed.
        case failure(ChatError)
    }

    /// The limits, from the settings.
    struct Limits {
        let firstToken: Duration
        let idle: Duration
        let total: Duration
        let keepAlive: Duration?

        init(_ settings: Settings) {
            firstToken = settings.openai.firstTokenTimeout
            idle = settings.openai.idleTimeout
            total = settings.server.timeout
            keepAlive = settings.stream.keepalive > .zero ? settings.stream.keepalive : nil
        }

        private init(total: Duration, _ settings: Settings) {
            firstToken = settings.openai.firstTokenTimeout
            idle = settings.openai.idleTimeout
            self.total = total
            keepAlive = nil
        }

        /// The limits of a title: one for all of it.
        static func ofTitle(_ settings: Settings) -> Limits {
            Limits(total: settings.title.timeout, settings)
        }
    }

    /// How long the end of an answer that is whole may take after its last event.
    static let endingTime = Duration.seconds(2)

    private let limits: Limits
    private let end: Instant
    private(set) var phase = Phase.firstToken
    private(set) var phaseBegan: Instant
    private var lastEvent: Instant
    private var lastOutput: Instant

    init(_ limits: Limits, startedAt now: Instant) {
        self.limits = limits
        end = now + limits.total
        phaseBegan = now
        lastEvent = now
        lastOutput = now
    }

    mutating func begin(_ phase: Phase, at now: Instant) {
        self.phase = phase
        phaseBegan = now
        lastEvent = now
    }

    /// An event with data arrived from the provider.
    ///
    /// Whether it gives the client anything is another matter: of reasoning, some protocols show nothing.
    mutating func eventArrived(at now: Instant) {
        lastEvent = now
    }

    /// Something was sent to the client.
    mutating func outputWritten(at now: Instant) {
        lastOutput = now
    }

    /// What is due now.
    func due(at now: Instant) -> Due {
        if end <= now { return .failure(.totalTimeout) }
        switch phase {
        case .ending where endingEnds <= now: return .ended
        case .firstToken where phaseBegan + limits.firstToken <= now:
            return .failure(.firstTokenTimeout)
        case .nextToken where lastEvent + limits.idle <= now: return .failure(.idleTimeout)
        case .retry(let instant) where instant <= now: return .retry
        case .permit(let instant) where instant <= now: return .failure(.providerBusy)
        default: break
        }
        guard let keepAlive = keepAliveAt, keepAlive <= now else { return .nothing }
        return .keepAlive
    }

    private var endingEnds: Instant { lastEvent + min(Self.endingTime, limits.idle) }

    /// A sign of life would only lengthen the queue of a client that does not take what is there, and has no place in
    /// an answer of one piece.
    private var keepAliveAt: Instant? {
        switch phase {
        case .client, .wholeAnswer: return nil
        case .permit, .firstToken, .nextToken, .ending, .retry: break
        }
        return limits.keepAlive.map { lastOutput + $0 }
    }

    /// When to ask again.
    var next: Instant {
        var next = end
        switch phase {
        case .firstToken: next = min(next, phaseBegan + limits.firstToken)
        case .nextToken: next = min(next, lastEvent + limits.idle)
        case .ending: next = min(next, endingEnds)
        case .retry(let instant), .permit(let instant): next = min(next, instant)
        case .client, .wholeAnswer: break
        }
        if let keepAliveAt { next = min(next, keepAliveAt) }
        return next
    }
}
