// The bounds of a server.

public import HTTP

/// The bounds of a server, by what they bound.
public struct ServerLimits: Sendable {
    /// Bounds of requests.
    public var http = HTTPLimits()
    /// The most connections of all loops that share a count.
    ///
    /// One more takes the place of one that serves no request; where each does, it is answered 503 and closed.
    public var connectionsMax = 10_000
    /// The most connections from one address, of IPv6 from one network of 64 bits, of all loops that share a count;
    /// more are answered 429 and closed.
    ///
    /// Zero sets no bound.
    public var connectionsPerClientMax = 0
    /// The most exchanges of one connection.
    public var exchangesPerConnectionMax = 1000
    /// How long a request head may take.
    public var headTimeout = Duration.seconds(10)
    /// How far a request body may fall behind ``BodyPace/bytesPerSecondMin``.
    public var bodyTimeout = Duration.seconds(10)
    /// The most bytes of memory for all bodies together that share an account; more are answered 503.
    public var bodiesBytesMax = Int.max
    /// How long a connection may wait for its next request.
    public var keepAliveTimeout = Duration.seconds(75)
    /// How long a client may take nothing of what waits for it.
    public var writeTimeout = Duration.seconds(60)
    /// How long a client may take to close its side after the last answer of a connection.
    public var lingerTimeout = Duration.seconds(1)
    /// How long a client that still sends a body after the last answer may pause.
    public var lingerPauseTimeout = Duration.seconds(5)
    /// How long a client may go on to send a body after the last answer.
    public var lingerBodyTimeout = Duration.seconds(30)
    /// The most connections of one loop that still receive a body after the last answer.
    public var lingeringMax = 256
    /// How long a client for whom there is no place may take for its request.
    public var reserveTimeout = Duration.seconds(2)

    /// Creates the default limits.
    public init() {}

    /// What is read after the last answer of a connection beyond a request that had come whole: a few pipelined ones.
    static let lingerByteCountMax = 256 * 1024

    /// What is read of a body after it has been refused: several of the largest that are taken.
    var refusedBodyByteCountMax: Int {
        let (several, overflow) = http.bodyBytesMax.multipliedReportingOverflow(by: 8)
        return overflow ? .max : max(several, 16 * 1024 * 1024)
    }
}
