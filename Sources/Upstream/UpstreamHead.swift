// What the provider's response head says, line by line.

internal import Bytes

/// The parts of the provider's response head that decisions need.
public struct UpstreamHead: Sendable {
    /// The status code.
    public internal(set) var status = 0
    /// The media type with parameters, if told.
    public internal(set) var contentType: String?
    /// The content coding, if told; none was asked for, so a body with any but `identity` cannot be read.
    public internal(set) var contentEncoding: String?
    /// The value of `Retry-After`, seconds or a date.
    public internal(set) var retryAfter: String?

    /// Tells whether the body is coded although no coding was asked for.
    public var isEncoded: Bool {
        guard let contentEncoding, !contentEncoding.isEmpty else { return false }
        return !contentEncoding.utf8.span.equalsIgnoringCase("identity")
    }

    /// Takes one field line, without its end; lines of other shapes mean nothing here.
    mutating func read(_ line: Span<UInt8>) {
        guard let colon = line.firstIndex(of: ASCII.colon) else { return }
        let name = line.extracting(0..<colon)
        let value = line.trimmedRange(colon + 1..<line.count)
        if name.equalsIgnoringCase("content-type") {
            contentType = String(line.extracting(value))
        } else if name.equalsIgnoringCase("content-encoding") {
            contentEncoding = String(line.extracting(value))
        } else if name.equalsIgnoringCase("retry-after") {
            retryAfter = String(line.extracting(value))
        }
    }
}
