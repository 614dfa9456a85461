// What a load run does, as a value.

public import Reactor
internal import Timing

/// A load: how many ask at a time or how often, for what, and how the clients behave.
public struct LoadConfiguration: Sendable {
    /// When a run has done enough.
    public enum Goal: Hashable, Sendable {
        /// After a number of streams.
        case streams(Int)
        /// When no stream is begun any more, counted from the end of the warm-up; what runs then is
        /// still awaited.
        case duration(Duration)
    }

    /// Clients that leave before their answer is whole.
    public struct Aborts: Hashable, Sendable {
        /// The moment at which a stream is left.
        public enum Moment: Hashable, Sendable {
            /// A random one from the start of the stream to so long after.
            case within(Duration)
            /// So long after the start.
            case after(Duration)
            /// When so many tokens have arrived.
            case afterTokens(Int)
        }

        /// The share of streams that are left, from 0 to 1.
        public var share: Double
        /// When they are left.
        public var moment: Moment

        /// Creates the behaviour of clients of whom a share leaves.
        public init(_ moment: Moment, share: Double = 1) {
            self.moment = moment
            self.share = share
        }
    }

    /// Clients that read less than they could.
    public struct SlowReaders: Hashable, Sendable {
        /// The share of clients that read slowly, from 0 to 1.
        public var share = 1.0
        /// How much they read, in bytes per second.
        public var bytesPerSecond: Int

        /// Creates the behaviour of clients of whom all read slowly.
        public init(bytesPerSecond: Int) {
            self.bytesPerSecond = bytesPerSecond
        }
    }

    /// The number of clients, each with one stream at a time; in an open loop the most that there may be.
    public var concurrency = 50
    /// The streams that begin each second, whatever becomes of those before (an open loop); nil if each client
    /// begins its next stream when its last has ended (a closed loop).
    public var rate: Double?
    /// How the streams of an open loop are spaced.
    public var arrivals = ArrivalPattern.poisson
    /// When it is enough.
    public var goal = Goal.streams(500)
    /// The time over which the clients begin, or the rate grows to its value.
    public var ramp = Duration.zero
    /// The time from the start in which streams are checked but not measured.
    public var warmUp = Duration.zero
    /// The tokens of each stream.
    public var tokenCount = 100
    /// The bytes in a token, 0 to let them vary.
    public var tokenByteCount = 0
    /// The time between tokens.
    public var interval = Duration.milliseconds(20)
    /// The time to the first token.
    public var firstTokenDelay = Duration.zero
    /// More pairs for the mock's directive, such as `comments usage=no`.
    public var directive = ""
    /// The bytes of text that each request's last message carries before its directive.
    public var promptByteCount = 0
    /// The messages before the last one, by turns of the user and the assistant.
    public var historyMessageCount = 0
    /// The bytes of text in these messages together.
    public var historyByteCount = 0
    /// Tells whether each stream has a connection of its own.
    public var usesNewConnections = false
    /// How clients leave early, or nil.
    public var aborts: Aborts?
    /// How clients read slowly, or nil.
    public var slowReaders: SlowReaders?
    /// How long a stream may be silent.
    public var timeout = Duration.seconds(30)
    /// Where the mock listens, to see how fast it hears of aborts and whether it kept its pace; or
    /// nil.
    public var mockAddress: SocketAddress?
    /// Decides the random moments.
    public var seed: UInt64 = 1

    /// What a stream must keep to count as good.
    public var goodness: [StreamBound] = []

    /// Creates the default load.
    public init() {}

    /// The load in a few words, such as `500 streams, 50 at a time, of 100 tokens every 20 ms`.
    public var summary: String {
        var words: String
        switch goal {
        case .streams(let count): words = "\(NumberText.grouped(count)) streams"
        case .duration(let duration):
            words = NumberText.decimal(duration.inMilliseconds / 1000, 1) + " s of streams"
        }
        words += " of \(NumberText.grouped(tokenCount)) tokens "
        words +=
            interval == .zero
            ? "without pause" : "every \(NumberText.decimal(interval.inMilliseconds, 1)) ms"
        guard let rate else { return words + ", \(NumberText.grouped(concurrency)) at a time" }
        return words + ", \(NumberText.short(rate)) begun a second (\(arrivals.rawValue))"
    }
}
