// The settings of what bounds clients, streams and the end of the process; the initial values are the defaults.

extension Settings {
    /// The stream to a client.
    public struct Stream: Sendable, Equatable {
        /// After how much silence a comment is sent; zero sends none.
        public var keepalive: Duration = .seconds(15)
        /// How many bytes may wait for a client before the provider is paused.
        public var highWaterBytes = 262_144
        /// At how few waiting bytes the provider is resumed.
        public var lowWaterBytes = 65_536
        /// The longest event of the provider, in bytes.
        public var eventBytesMax = 16_777_216
        /// The release of the AI SDK that clients run which do not tell theirs.
        public var aiSDKVersion = "5.0.0"
        /// Tells whether front ends are told what an answer cost.
        public var showsCost = false
    }

    /// The bounds on what clients may do.
    public struct Limits: Sendable, Equatable {
        /// The size of a request's head, in bytes.
        public var headBytesMax = 32_768
        /// The length of a request line, in bytes.
        public var requestLineBytesMax = 8192
        /// The number of header fields.
        public var headerCountMax = 100
        /// The size of a request's body, in bytes.
        public var bodyBytesMax = 10_485_760
        /// The memory of all request bodies of the process together, in bytes.
        public var bodiesBytesMax = 268_435_456
        /// The number of messages of a chat request.
        public var messagesMax = 20_000
        /// The number of parts of all messages of a chat request.
        public var partsMax = 20_000
        /// The number of open connections of the process.
        public var connectionsMax = 12_000
        /// The open connections from one address; zero sets no bound.
        public var connectionsPerClientMax = 0
        /// The number of open streams of the process.
        public var streamsMax = 10_000
        /// The requests of one client in a minute; zero sets no bound.
        public var requestsPerMinute = 0
        /// The requests of one client at once; zero stands for a minute's worth.
        public var requestBurst = 0
        /// The open streams of one client; zero sets no bound.
        public var streamsPerClient = 0
        /// The calls under way to the provider at once; zero sets no bound.
        public var providerConcurrency = 0
        /// The calls that may wait for another's end.
        public var providerQueueMax = 100
        /// How long a call may wait so.
        public var providerQueueTimeout: Duration = .seconds(30)
        /// How long a request's head may take.
        public var headTimeout: Duration = .seconds(10)
        /// How far a request's body may fall behind a pace of 16 KiB a second.
        public var bodyTimeout: Duration = .seconds(10)
        /// How long a client may take nothing of what waits for it.
        public var writeTimeout: Duration = .seconds(60)
        /// How long a connection may wait for its next request.
        public var keepAliveTimeout: Duration = .seconds(75)
        /// After how many requests a connection is closed.
        public var requestsPerConnectionMax = 1000
    }

    /// The reading of settings while the process runs.
    public struct Reload: Sendable, Equatable {
        /// How often the files are looked at; zero leaves it to SIGHUP.
        public var interval: Duration = .seconds(2)
    }

    /// The end of the process.
    public struct Drain: Sendable, Equatable {
        /// How long connections are still accepted after readiness has gone.
        public var delay: Duration = .seconds(5)
        /// How long open streams may then run on.
        public var timeout: Duration = .seconds(300)
    }
}
