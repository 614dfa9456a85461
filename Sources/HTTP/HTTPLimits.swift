// Bounds of what a client may send.

/// The bounds of a request; each is the largest value that is still accepted.
public struct HTTPLimits: Sendable {
    /// Bytes of a head, from the first byte after the previous request to the end of the empty
    /// line.
    public var headBytesMax = 32 * 1024
    /// Bytes of a request line without its line end.
    public var requestLineBytesMax = 8 * 1024
    /// Field lines of a head.
    public var headerCountMax = 100
    /// Bytes of a body, without the framing of chunks.
    public var bodyBytesMax = 10 * 1024 * 1024
    /// Bytes of a chunk's size and extensions without the line end.
    public var chunkLineBytesMax = 256
    /// Bytes of all trailer fields with their line ends and the empty line.
    public var trailerBytesMax = 8 * 1024

    /// Creates the default limits.
    public init() {}
}
