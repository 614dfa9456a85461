// What a load run does, as a value.

public import Reactor

/// A load: who is asked, by how many at a time, for what, and how the clients behave.
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
        /// The share of streams that are left, from 0 to 1.
        public var share = 1.0
        /// A stream is left at a random moment from its start to this.
        public var within: Duration

        /// Creates the behaviour of clients of whom all leave.
        public init(within: Duration) {
            self.within = within
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

    /// Who is asked; clients are dealt out to the arms in turn, so that all are under load at the
    /// same time.
    public var arms: [Arm]
    /// The number of clients, each with one stream at a time.
    public var concurrency = 50
    /// When it is enough.
    public var goal = Goal.streams(500)
    /// The time over which the clients begin.
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
    /// The bytes of text that each request carries before its directive.
    public var paddingByteCount = 0
    /// Tells whether each stream has a connection of its own.
    public var usesNewConnections = false
    /// How clients leave early, or nil.
    public var aborts: Aborts?
    /// How clients read slowly, or nil.
    public var slowReaders: SlowReaders?
    /// How long a stream may be silent.
    public var timeout = Duration.seconds(30)
    /// The process whose costs are measured, or nil.
    public var serverProcessID: Int?
    /// Where the mock listens, to see how fast it hears of aborts and whether it kept its pace; or
    /// nil.
    public var mockAddress: SocketAddress?
    /// Decides the random moments.
    public var seed: UInt64 = 1

    /// Creates the default load on the arms.
    public init(arms: [Arm]) {
        precondition(!arms.isEmpty, "a load needs an arm")
        self.arms = arms
    }
}
