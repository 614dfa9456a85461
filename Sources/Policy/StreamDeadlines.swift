// When a stream is due for something: its time limits and its signs of life. No clock.

public import Timing

/// The time limits of one answer, each its own setting.
///
/// An event costs no timer: it only moves an instant, and the one timer of a stream asks here what is due when it
/// fires.
public struct StreamDeadlines {
    /// What the answer waits for.
    public enum Phase: Sendable {
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
    public enum Due: Equatable, Sendable {
        /// Nothing yet.
        case nothing
        /// A sign of life to the client.
        case keepAlive
        /// The next try.
        case retry
        /// The end of an answer that is whole.
        case ended
        /// The end of an answer that has come to a limit.
        case exceeded(Limit)
    }

    /// What may take too long.
    public enum Limit: Equatable, Sendable {
        /// The wait for the leave to call the provider.
        case permit
        /// The first content of a model call.
        case firstToken
        /// Further content.
        case idle
        /// The answer with all its calls.
        case total
    }

    /// The limits, from the settings.
    public struct Limits: Sendable {
        var firstToken: Duration
        var idle: Duration
        let total: Duration
        let keepAlive: Duration?

        /// Creates limits.
        ///
        /// - Parameters:
        ///   - firstToken: How long the first content of a model call may take.
        ///   - idle: How long nothing may come behind it.
        ///   - total: How long all of the answer may take.
        ///   - keepAlive: After which silence a sign of life is due; nil for none.
        public init(firstToken: Duration, idle: Duration, total: Duration, keepAlive: Duration?) {
            self.firstToken = firstToken
            self.idle = idle
            self.total = total
            self.keepAlive = keepAlive
        }
    }

    /// How long the end of an answer that is whole may take after its last event.
    public static let endingTime = Duration.seconds(2)

    private var limits: Limits
    private let end: Instant
    /// What the answer waits for.
    public private(set) var phase = Phase.firstToken
    /// When that began.
    public private(set) var phaseBegan: Instant
    private var lastEvent: Instant
    private var lastOutput: Instant

    /// Creates the deadlines of an answer that starts now.
    public init(_ limits: Limits, startedAt now: Instant) {
        self.limits = limits
        end = now + limits.total
        phaseBegan = now
        lastEvent = now
        lastOutput = now
    }

    /// Another provider is asked, which has limits of its own.
    public mutating func adopt(firstToken: Duration, idle: Duration) {
        limits.firstToken = firstToken
        limits.idle = idle
    }

    /// The answer waits for something else from now on.
    public mutating func begin(_ phase: Phase, at now: Instant) {
        self.phase = phase
        phaseBegan = now
        lastEvent = now
    }

    /// An event with data arrived from the provider.
    ///
    /// Whether it gives the client anything is another matter: of reasoning, some protocols show nothing.
    public mutating func eventArrived(at now: Instant) {
        lastEvent = now
    }

    /// Something was sent to the client.
    public mutating func outputWritten(at now: Instant) {
        lastOutput = now
    }

    /// What is due now.
    public func due(at now: Instant) -> Due {
        if end <= now { return .exceeded(.total) }
        switch phase {
        case .ending where endingEnds <= now: return .ended
        case .firstToken where phaseBegan + limits.firstToken <= now:
            return .exceeded(.firstToken)
        case .nextToken where lastEvent + limits.idle <= now: return .exceeded(.idle)
        case .retry(let instant) where instant <= now: return .retry
        case .permit(let instant) where instant <= now: return .exceeded(.permit)
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
    public var next: Instant {
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
