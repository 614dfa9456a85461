// The first line of a request.

internal import Bytes

/// Method, target and version: the three parts of a request line, separated by single blanks.
///
/// RFC 9112 section 3.
struct RequestLine: ~Copyable {
    let method: Method
    let target: RequestTarget
    let version: HTTPVersion

    /// Reads a line without its line end.
    ///
    /// - Throws: `HTTPError` about the method, the target, the version or the number of parts.
    init(_ line: Span<UInt8>) throws(HTTPError) {
        let methodEnd = line.firstIndex(of: ASCII.space) ?? line.count
        for index in 0..<methodEnd {
            guard FieldSyntax.isToken(line[index]) else { throw .badMethod }
        }
        guard methodEnd > 0 else { throw .badMethod }
        let targetStart = methodEnd + 1
        // Without a version it would be HTTP/0.9, whose answers have no head and could pass for
        // anything.
        guard let targetEnd = line.firstIndex(of: ASCII.space, from: targetStart) else {
            throw .badRequestLine
        }
        let version = try HTTPVersion(line.extracting((targetEnd + 1)..<line.count))
        let methodToken = line.extracting(0..<methodEnd)
        guard !methodToken.equals("CONNECT") else { throw .connectNotSupported }
        let method = Method(methodToken)
        target = try RequestTarget(line.extracting(targetStart..<targetEnd), method: method)
        self.method = method
        self.version = version
    }
}
