// The settings of what operators see from outside: metrics and traces; the initial values are the defaults.

extension Settings {
    /// The metrics.
    public struct Metrics: Sendable, Equatable {
        /// Tells whether `/metrics` is answered at all.
        public var isEnabled = true
        /// The port that only metrics are served on; nil is the port of the API, 0 any free one.
        public var port: Int?
        /// The address of that port.
        public var host = "0.0.0.0"
        /// Tells whether `/metrics` on the port of the API needs no credentials.
        public var isPublic = false

        /// Tells whether `/metrics` is a route of the API.
        public var isOnMainPort: Bool { isEnabled && port == nil }
    }

    /// The traces.
    public struct Tracing: Sendable, Equatable {
        /// Where spans are sent, to the last part of the path; nil traces nothing.
        public var endpoint: String?
        /// Header fields for the collector, such as `Authorization: Bearer x`.
        public var headers: [NamedSecret] = []
        /// The name of this service in traces.
        public var serviceName = "mamba"
        /// The part of the traces that begin here which is recorded.
        public var sampleRatio = 1.0
        /// How many spans leave at once.
        public var batchSpans = 256
        /// How many spans may wait.
        public var queueSpans = 4096
        /// How long spans wait at most for a batch to fill.
        public var interval: Duration = .seconds(5)
        /// How long the collector may take, and what the end of the process waits for it.
        public var timeout: Duration = .seconds(3)
        /// Tells whether spans hold the conversations, which may hold personal data.
        public var includePrompts = false
    }
}
